import HubCore

/// Cuts a document into chunks: under one heading and of one page each, between paragraphs, sentences and rows where it can,
/// between words where a sentence is longer than a chunk, and never inside of a character.
struct Chunker {
    /// A part of a chunk's text, and whether the chunk before has it too, or the table's header.
    struct Part: Hashable {
        var text: String
        var isRepeated: Bool
    }

    /// A chunk by its parts; their texts together are its text.
    struct Draft: Hashable {
        var parts: [Part] = []
        var page: Int?
        var heading: String?
    }

    private let limit: Int
    private let overlap: Int
    private var drafts: [Draft] = []
    private var draft = Draft()
    /// Characters of `draft`, or more, since neighbours may become one.
    private var count = 0
    private var hasNewText = false
    /// The end of the draft's new text as far as it may be repeated; after `flush`, of the chunk before.
    private var runningText = ""

    /// Characters of a chunk, at most, and how many of them it may repeat of the one before.
    private init(limit: Int, overlap: Int) {
        self.limit = max(1, limit)
        self.overlap = min(max(0, overlap), self.limit / 2)
    }

    static func chunks(of blocks: [DocumentBlock], in collection: KnowledgeCollection) -> [KnowledgeChunk] {
        let drafts = drafts(of: blocks, limit: collection.chunkCharacters, overlap: collection.overlapCharacters)
        var chunks: [KnowledgeChunk] = []
        for draft in drafts {
            let text = trimmed(draft.parts.map(\.text).joined())
            guard !text.isEmpty else { continue }
            chunks.append(
                KnowledgeChunk(index: chunks.count, text: String(text), page: draft.page, heading: draft.heading))
        }
        return chunks
    }

    static func drafts(of blocks: [DocumentBlock], limit: Int, overlap: Int) -> [Draft] {
        var chunker = Chunker(limit: limit, overlap: overlap)
        for section in ChunkSection.sections(of: blocks) { chunker.add(section) }
        return chunker.drafts
    }

    /// Code keeps the white space that its first line begins with.
    private static func trimmed(_ text: String) -> Substring {
        var text = text[...].drop(while: \.isNewline)
        while text.last?.isWhitespace == true { text.removeLast() }
        return text
    }

    private mutating func add(_ section: ChunkSection) {
        draft = Draft(heading: section.heading)
        (count, hasNewText, runningText) = (0, false, "")
        var page = section.pieces.first?.page
        for piece in section.pieces {
            if piece.page != page, hasNewText {
                flush()
                begin(with: piece, length: piece.text.count)
            }
            page = piece.page
            add(piece)
        }
        flush()
    }

    private mutating func add(_ piece: ChunkPiece) {
        let length = piece.text.count
        let separator = hasNewText ? piece.separator : ""
        if count + separator.count + length <= limit { return append(separator, piece.text, of: piece) }
        if hasNewText {
            flush()
            begin(with: piece, length: length)
        }
        if count + length <= limit { return append("", piece.text, of: piece) }
        // It is longer than a chunk.
        var rest = piece.text
        var continued = piece
        continued.separator = ""
        while true {
            let head = TextUnits.head(rest, limit: limit - count)
            append("", head, of: piece)
            rest = rest[head.endIndex...]
            if rest.isEmpty { return }
            flush()
            begin(with: continued, length: length)
        }
    }

    private mutating func append(_ separator: String, _ text: Substring, of piece: ChunkPiece) {
        if !hasNewText {
            draft.page = piece.page
            runningText = ""
        }
        hasNewText = true
        repeatText(separator)
        draft.parts.append(Part(text: String(text), isRepeated: false))
        count += text.count
        runningText = piece.isRunningText ? runningText + separator + text : ""
    }

    /// Adds what is no new text of the document.
    private mutating func repeatText(_ text: String) {
        guard !text.isEmpty else { return }
        draft.parts.append(Part(text: text, isRepeated: true))
        count += text.count
    }

    /// Begins the chunk after one that was flushed with what it repeats, the table's header or the end of running text, as far
    /// as it leaves room for the piece of `length` characters; one that no chunk has room for is cut, and leaves half.
    private mutating func begin(with piece: ChunkPiece, length: Int) {
        let room = limit - (length > limit ? limit - limit / 2 : length)
        if let header = piece.header {
            // One that would fill the chunks is said once only.
            if header.count + 1 <= min(room, limit / 2) { repeatText(header + "\n") }
        } else {
            let separator = runningText.isEmpty ? "" : piece.separator
            let tail = TextUnits.tail(runningText[...], limit: min(overlap, room - separator.count))
            if tail.isEmpty { return }
            repeatText(String(tail))
            repeatText(separator)
        }
    }

    private mutating func flush() {
        if hasNewText { drafts.append(draft) }
        draft = Draft(heading: draft.heading)
        (count, hasNewText) = (0, false)
    }
}
