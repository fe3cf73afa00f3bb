/// A document's text by its structure, in reading order.
struct ReadDocument: Sendable, Hashable {
    /// What the document calls itself; nil: nothing.
    var title: String?
    var blocks: [DocumentBlock] = []
    /// 0: it has no pages.
    var pages = 0

    /// Whether there is no letter or digit in it.
    var isEmpty: Bool {
        !blocks.contains { block in
            block.lines.contains { line in
                line.unicodeScalars.contains { $0.properties.isAlphabetic || $0.properties.numericType != nil }
            }
        }
    }
}

/// A part of a document that belongs together.
struct DocumentBlock: Sendable, Hashable {
    enum Content: Sendable, Hashable {
        /// 1 is the outermost, 0 the document's own title.
        case heading(level: Int, String)
        case paragraph(String)
        case listItem(String)
        /// Its lines as they stand.
        case code([String])
        /// A row a line; `header` is said again wherever the rows are cut.
        case table(header: String?, rows: [String])
    }

    var content: Content
    /// Counts from 1; nil: the document has no pages.
    var page: Int?

    init(_ content: Content, page: Int? = nil) {
        self.content = content
        self.page = page
    }

    /// How many `lines` it has.
    var lineCount: Int {
        switch content {
        case .heading, .paragraph, .listItem: 1
        case .code(let lines): lines.count
        case .table(let header, let rows): rows.count + (header == nil ? 0 : 1)
        }
    }

    /// Its text, for whoever does not care how it stands.
    var lines: [String] {
        switch content {
        case .heading(_, let text), .paragraph(let text), .listItem(let text): [text]
        case .code(let lines): lines
        case .table(let header, let rows): (header.map { [$0] } ?? []) + rows
        }
    }
}
