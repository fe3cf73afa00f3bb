import HubCore

/// The text of a part of a Word document by its headings, paragraphs, lists and tables: what is seen, so without what was
/// deleted or moved away, and without fields' instructions.
struct WordText {
    private struct Paragraph {
        var text = ""
        var level: Int?
        var isListItem = false
    }

    private struct Table {
        var rows: [[String]] = []

        mutating func beginCell() { if !rows.isEmpty { rows[rows.count - 1].append("") } }

        /// Adds a line to the last cell. What stands between cells is of the one before.
        mutating func add(_ line: String) {
            let row = rows.count - 1
            guard row >= 0 else { return }
            if rows[row].isEmpty { rows[row].append("") }
            let cell = rows[row].count - 1
            rows[row][cell] += rows[row][cell].isEmpty ? line : " " + line
        }
    }

    private static let unseenElements: Set<Substring> = ["del", "moveFrom", "rPrChange", "pPrChange", "sectPrChange"]

    private let styles: WordStyles
    private var blocks: [DocumentBlock] = []
    /// Those that are open: a text box stands inside of one.
    private var paragraphs: [Paragraph] = []
    private var tables: [Table] = []
    private var isInText = false
    /// The element that is left out at the moment, and how many of its name are open.
    private var unseen: (name: String, depth: Int)?

    private init(styles: WordStyles) { self.styles = styles }

    static func read(_ part: [UInt8], styles: WordStyles) throws(DocumentFailure) -> [DocumentBlock] {
        var scanner = try XMLScanner(part)
        var text = WordText(styles: styles)
        var names: WordNames?
        while let event = try scanner.next() {
            if case .start(_, let attributes) = event, names == nil {
                names = WordNames(root: attributes)
                if names == nil {
                    throw DocumentFailure(.broken, "The document's text is not WordprocessingML.")
                }
            }
            if let names { text.read(event, names) }
        }
        return text.blocks
    }

    private mutating func read(_ event: XMLEvent, _ names: WordNames) {
        if let open = unseen {
            switch event {
            case .start(open.name, _): unseen = (open.name, open.depth + 1)
            case .end(open.name): unseen = open.depth == 1 ? nil : (open.name, open.depth - 1)
            case .start, .end, .text: break
            }
            return
        }
        switch event {
        case .text(let text): if isInText { append(text) }
        case .start(let name, let attributes):
            if names.isFallback(name) { unseen = (name, 1) }
            guard let local = names.local(name) else { return }
            if Self.unseenElements.contains(local) { unseen = (name, 1) } else { start(local, attributes, names) }
        case .end(let name): if let local = names.local(name) { end(local) }
        }
    }

    private mutating func append(_ text: String) {
        if !paragraphs.isEmpty { paragraphs[paragraphs.count - 1].text += text }
    }

    private mutating func start(_ name: Substring, _ attributes: [String: String], _ names: WordNames) {
        switch name {
        case "p": paragraphs.append(Paragraph())
        case "t": isInText = true
        case "tab": append(" ")
        case "br", "cr": append("\n")
        case "noBreakHyphen": append("-")
        case "pStyle":
            if let style = names.value("val", attributes), let level = styles.level(style) { set(level: level) }
        case "outlineLvl":
            if let level = names.value("val", attributes).flatMap(WordStyles.outlineLevel) { set(level: level) }
        case "numPr": if !paragraphs.isEmpty { paragraphs[paragraphs.count - 1].isListItem = true }
        case "tbl": tables.append(Table())
        case "tr": if !tables.isEmpty { tables[tables.count - 1].rows.append([]) }
        case "tc": if !tables.isEmpty { tables[tables.count - 1].beginCell() }
        case _: break
        }
    }

    private mutating func set(level: Int) {
        if !paragraphs.isEmpty { paragraphs[paragraphs.count - 1].level = level }
    }

    private mutating func end(_ name: Substring) {
        switch name {
        case "t": isInText = false
        case "p": if let paragraph = paragraphs.popLast() { add(paragraph) }
        case "tbl":
            guard let table = tables.popLast() else { return }
            if tables.isEmpty {
                if let block = TableText.block(table.rows) { blocks.append(block) }
            } else {
                // A table in a cell is text of that.
                for row in table.rows { addToCell(row.joined(separator: " ")) }
            }
        case _: break
        }
    }

    private mutating func add(_ paragraph: Paragraph) {
        if !tables.isEmpty { return addToCell(paragraph.text) }
        if let level = paragraph.level {
            let line = CleanText.line(paragraph.text)
            if !line.isEmpty { blocks.append(DocumentBlock(.heading(level: level, line))) }
            return
        }
        let lines = CleanText.clean(paragraph.text).split(separator: "\n").map {
            $0.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        }.filter { !$0.isEmpty }
        if lines.isEmpty { return }
        let text = lines.joined(separator: "\n")
        blocks.append(DocumentBlock(paragraph.isListItem ? .listItem(text) : .paragraph(text)))
    }

    private mutating func addToCell(_ text: String) {
        let line = CleanText.line(text)
        if !tables.isEmpty, !line.isEmpty { tables[tables.count - 1].add(line) }
    }
}
