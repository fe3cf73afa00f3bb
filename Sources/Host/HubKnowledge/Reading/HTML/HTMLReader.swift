/// HTML's text by its headings, paragraphs, lists, tables and code. It keeps no tree, so that no nesting is too deep.
struct HTMLReader {
    private enum Flow {
        case paragraph
        case heading(Int)
        case listItem
        case code
    }

    /// Elements that end the line before and after them.
    private static let blockElements: Set<String> = [
        "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog", "div",
        "dl",
        "dt", "fieldset", "figcaption", "figure", "footer", "form", "header", "hr", "html", "legend", "main", "menu",
        "nav",
        "ol", "optgroup", "option", "p", "section", "select", "summary", "ul",
    ]
    /// Elements that people do not see as text.
    private static let unseenElements: Set<String> = [
        "template", "svg", "math", "object", "canvas", "audio", "video", "noscript", "textarea",
    ]

    private var document = ReadDocument()
    private var flow = Flow.paragraph
    private var text = ""
    /// The element that is left out at the moment, and how many of its name are open.
    private var unseen: (name: String, depth: Int)?
    private var isInTitle = false
    private var tables = 0
    private var rows: [[String]] = []

    static func read(_ html: String) -> ReadDocument {
        var reader = HTMLReader()
        for token in HTMLTokens(html) { reader.read(token) }
        reader.endTable()
        reader.endBlock()
        return reader.document
    }

    private mutating func read(_ token: HTMLToken) {
        if let open = unseen {
            switch token {
            case .start(open.name): unseen = (open.name, open.depth + 1)
            case .end(open.name): unseen = open.depth == 1 ? nil : (open.name, open.depth - 1)
            case .start, .end, .text: break
            }
            return
        }
        switch token {
        case .text(let text): self.text += text
        case .start(let name): start(name)
        case .end(let name): end(name)
        }
    }

    private mutating func start(_ name: String) {
        if Self.unseenElements.contains(name) {
            unseen = (name, 1)
            return
        }
        switch name {
        case "br": text += "\n"
        case "title":
            isInTitle = true
            text = ""
        case "table": startTable()
        case "tr" where tables == 1:
            endCell()
            rows.append([])
        case "td", "th":
            if tables == 1 { endCell(startsNext: true) } else { text += " " }
        case _ where tables > 0: if name == "li" || Self.blockElements.contains(name) { text += " " }
        case "li":
            endBlock()
            flow = .listItem
        case "pre":
            endBlock()
            flow = .code
        case _:
            if let level = Self.headingLevel(name) {
                endBlock()
                flow = .heading(level)
            } else if Self.blockElements.contains(name) {
                // A list's item often begins with a paragraph.
                if case .listItem = flow, text.allSatisfy(\.isWhitespace) { return }
                endBlock()
            }
        }
    }

    private mutating func end(_ name: String) {
        switch name {
        case "title" where isInTitle:
            isInTitle = false
            let title = CleanText.line(text)
            if !title.isEmpty, document.title == nil { document.title = title }
            text = ""
        case "table" where tables > 0:
            if tables > 1 { tables -= 1 } else { endTable() }
        case "td", "th":
            if tables == 1 { endCell() } else { text += " " }
        case _ where tables > 0: text += Self.blockElements.contains(name) ? " " : ""
        case "li", "pre": endBlock()
        case _: if Self.headingLevel(name) != nil || Self.blockElements.contains(name) { endBlock() }
        }
    }

    private static func headingLevel(_ name: String) -> Int? {
        guard name.utf8.count == 2, name.hasPrefix("h"), let level = Int(name.dropFirst()), (1...6).contains(level)
        else { return nil }
        return level
    }

    /// Tables inside of cells are text of these.
    private mutating func startTable() {
        if tables == 0 { endBlock() }
        tables += 1
    }

    /// What stands between cells belongs to none, but is text all the same.
    private mutating func endCell(startsNext: Bool = false) {
        let cell = CleanText.line(text)
        text = ""
        if rows.isEmpty { rows.append([]) }
        if !cell.isEmpty || !startsNext { rows[rows.count - 1].append(cell) }
    }

    private mutating func endTable() {
        guard tables > 0 else { return }
        endCell()
        tables = 0
        if let table = TableText.block(rows.map(Self.withoutEmptyEnd)) { document.blocks.append(table) }
        rows = []
    }

    private static func withoutEmptyEnd(_ row: [String]) -> [String] {
        var row = row
        while row.last?.isEmpty == true { row.removeLast() }
        return row
    }

    private mutating func endBlock() {
        defer { (text, flow) = ("", .paragraph) }
        switch flow {
        case .code:
            var lines = CleanText.clean(text).split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
            while lines.first?.allSatisfy(\.isWhitespace) == true { lines.removeFirst() }
            while lines.last?.allSatisfy(\.isWhitespace) == true { lines.removeLast() }
            if !lines.isEmpty { document.blocks.append(DocumentBlock(.code(lines))) }
        case .paragraph: append { .paragraph($0) }
        case .listItem: append { .listItem($0) }
        case .heading(let level): append { .heading(level: level, $0) }
        }
    }

    private mutating func append(_ content: (String) -> DocumentBlock.Content) {
        let line = CleanText.line(text)
        if !line.isEmpty { document.blocks.append(DocumentBlock(content(line))) }
    }
}
