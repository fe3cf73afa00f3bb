/// Comma-separated values (RFC 4180), also by semicolons, tabs and bars, as spreadsheets of other languages write them.
enum CSVReader {
    static func read(_ text: String) -> ReadDocument {
        let rows = rows(text, separator: separator(text))
        return ReadDocument(blocks: TableText.block(rows).map { [$0] } ?? [])
    }

    /// Quoted fields may hold separators, line ends and doubled quotes. A quote that never ends goes to the end.
    static func rows(_ text: String, separator: Unicode.Scalar) -> [[String]] {
        var rows: [[String]] = []
        var row: [String] = []
        var field = String.UnicodeScalarView()
        var isQuoted = false
        var wasQuote = false
        func endField() {
            row.append(String(field))
            field = String.UnicodeScalarView()
        }
        func endRow() {
            endField()
            if row != [""] { rows.append(row) }
            row = []
        }
        for scalar in text.unicodeScalars {
            if isQuoted {
                if scalar == "\"" {
                    isQuoted = false
                    wasQuote = true
                } else {
                    field.append(scalar)
                }
                continue
            }
            switch scalar {
            case "\"" where wasQuote:
                field.append("\"")
                isQuoted = true
            case "\"" where field.isEmpty: isQuoted = true
            case separator: endField()
            case "\n", "\r": endRow()
            case _: field.append(scalar)
            }
            wasQuote = false
        }
        endRow()
        return rows
    }

    /// The one that the first lines have most of outside quotes; a comma where they have none.
    static func separator(_ text: String) -> Unicode.Scalar {
        let candidates: [Unicode.Scalar] = [",", ";", "\t", "|"]
        var counts = [Int](repeating: 0, count: candidates.count)
        var isQuoted = false
        for scalar in text.unicodeScalars.prefix(8192) {
            if scalar == "\"" { isQuoted.toggle() }
            if !isQuoted, let index = candidates.firstIndex(of: scalar) { counts[index] += 1 }
            // Decimal commas are many where semicolons separate; the header has none.
            if !isQuoted, scalar == "\n", counts.contains(where: { $0 > 0 }) { break }
        }
        let most = counts.max() ?? 0
        return most == 0 ? "," : candidates[counts.firstIndex(of: most) ?? 0]
    }
}
