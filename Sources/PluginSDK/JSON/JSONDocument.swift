/// A JSON text that is known to be well formed and that keeps its bytes, so that a result can be handed on as it came.
public struct JSONDocument: Sendable {
    private let text: [UInt8]
    private let root: Range<Int>

    /// Checks a text; takes the same as `JSON(parsing:)`, and does not build the value.
    public init(_ text: [UInt8]) throws(JSONError) {
        var scanner = try JSONScanner(text)
        let start = scanner.position
        try scanner.skipValue()
        root = start..<scanner.position
        try scanner.finish()
        self.text = text
    }

    /// The document's value as it was written, without the space around it.
    public var bytes: ArraySlice<UInt8> { text[root] }

    /// The value that the pointer leads to, as it was written; nil where it leads nowhere.
    public subscript(pointer: JSONPointer) -> ArraySlice<UInt8>? {
        // The text was checked, so the scanner does not fail; if it did, the pointer would lead nowhere.
        guard var scanner = try? JSONScanner(text) else { return nil }
        let range = try? scanner.findValue(at: pointer.tokens[...])
        return range.map { text[$0] }
    }
}

extension JSONScanner {
    /// Reads a value and gives the range of what the tokens lead to inside it.
    fileprivate mutating func findValue(at tokens: ArraySlice<String>) throws(JSONError) -> Range<Int>? {
        let start = position
        guard let token = tokens.first else {
            try skipValue()
            return start..<position
        }
        var found: Range<Int>?
        switch current {
        case UInt8(ascii: "{"):
            try readObject { (scanner, name) throws(JSONError) in
                if scanner.text(of: name).utf8.elementsEqual(token.utf8) {
                    found = try scanner.findValue(at: tokens.dropFirst())
                } else {
                    try scanner.skipValue()
                }
            }
        case UInt8(ascii: "["):
            try readArray { (scanner, index) throws(JSONError) in
                if token == String(index) {
                    found = try scanner.findValue(at: tokens.dropFirst())
                } else {
                    try scanner.skipValue()
                }
            }
        case _: try skipValue()
        }
        return found
    }
}
