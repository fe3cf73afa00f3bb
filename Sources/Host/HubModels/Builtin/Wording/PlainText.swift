import HubCore

/// Makes text of a tool's result fit to be shown: it is data, and may hold anything.
enum PlainText {
    /// One line: control characters and marks that change the direction of writing are gone, runs of white space are
    /// one space, and what exceeds the limit is cut off with an ellipsis.
    static func line(_ text: String, limit: Int = 500) -> String {
        if isPlain(text), text.utf8.count <= limit { return text }
        return clean(text, limit: limit) { _ in nil }
    }

    /// Several lines: as `line`, but line breaks stay.
    static func block(_ text: String, limit: Int) -> String {
        let lines = clean(text, limit: limit) { $0 == "\n" ? "\n" : nil }.split(
            separator: "\n", omittingEmptySubsequences: false)
        var result: [Substring] = []
        for line in lines where !(line.isEmpty && (result.last?.isEmpty ?? true)) { result.append(line) }
        return result.joined(separator: "\n")
    }

    /// As a cell of a Markdown table.
    static func cell(_ text: String, limit: Int = 200) -> String {
        let line = line(text, limit: limit)
        guard line.utf8.contains(where: { $0 == UInt8(ascii: "|") || $0 == UInt8(ascii: "\\") }) else { return line }
        var escaped = ""
        for character in line {
            if character == "|" || character == "\\" { escaped.append("\\") }
            escaped.append(character)
        }
        return escaped
    }

    private static func isPlain(_ text: String) -> Bool {
        guard let first = text.utf8.first, let last = text.utf8.last, first > 0x20, last > 0x20 else {
            return text.isEmpty
        }
        var before: UInt8 = 0
        for byte in text.utf8 {
            // Beyond ASCII only what Latin and Vietnamese letters begin with: all marks to be dropped lie elsewhere.
            if byte < 0x20 || byte == 0x7F || byte == 0xC2 || byte == 0xE2 || byte >= 0xE3 { return false }
            if byte == 0x20, before == 0x20 { return false }
            before = byte
        }
        return true
    }

    private static func clean(
        _ text: String, limit: Int, keeping kept: (Unicode.Scalar) -> Unicode.Scalar?
    ) -> String {
        var view = String.UnicodeScalarView()
        var isSpacePending = false
        var count = 0
        for scalar in text.unicodeScalars {
            if let scalar = kept(scalar) {
                view.append(scalar)
                isSpacePending = false
                continue
            }
            if scalar.properties.isWhitespace {
                isSpacePending = !view.isEmpty && view.last != "\n"
                continue
            }
            guard isVisible(scalar) else { continue }
            if isSpacePending { view.append(" ") }
            isSpacePending = false
            if count >= limit {
                view.append("…")
                break
            }
            view.append(scalar)
            count += 1
        }
        return String(view)
    }

    private static func isVisible(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: return false
        // Joiners are part of emoji and of some scripts; what overrides the direction of writing is not text.
        case .format: return scalar == "\u{200D}" || scalar == "\u{200C}"
        default: return true
        }
    }
}
