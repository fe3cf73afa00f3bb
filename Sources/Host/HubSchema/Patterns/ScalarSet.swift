/// A set of code points: a character class, `.` or an escape such as `\d`.
///
/// ASCII is answered from two words; beyond it ranges are searched, then properties asked.
struct ScalarSet: Sendable, Hashable {
    enum Item: Sendable, Hashable {
        case range(ClosedRange<UInt32>)
        case property(UnicodeProperty)
        case notProperty(UnicodeProperty)
    }

    enum Polarity: Sendable {
        case included
        case excluded
    }

    private let low: UInt64
    private let high: UInt64
    /// Above ASCII, in order, without overlap.
    private let ranges: [ClosedRange<UInt32>]
    private let properties: [Item]
    private let isInverted: Bool

    init(_ items: [Item], polarity: Polarity = .included) {
        isInverted = polarity == .excluded
        var beyond: [ClosedRange<UInt32>] = []
        var asked: [Item] = []
        var bits: [UInt64] = [0, 0]
        for item in items {
            for value in UInt32(0)..<128 where Self.holds(item, value) { bits[Int(value >> 6)] |= 1 << (value & 63) }
            switch item {
            case .range(let range):
                if range.upperBound >= 128 { beyond.append(max(128, range.lowerBound)...range.upperBound) }
            case .property, .notProperty: asked.append(item)
            }
        }
        low = isInverted ? ~bits[0] : bits[0]
        high = isInverted ? ~bits[1] : bits[1]
        ranges = Self.merged(beyond)
        properties = asked
    }

    @inline(__always)
    func contains(_ value: UInt32) -> Bool {
        if value < 64 { return low >> UInt64(value) & 1 != 0 }
        if value < 128 { return high >> UInt64(value & 63) & 1 != 0 }
        return containsBeyondASCII(value)
    }

    /// Whether no code point is in both. False where it is not known.
    func isKnownDisjoint(from other: ScalarSet) -> Bool {
        guard low & other.low == 0, high & other.high == 0, !isInverted, !other.isInverted, properties.isEmpty,
            other.properties.isEmpty
        else { return false }
        return !ranges.contains { range in other.ranges.contains(where: range.overlaps) }
    }

    private func containsBeyondASCII(_ value: UInt32) -> Bool {
        var lower = 0
        var upper = ranges.count
        while lower < upper {
            let middle = (lower + upper) / 2
            if ranges[middle].upperBound < value { lower = middle + 1 } else { upper = middle }
        }
        let isInRange = lower < ranges.count && ranges[lower].contains(value)
        return (isInRange || properties.contains { Self.holds($0, value) }) != isInverted
    }

    private static func holds(_ item: Item, _ value: UInt32) -> Bool {
        switch item {
        case .range(let range): range.contains(value)
        case .property(let property): Unicode.Scalar(value).map(property.holds) ?? false
        case .notProperty(let property): Unicode.Scalar(value).map { !property.holds(for: $0) } ?? false
        }
    }

    private static func merged(_ ranges: [ClosedRange<UInt32>]) -> [ClosedRange<UInt32>] {
        var merged: [ClosedRange<UInt32>] = []
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let last = merged.last, range.lowerBound <= last.upperBound &+ 1 {
                merged[merged.count - 1] = last.lowerBound...max(last.upperBound, range.upperBound)
            } else {
                merged.append(range)
            }
        }
        return merged
    }
}

extension ScalarSet.Item {
    private static let last: UInt32 = 0x10FFFF

    static let digits: [Self] = [.range(0x30...0x39)]
    static let notDigits = complement(of: [0x30...0x39])
    static let words: [Self] = wordRanges.map(Self.range)
    static let notWords = complement(of: wordRanges)
    static let spaces: [Self] = spaceRanges.map(Self.range)
    static let notSpaces = complement(of: spaceRanges)
    static let lineTerminators: [Self] = [.range(0x0A...0x0A), .range(0x0D...0x0D), .range(0x2028...0x2029)]

    private static let wordRanges: [ClosedRange<UInt32>] = [0x30...0x39, 0x41...0x5A, 0x5F...0x5F, 0x61...0x7A]
    /// ECMA-262's WhiteSpace and LineTerminator together.
    private static let spaceRanges: [ClosedRange<UInt32>] = [
        0x09...0x0D, 0x20...0x20, 0xA0...0xA0, 0x1680...0x1680, 0x2000...0x200A, 0x2028...0x2029, 0x202F...0x202F,
        0x205F...0x205F, 0x3000...0x3000, 0xFEFF...0xFEFF,
    ]

    /// The ranges must be in order and apart.
    private static func complement(of ranges: [ClosedRange<UInt32>]) -> [Self] {
        var gaps: [Self] = []
        var start: UInt32 = 0
        for range in ranges {
            if range.lowerBound > start { gaps.append(.range(start...range.lowerBound - 1)) }
            start = range.upperBound + 1
        }
        if start <= last { gaps.append(.range(start...last)) }
        return gaps
    }
}
