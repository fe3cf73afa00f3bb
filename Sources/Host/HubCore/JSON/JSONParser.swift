/// Why a text is not a JSON document. `offset` is in bytes from its start.
package struct JSONParseError: Error, Equatable, CustomStringConvertible {
    package enum Reason: String, Sendable {
        case unexpectedEnd = "the text ends too early"
        case unexpectedByte = "a character stands where none of its kind is allowed"
        case invalidUTF8 = "the text is not valid UTF-8"
        case invalidEscape = "an escape sequence is not valid"
        case invalidNumber = "a number is not written as JSON writes numbers"
        case controlCharacter = "a control character stands unescaped in a string"
        case tooDeep = "arrays and objects are nested too deeply"
        case trailingText = "more text follows after the value"
    }

    package let reason: Reason
    package let offset: Int
    package var description: String { "\(reason.rawValue) (byte \(offset))" }
}

/// A strict RFC 8259 parser over UTF-8 bytes: one pass, bounded depth, no recovery.
package struct JSONParser {
    /// Nesting allowed; deeper documents are refused before the stack is at risk.
    package static let maximumDepth = 128

    private let bytes: [UInt8]
    private var position = 0
    private var depth = 0

    package init(bytes: [UInt8]) { self.bytes = bytes }

    package mutating func parseDocument() throws(JSONParseError) -> JSONValue {
        skipSpace()
        let value = try parseValue()
        skipSpace()
        if position < bytes.count { throw failure(.trailingText) }
        return value
    }

    private func failure(_ reason: JSONParseError.Reason) -> JSONParseError {
        JSONParseError(
            reason: position >= bytes.count && reason == .unexpectedByte ? .unexpectedEnd : reason, offset: position)
    }

    private var current: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func skipSpace() {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x09, 0x0A, 0x0D: position += 1
            default: return
            }
        }
    }

    private mutating func parseValue() throws(JSONParseError) -> JSONValue {
        guard let byte = current else { throw failure(.unexpectedEnd) }
        switch byte {
        case UInt8(ascii: "{"): return try parseObject()
        case UInt8(ascii: "["): return try parseArray()
        case UInt8(ascii: "\""): return .string(try parseString())
        case UInt8(ascii: "t"): return try parseWord("true", .bool(true))
        case UInt8(ascii: "f"): return try parseWord("false", .bool(false))
        case UInt8(ascii: "n"): return try parseWord("null", .null)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number(try parseNumber())
        default: throw failure(.unexpectedByte)
        }
    }

    private mutating func parseWord(_ word: StaticString, _ value: JSONValue) throws(JSONParseError) -> JSONValue {
        for offset in 0..<word.utf8CodeUnitCount {
            // SAFETY: the offset is below the literal's own length, and a static string lives for ever.
            guard current == word.utf8Start[offset] else { throw failure(.unexpectedByte) }
            position += 1
        }
        return value
    }

    private mutating func enter() throws(JSONParseError) {
        depth += 1
        if depth > Self.maximumDepth { throw failure(.tooDeep) }
        position += 1
        skipSpace()
    }

    private mutating func parseObject() throws(JSONParseError) -> JSONValue {
        try enter()
        var object = JSONObject()
        if current == UInt8(ascii: "}") {
            position += 1
            depth -= 1
            return .object(object)
        }
        while true {
            guard current == UInt8(ascii: "\"") else { throw failure(.unexpectedByte) }
            let key = try parseString()
            skipSpace()
            guard current == UInt8(ascii: ":") else { throw failure(.unexpectedByte) }
            position += 1
            skipSpace()
            object[key] = try parseValue()
            skipSpace()
            switch current {
            case UInt8(ascii: ","):
                position += 1
                skipSpace()
            case UInt8(ascii: "}"):
                position += 1
                depth -= 1
                return .object(object)
            default: throw failure(.unexpectedByte)
            }
        }
    }

    private mutating func parseArray() throws(JSONParseError) -> JSONValue {
        try enter()
        var array: [JSONValue] = []
        if current == UInt8(ascii: "]") {
            position += 1
            depth -= 1
            return .array(array)
        }
        while true {
            array.append(try parseValue())
            skipSpace()
            switch current {
            case UInt8(ascii: ","):
                position += 1
                skipSpace()
            case UInt8(ascii: "]"):
                position += 1
                depth -= 1
                return .array(array)
            default: throw failure(.unexpectedByte)
            }
        }
    }

    private mutating func parseNumber() throws(JSONParseError) -> JSONNumber {
        let start = position
        if let integer = takeShortInteger() { return JSONNumber(integer) }
        if current == UInt8(ascii: "-") { position += 1 }
        if current == UInt8(ascii: "0") {
            position += 1
        } else if !skipDigits() {
            throw failure(.invalidNumber)
        }
        if current == UInt8(ascii: ".") {
            position += 1
            if !skipDigits() { throw failure(.invalidNumber) }
        }
        if current == UInt8(ascii: "e") || current == UInt8(ascii: "E") {
            position += 1
            if current == UInt8(ascii: "+") || current == UInt8(ascii: "-") { position += 1 }
            if !skipDigits() { throw failure(.invalidNumber) }
        }
        return JSONNumber(checkedLiteral: try text(from: start, to: position))
    }

    /// Takes an integer that surely fits, the common number; where anything else stands, nothing is taken.
    private mutating func takeShortInteger() -> Int64? {
        var end = position
        var value: Int64 = 0
        while end < bytes.count, bytes[end] >= UInt8(ascii: "0"), bytes[end] <= UInt8(ascii: "9") {
            value = value &* 10 &+ Int64(bytes[end] &- UInt8(ascii: "0"))
            end += 1
        }
        let digits = end - position
        guard digits > 0, digits <= 18, digits == 1 || bytes[position] != UInt8(ascii: "0") else { return nil }
        if end < bytes.count {
            switch bytes[end] {
            case UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"): return nil
            case _: break
            }
        }
        position = end
        return value
    }

    /// The text between two places. (Through `UTF8Span`, which costs a fifth of the generic initialisers.)
    private func text(from start: Int, to end: Int) throws(JSONParseError) -> String {
        do throws(UTF8.ValidationError) {
            return String(copying: try UTF8Span(validating: bytes.span.extracting(start..<end)))
        } catch {
            throw failure(.invalidUTF8)
        }
    }

    private mutating func skipDigits() -> Bool {
        let start = position
        while let byte = current, byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") { position += 1 }
        return position > start
    }

    private mutating func parseString() throws(JSONParseError) -> String {
        position += 1
        let start = position
        // The common string has no escape and is taken as it stands.
        while let byte = current {
            if byte == UInt8(ascii: "\"") {
                let text = try text(from: start, to: position)
                position += 1
                return text
            }
            if byte == UInt8(ascii: "\\") { return try parseEscapedString(from: start) }
            if byte < 0x20 { throw failure(.controlCharacter) }
            position += 1
        }
        throw failure(.unexpectedEnd)
    }

    private mutating func parseEscapedString(from start: Int) throws(JSONParseError) -> String {
        var text: [UInt8] = []
        text.reserveCapacity(2 * (position - start) + 32)
        text.append(contentsOf: bytes[start..<position])
        while let byte = current {
            position += 1
            switch byte {
            case UInt8(ascii: "\""):
                do throws(UTF8.ValidationError) {
                    return String(copying: try UTF8Span(validating: text.span))
                } catch {
                    throw failure(.invalidUTF8)
                }
            case UInt8(ascii: "\\"): try parseEscape(into: &text)
            case 0..<0x20:
                position -= 1
                throw failure(.controlCharacter)
            default: text.append(byte)
            }
        }
        throw failure(.unexpectedEnd)
    }

    private mutating func parseEscape(into text: inout [UInt8]) throws(JSONParseError) {
        guard let byte = current else { throw failure(.unexpectedEnd) }
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"):
            var code = try parseHexadecimal()
            if code >= 0xD800, code < 0xDC00 {
                guard current == UInt8(ascii: "\\"), position + 1 < bytes.count,
                    bytes[position + 1] == UInt8(ascii: "u")
                else {
                    throw failure(.invalidEscape)
                }
                position += 2
                let low = try parseHexadecimal()
                guard low >= 0xDC00, low < 0xE000 else { throw failure(.invalidEscape) }
                code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
            }
            guard let scalar = Unicode.Scalar(code) else { throw failure(.invalidEscape) }
            text.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
        default:
            position -= 1
            throw failure(.invalidEscape)
        }
    }

    private mutating func parseHexadecimal() throws(JSONParseError) -> UInt32 {
        var code: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = current, let digit = Character(Unicode.Scalar(byte)).hexDigitValue, byte < 0x80 else {
                throw failure(.invalidEscape)
            }
            code = code << 4 | UInt32(digit)
            position += 1
        }
        return code
    }
}
