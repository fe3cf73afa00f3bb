/// Reads JSON (RFC 8259) strictly and without recovery; what it has read past is well formed.
///
/// The parser and the slicer are walks with it, so that a text is valid for both or for neither.
struct JSONScanner {
    /// The ABI's bound for documents.
    static let maximumDepth = 128

    let bytes: [UInt8]
    var position = 0
    private var depth = 0

    init(_ bytes: [UInt8]) throws(JSONError) {
        do {
            _ = try UTF8Span(validating: bytes.span)
        } catch {
            throw JSONError(reason: "the text is not valid UTF-8", offset: error.byteOffsets.lowerBound)
        }
        self.bytes = bytes
        // Not JSON's, but some servers send a byte order mark.
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
        skipSpace()
    }

    var current: UInt8? { position < bytes.count ? bytes[position] : nil }

    func failure(_ reason: String) -> JSONError {
        JSONError(reason: position < bytes.count ? reason : "the text ends too early", offset: position)
    }

    /// Nothing but space may follow a document.
    mutating func finish() throws(JSONError) {
        skipSpace()
        if position < bytes.count { throw failure("more text follows after the value") }
    }

    private mutating func skipSpace() {
        while let byte = current, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
    }

    mutating func skipValue() throws(JSONError) {
        switch current {
        case UInt8(ascii: "{"):
            try readObject { (scanner, _) throws(JSONError) in try scanner.skipValue() }
        case UInt8(ascii: "["):
            try readArray { (scanner, _) throws(JSONError) in try scanner.skipValue() }
        case UInt8(ascii: "\""): _ = try readString()
        case UInt8(ascii: "t"): try skipWord("true")
        case UInt8(ascii: "f"): try skipWord("false")
        case UInt8(ascii: "n"): try skipWord("null")
        case _: _ = try readNumber()
        }
    }

    /// Reads an object; `member` gets each name and must read its value.
    mutating func readObject(
        _ member: (inout JSONScanner, JSONStringToken) throws(JSONError) -> Void
    ) throws(JSONError) {
        try readList(until: UInt8(ascii: "}")) { (scanner, _) throws(JSONError) in
            guard scanner.current == UInt8(ascii: "\"") else { throw scanner.failure("a member's name is missing") }
            let name = try scanner.readString()
            scanner.skipSpace()
            guard scanner.current == UInt8(ascii: ":") else { throw scanner.failure("a colon is missing") }
            scanner.position += 1
            scanner.skipSpace()
            try member(&scanner, name)
        }
    }

    /// Reads an array; `element` gets each index and must read the element.
    mutating func readArray(_ element: (inout JSONScanner, Int) throws(JSONError) -> Void) throws(JSONError) {
        try readList(until: UInt8(ascii: "]"), element)
    }

    private mutating func readList(
        until end: UInt8, _ item: (inout JSONScanner, Int) throws(JSONError) -> Void
    ) throws(JSONError) {
        depth += 1
        if depth > Self.maximumDepth { throw failure("arrays and objects are nested too deeply") }
        position += 1
        skipSpace()
        var count = 0
        while count > 0 || current != end {
            try item(&self, count)
            count += 1
            skipSpace()
            if current == end { break }
            guard current == UInt8(ascii: ",") else { throw failure("a comma or an end is missing") }
            position += 1
            skipSpace()
        }
        position += 1
        depth -= 1
    }

    mutating func skipWord(_ word: String) throws(JSONError) {
        for byte in word.utf8 {
            guard current == byte else { throw failure("a value is missing") }
            position += 1
        }
    }

    /// Reads a number and gives its range.
    mutating func readNumber() throws(JSONError) -> Range<Int> {
        let start = position
        if current == UInt8(ascii: "-") { position += 1 }
        let startsWithZero = current == UInt8(ascii: "0")
        let digits = skipDigits()
        guard digits > 0 else { throw failure(position == start ? "a value is missing" : "a number has no digits") }
        if startsWithZero, digits > 1 {
            throw JSONError(reason: "a number starts with a zero too many", offset: start)
        }
        if current == UInt8(ascii: ".") {
            position += 1
            if skipDigits() == 0 { throw failure("a number has no digits after its point") }
        }
        if current == UInt8(ascii: "e") || current == UInt8(ascii: "E") {
            position += 1
            if current == UInt8(ascii: "+") || current == UInt8(ascii: "-") { position += 1 }
            if skipDigits() == 0 { throw failure("a number has no digits in its exponent") }
        }
        return start..<position
    }

    private mutating func skipDigits() -> Int {
        let start = position
        while let byte = current, byte >= 0x30, byte <= 0x39 { position += 1 }
        return position - start
    }
}
