extension JSON {
    /// Reads a document: UTF-8, RFC 8259 to the letter, at most 128 levels deep.
    public init(parsing bytes: [UInt8]) throws(JSONError) {
        var scanner = try JSONScanner(bytes)
        self = try scanner.readValue()
        try scanner.finish()
    }
}

extension JSONScanner {
    fileprivate mutating func readValue() throws(JSONError) -> JSON {
        switch current {
        case UInt8(ascii: "{"):
            var members: [JSONMember] = []
            try readObject { (scanner, name) throws(JSONError) in
                members.append(JSONMember(scanner.text(of: name), try scanner.readValue()))
            }
            return .object(members)
        case UInt8(ascii: "["):
            var elements: [JSON] = []
            try readArray { (scanner, _) throws(JSONError) in elements.append(try scanner.readValue()) }
            return .array(elements)
        case UInt8(ascii: "\""): return .string(text(of: try readString()))
        case UInt8(ascii: "t"):
            try skipWord("true")
            return .bool(true)
        case UInt8(ascii: "f"):
            try skipWord("false")
            return .bool(false)
        case UInt8(ascii: "n"):
            try skipWord("null")
            return .null
        case _: return .number(JSONNumber(checked: String(decoding: bytes[try readNumber()], as: UTF8.self)))
        }
    }
}
