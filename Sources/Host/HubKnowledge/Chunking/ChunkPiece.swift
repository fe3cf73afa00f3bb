/// A part of a document that goes into a chunk as one, unless it is longer than a whole chunk.
struct ChunkPiece: Hashable {
    var text: Substring
    /// What goes before it where another piece precedes it in the chunk.
    var separator: String
    var page: Int?
    /// Said again where a chunk begins with this piece: a table's header.
    var header: String?
    /// Whether the chunk after it may repeat the end of it. Rows of tables and lines of code mean nothing by halves.
    var isRunningText: Bool
}

/// What stands under one heading.
struct ChunkSection: Hashable {
    /// Characters of one heading that go along with what stands under it: each section, and each of its chunks, has them again,
    /// and nothing else bounds a heading but the document's size.
    private static let headingCharacters = 200

    var heading: String?
    var pieces: [ChunkPiece] = []

    /// The document's sections in order. A heading is text of its section; one with nothing under it, of the next.
    static func sections(of blocks: [DocumentBlock]) -> [ChunkSection] {
        var sections: [ChunkSection] = []
        var path: [(level: Int, text: String)] = []
        var current = ChunkSection()
        var hasBody = false
        for block in blocks {
            if case .heading(let level, let text) = block.content {
                if hasBody {
                    sections.append(current)
                    (current, hasBody) = (ChunkSection(), false)
                }
                path.removeAll { $0.level >= level }
                path.append((level, cut(text)))
                current.heading = path.map(\.text).joined(separator: " › ")
            } else {
                hasBody = true
            }
            current.pieces += pieces(block)
        }
        if !current.pieces.isEmpty { sections.append(current) }
        return sections
    }

    private static func cut(_ heading: String) -> String {
        guard let end = heading.index(heading.startIndex, offsetBy: headingCharacters, limitedBy: heading.endIndex),
            end < heading.endIndex
        else { return heading }
        return heading[..<end] + "…"
    }

    private static func pieces(_ block: DocumentBlock) -> [ChunkPiece] {
        func piece(_ text: Substring, _ separator: String, header: String? = nil, running: Bool = false) -> ChunkPiece {
            ChunkPiece(
                text: text, separator: separator, page: block.page, header: header, isRunningText: running)
        }
        switch block.content {
        case .heading(_, let text): return [piece(text[...], "\n\n")]
        case .paragraph(let text):
            return TextUnits.sentences(text[...]).enumerated().map {
                piece($1, $0 == 0 ? "\n\n" : "", running: true)
            }
        case .listItem(let text):
            return TextUnits.sentences("- \(text)"[...]).enumerated().map {
                piece($1, $0 == 0 ? "\n" : "", running: true)
            }
        case .code(let lines):
            return lines.enumerated().map { piece($1[...], $0 == 0 ? "\n\n" : "\n") }
        case .table(let header, let rows):
            let first = header.map { [piece($0[...], "\n\n")] } ?? []
            return first
                + rows.enumerated().map { offset, row in
                    piece(row[...], offset == 0 && header == nil ? "\n\n" : "\n", header: header)
                }
        }
    }
}
