/// Reads the lines of a CSV file as RFC 4180 has them: fields by commas, in quotes where they hold a comma, a quote or a line's end.
struct CSVReader: IteratorProtocol {
    private var rest: Substring.UTF8View

    init(_ text: String) {
        rest = Substring(text).utf8
        // Spreadsheets like to write a byte order mark.
        if rest.starts(with: [0xEF, 0xBB, 0xBF]) { rest = rest.dropFirst(3) }
    }

    /// The fields of the next line that is not empty.
    mutating func next() -> [String]? {
        while let first = rest.first, first == newline || first == carriageReturn { rest.removeFirst() }
        guard !rest.isEmpty else { return nil }
        var fields: [String] = []
        while true {
            fields.append(field())
            guard rest.first == comma else { return fields }
            rest.removeFirst()
        }
    }

    private mutating func field() -> String {
        guard rest.first == quote else {
            let end = rest.firstIndex { $0 == comma || $0 == newline || $0 == carriageReturn } ?? rest.endIndex
            defer { rest = rest[end...] }
            return String(Substring(rest[..<end]))
        }
        rest.removeFirst()
        var text = ""
        while let end = rest.firstIndex(of: quote) {
            text += String(Substring(rest[..<end]))
            rest = rest[rest.index(after: end)...]
            // Two quotes stand for one.
            guard rest.first == quote else { return text }
            text += "\""
            rest.removeFirst()
        }
        defer { rest = rest[rest.endIndex...] }
        return text + String(Substring(rest))
    }

    private var comma: UInt8 { UInt8(ascii: ",") }
    private var quote: UInt8 { UInt8(ascii: "\"") }
    private var newline: UInt8 { UInt8(ascii: "\n") }
    private var carriageReturn: UInt8 { UInt8(ascii: "\r") }
}
