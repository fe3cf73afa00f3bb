/// Character classes and character escapes.
extension PatternParser {
    /// After the opening bracket, up to and over the closing one.
    mutating func parseClass() throws(PatternError) -> ScalarSet {
        let polarity: ScalarSet.Polarity = consume("^") ? .excluded : .included
        var items: [ScalarSet.Item] = []
        while !consume("]") {
            guard current != nil else { throw failure(.unterminatedClass) }
            let first = try parseClassAtom()
            guard current == "-", position + 1 < source.count, source[position + 1] != "]" else {
                items += first
                continue
            }
            position += 1
            let second = try parseClassAtom()
            guard let lower = Self.codePoint(of: first), let upper = Self.codePoint(of: second), lower <= upper else {
                throw failure(.invalidRange)
            }
            items.append(.range(lower...upper))
        }
        return ScalarSet(items, polarity: polarity)
    }

    private static func codePoint(of items: [ScalarSet.Item]) -> UInt32? {
        guard items.count == 1, case .range(let range) = items[0], range.count == 1 else { return nil }
        return range.lowerBound
    }

    private mutating func parseClassAtom() throws(PatternError) -> [ScalarSet.Item] {
        guard let scalar = current else { throw failure(.unterminatedClass) }
        position += 1
        guard scalar == "\\" else { return [.range(scalar.value...scalar.value)] }
        if consume("b") { return [.range(0x08...0x08)] }
        if let items = try parseClassEscape() { return items }
        let value = try parseCharacterEscape()
        return [.range(value...value)]
    }

    /// After the backslash: `d`, `w`, `s`, `p{…}` and their negations; nil when something else stands here.
    mutating func parseClassEscape() throws(PatternError) -> [ScalarSet.Item]? {
        guard let scalar = current else { throw failure(.invalidEscape) }
        let items: [ScalarSet.Item]
        switch scalar {
        case "d": items = ScalarSet.Item.digits
        case "D": items = ScalarSet.Item.notDigits
        case "w": items = ScalarSet.Item.words
        case "W": items = ScalarSet.Item.notWords
        case "s": items = ScalarSet.Item.spaces
        case "S": items = ScalarSet.Item.notSpaces
        case "p":
            position += 1
            return [.property(try parseProperty())]
        case "P":
            position += 1
            return [.notProperty(try parseProperty())]
        case _: return nil
        }
        position += 1
        return items
    }

    private mutating func parseProperty() throws(PatternError) -> UnicodeProperty {
        guard consume("{"), let end = source[position...].firstIndex(of: "}") else { throw failure(.invalidEscape) }
        var name = String.UnicodeScalarView()
        name.append(contentsOf: source[position..<end])
        guard let property = UnicodeProperty(String(name)) else { throw failure(.unknownProperty) }
        position = end + 1
        return property
    }

    /// After the backslash: an escape that stands for one code point.
    mutating func parseCharacterEscape() throws(PatternError) -> UInt32 {
        guard let scalar = current else { throw failure(.invalidEscape) }
        switch scalar {
        case "t": return escape(0x09)
        case "n": return escape(0x0A)
        case "v": return escape(0x0B)
        case "f": return escape(0x0C)
        case "r": return escape(0x0D)
        case "0":
            position += 1
            if let digit = current, ("0"..."9").contains(digit) { throw failure(.invalidEscape) }
            return 0
        case "c":
            position += 1
            guard let letter = current, letter.isASCII, letter.properties.isAlphabetic else {
                throw failure(.invalidEscape)
            }
            return escape(letter.value & 0x1F)
        case "x":
            position += 1
            return try parseHexadecimal(digits: 2)
        case "u":
            position += 1
            return try parseUnicodeEscape()
        case "!"..."/", ":"..."@", "["..."`", "{"..."~": return escape(scalar.value)
        case _: throw failure(.invalidEscape)
        }
    }

    private mutating func escape(_ value: UInt32) -> UInt32 {
        position += 1
        return value
    }

    private mutating func parseUnicodeEscape() throws(PatternError) -> UInt32 {
        if consume("{") {
            var value: UInt32 = 0
            var count = 0
            while let digit = current.flatMap(Self.hexadecimal) {
                value = value << 4 | digit
                if value > 0x10FFFF { throw failure(.invalidEscape) }
                position += 1
                count += 1
            }
            guard count > 0, consume("}") else { throw failure(.invalidEscape) }
            return value
        }
        let high = try parseHexadecimal(digits: 4)
        guard (0xD800..<0xDC00).contains(high) else { return high }
        let afterHigh = position
        if consume("\\u"), current != "{" {
            let low = try parseHexadecimal(digits: 4)
            if (0xDC00..<0xE000).contains(low) { return 0x10000 + (high - 0xD800) << 10 + (low - 0xDC00) }
        }
        position = afterHigh
        return high
    }

    private mutating func parseHexadecimal(digits: Int) throws(PatternError) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<digits {
            guard let digit = current.flatMap(Self.hexadecimal) else { throw failure(.invalidEscape) }
            value = value << 4 | digit
            position += 1
        }
        return value
    }

    private static func hexadecimal(_ scalar: Unicode.Scalar) -> UInt32? {
        switch scalar {
        case "0"..."9": scalar.value - 0x30
        case "a"..."f": scalar.value - 0x61 + 10
        case "A"..."F": scalar.value - 0x41 + 10
        case _: nil
        }
    }
}
