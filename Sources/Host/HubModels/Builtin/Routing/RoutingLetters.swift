import HubCore

/// What the scanner does with a scalar, looked up for the Latin letters that English and Vietnamese use.
struct RoutingLetters: Sendable {
    enum Role {
        /// A letter: `folded` is its ASCII base letter where it has one.
        case letter(lower: Unicode.Scalar, folded: UInt8?)
        case digit(UInt8)
        /// Belongs to the word and is not seen: a combining mark.
        case mark
        /// Is not there at all: an apostrophe inside a word, a zero-width character.
        case ignored
        case separator
    }

    private let lower: [UInt32]
    private let folded: [UInt8]
    private static let limit: UInt32 = 0x1F00

    init() {
        var lower = [UInt32](repeating: 0, count: Int(Self.limit))
        var folded = [UInt8](repeating: 0, count: Int(Self.limit))
        for value in [Array(0xAA..<0x250), Array(0x1E00..<Self.limit)].joined() {
            guard let scalar = Unicode.Scalar(value), scalar.properties.isAlphabetic else { continue }
            let mapping = scalar.properties.lowercaseMapping.unicodeScalars
            lower[Int(value)] = mapping.first?.value ?? value
            let base = TextFolding.fold(String(Character(scalar))).utf8
            if base.count == 1, let letter = base.first { folded[Int(value)] = letter }
        }
        self.lower = lower
        self.folded = folded
    }

    func role(of scalar: Unicode.Scalar) -> Role {
        let value = scalar.value
        switch value {
        case 0x61...0x7A: return .letter(lower: scalar, folded: UInt8(truncatingIfNeeded: value))
        case 0x41...0x5A:
            let letter = UInt8(truncatingIfNeeded: value | 0x20)
            return .letter(lower: Unicode.Scalar(letter), folded: letter)
        case 0x30...0x39: return .digit(UInt8(truncatingIfNeeded: value))
        case 0x27, 0x2019, 0xAD, 0x200B...0x200D, 0xFEFF: return .ignored
        case 0...0x7F: return .separator
        case 0x300...0x36F: return .mark
        case 0..<Self.limit where lower[Int(value)] != 0:
            let base = folded[Int(value)]
            return .letter(lower: Unicode.Scalar(lower[Int(value)]) ?? scalar, folded: base == 0 ? nil : base)
        case _:
            let properties = scalar.properties
            guard properties.isAlphabetic || properties.numericType != nil else { return .separator }
            return .letter(lower: properties.lowercaseMapping.unicodeScalars.first ?? scalar, folded: nil)
        }
    }
}
