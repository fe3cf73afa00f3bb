/// A string of a JSON text as it stands there.
struct JSONStringToken {
    /// Of its content, without the quotes.
    let range: Range<Int>
    let hasEscapes: Bool
}

extension JSONScanner {
    mutating func readString() throws(JSONError) -> JSONStringToken {
        position += 1
        let start = position
        var hasEscapes = false
        while let byte = current {
            switch byte {
            case UInt8(ascii: "\""):
                position += 1
                return JSONStringToken(range: start..<position - 1, hasEscapes: hasEscapes)
            case UInt8(ascii: "\\"):
                hasEscapes = true
                _ = try readEscape()
            case 0..<0x20: throw failure("a control character stands unescaped in a string")
            case _: position += 1
            }
        }
        throw failure("a string has no end")
    }

    /// The string's text.
    func text(of token: JSONStringToken) -> String {
        guard token.hasEscapes else { return String(decoding: bytes[token.range], as: UTF8.self) }
        var scanner = self
        scanner.position = token.range.lowerBound
        var text: [UInt8] = []
        while scanner.position < token.range.upperBound {
            if bytes[scanner.position] != UInt8(ascii: "\\") {
                text.append(bytes[scanner.position])
                scanner.position += 1
            } else if let scalar = try? scanner.readEscape() {
                text.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    private mutating func readEscape() throws(JSONError) -> Unicode.Scalar {
        position += 1
        let byte = current
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte ?? 0)
        case UInt8(ascii: "b"): return "\u{08}"
        case UInt8(ascii: "f"): return "\u{0C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"):
            var code = try readHexadecimal()
            if code >= 0xD800, code < 0xDC00 {
                try skipWord("\\u")
                let low = try readHexadecimal()
                guard low >= 0xDC00, low < 0xE000 else { throw failure("an escape is half a character") }
                code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
            }
            guard let scalar = Unicode.Scalar(code) else { throw failure("an escape is half a character") }
            return scalar
        case _: throw failure("an escape is unknown")
        }
    }

    private mutating func readHexadecimal() throws(JSONError) -> UInt32 {
        var code: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = current, byte < 0x80, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
                throw failure("an escape has too few digits")
            }
            code = code << 4 | UInt32(digit)
            position += 1
        }
        return code
    }
}
