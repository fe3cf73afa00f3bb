/// Markdown's blocks, line by line (https://spec.commonmark.org): headings, paragraphs, lists, code, tables and quotations.
/// What stands inside a line stays as it was written.
struct MarkdownReader {
    private var document = ReadDocument()
    private var paragraph: [Substring] = []
    private var listItem: [Substring] = []
    private var tableRows: [[String]] = []
    private var code: [String]?
    private var fence: Substring = ""

    static func read(_ text: String) -> ReadDocument {
        var reader = MarkdownReader()
        var lines = CleanText.clean(keepingIndents(text)).split(separator: "\n", omittingEmptySubsequences: false)[...]
        reader.readFrontMatter(&lines)
        while let line = lines.popFirst() { reader.read(line, next: lines.first) }
        reader.endBlocks()
        if let code = reader.code, !code.isEmpty { reader.document.blocks.append(DocumentBlock(.code(code))) }
        return reader.document
    }

    private static func keepingIndents(_ text: String) -> String {
        text.utf8.contains(0x09)
            ? text.split(separator: "\t", omittingEmptySubsequences: false).joined(separator: "    ") : text
    }

    /// What stands before the text between lines of `---` is for programs; its title is the document's.
    private mutating func readFrontMatter(_ lines: inout ArraySlice<Substring>) {
        guard lines.first == "---",
            let end = lines.dropFirst().prefix(100).firstIndex(where: { $0 == "---" || $0 == "..." })
        else { return }
        for line in lines[..<end] where line.hasPrefix("title:") {
            let title = line.dropFirst(6).drop(while: \.isWhitespace)
            document.title = CleanText.line(title.filter { $0 != "\"" })
        }
        lines = lines[(end + 1)...]
    }

    private mutating func read(_ line: Substring, next: Substring?) {
        if code != nil {
            if Self.fence(line).map({ $0.hasPrefix(fence) && Self.content(line).count == $0.count }) ?? false {
                if let code, !code.isEmpty { document.blocks.append(DocumentBlock(.code(code))) }
                code = nil
            } else {
                code?.append(String(line))
            }
            return
        }
        if let opening = Self.fence(line) {
            endBlocks()
            (code, fence) = ([], opening)
            return
        }
        let text = Self.content(Self.unquoted(line))
        if text.isEmpty { return endBlocks() }
        if let (level, heading) = Self.heading(text) {
            endBlocks()
            return add(heading: heading, level: level)
        }
        if !paragraph.isEmpty, let level = Self.underline(text) {
            let heading = paragraph.joined(separator: " ")
            paragraph = []
            return add(heading: heading, level: level)
        }
        if !tableRows.isEmpty {
            if text.contains("|") {
                if !Self.isTableRule(text) { tableRows.append(Self.cells(text)) }
                return
            }
            endBlocks()
        } else if text.contains("|"), let next, Self.isTableRule(Self.content(Self.unquoted(next))) {
            endBlocks()
            tableRows = [Self.cells(text)]
            return
        }
        if Self.isRule(text) { return endBlocks() }
        if let item = Self.listItem(text) {
            endBlocks()
            listItem = [item]
        } else if !listItem.isEmpty {
            listItem.append(text)
        } else {
            paragraph.append(text)
        }
    }

    private mutating func add(heading: String, level: Int) {
        let text = CleanText.line(heading.filter { $0 != "`" && $0 != "*" })
        if text.isEmpty { return }
        if level == 1, document.title == nil { document.title = text }
        document.blocks.append(DocumentBlock(.heading(level: level, text)))
    }

    private mutating func endBlocks() {
        if !paragraph.isEmpty {
            document.blocks.append(DocumentBlock(.paragraph(paragraph.joined(separator: " "))))
            paragraph = []
        }
        if !listItem.isEmpty {
            document.blocks.append(DocumentBlock(.listItem(listItem.joined(separator: " "))))
            listItem = []
        }
        if !tableRows.isEmpty {
            if let table = TableText.block(tableRows) { document.blocks.append(table) }
            tableRows = []
        }
    }

    private static func content(_ line: Substring) -> Substring {
        var text = line.drop(while: \.isWhitespace)
        while text.last?.isWhitespace == true { text.removeLast() }
        return text
    }

    private static func unquoted(_ line: Substring) -> Substring {
        var text = line.drop { $0 == " " }
        guard text.first == ">" else { return line }
        while text.first == ">" { text = text.dropFirst().drop { $0 == " " } }
        return text
    }

    private static func fence(_ line: Substring) -> Substring? {
        let text = line.drop { $0 == " " }
        guard let mark = text.first, mark == "`" || mark == "~" else { return nil }
        let fence = text.prefix { $0 == mark }
        // Backticks after the opening ones make it a code span.
        return fence.count >= 3 && !(mark == "`" && text.dropFirst(fence.count).contains("`")) ? fence : nil
    }

    private static func heading(_ text: Substring) -> (Int, String)? {
        let level = text.prefix { $0 == "#" }.count
        let rest = text.dropFirst(level)
        guard (1...6).contains(level), rest.isEmpty || rest.first == " " else { return nil }
        var heading = content(rest)
        while heading.last == "#" { heading.removeLast() }
        return (level, String(heading))
    }

    private static func underline(_ text: Substring) -> Int? {
        if text.allSatisfy({ $0 == "=" }) { return 1 }
        return text.allSatisfy { $0 == "-" } ? 2 : nil
    }

    private static func isRule(_ text: Substring) -> Bool {
        guard let mark = text.first, "-*_".contains(mark) else { return false }
        return text.allSatisfy { $0 == mark || $0 == " " } && text.count { $0 == mark } >= 3
    }

    private static func isTableRule(_ text: Substring) -> Bool {
        text.contains("-") && text.contains("|") && text.allSatisfy { "|-: ".contains($0) }
    }

    private static func cells(_ text: Substring) -> [String] {
        var row = text
        if row.first == "|" { row.removeFirst() }
        if row.last == "|", !row.hasSuffix("\\|") { row.removeLast() }
        var cells = [""]
        var isEscaped = false
        for character in row {
            if character == "|" {
                if isEscaped { cells[cells.count - 1].removeLast() } else { cells.append("") }
            }
            if character != "|" || isEscaped { cells[cells.count - 1].append(character) }
            isEscaped = character == "\\" && !isEscaped
        }
        return cells
    }

    /// The item's text without its mark.
    private static func listItem(_ text: Substring) -> Substring? {
        if let mark = text.first, "-*+".contains(mark), text.dropFirst().first == " " {
            return content(text.dropFirst())
        }
        let number = text.prefix { $0.isASCII && $0.isNumber }
        let rest = text.dropFirst(number.count)
        guard (1...9).contains(number.count), rest.first == "." || rest.first == ")", rest.dropFirst().first == " "
        else { return nil }
        return text
    }
}
