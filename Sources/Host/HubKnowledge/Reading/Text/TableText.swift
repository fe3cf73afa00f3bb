/// Rows of tables as lines of text.
enum TableText {
    /// The cells on one line, between bars.
    static func row(_ cells: some Sequence<String>) -> String {
        cells.map(CleanText.line).joined(separator: " | ")
    }

    /// The first row is the header where there are others. Rows without any text are left out.
    static func block(_ rows: [[String]], page: Int? = nil) -> DocumentBlock? {
        var lines = rows.filter { $0.contains { !$0.isEmpty && !$0.allSatisfy(\.isWhitespace) } }.map(row)
        guard let first = lines.first else { return nil }
        if lines.count == 1 { return DocumentBlock(.table(header: nil, rows: [first]), page: page) }
        lines.removeFirst()
        return DocumentBlock(.table(header: first, rows: lines), page: page)
    }
}
