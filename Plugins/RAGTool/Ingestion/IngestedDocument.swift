import PluginSDK

/// One document as the host gives it, with its chunks.
struct IngestedDocument: Sendable {
    struct Chunk: Sendable {
        let text: String
        let page: Int?
        let heading: String?
    }

    let collection: String
    let name: String
    let title: String
    let language: String?
    /// A JSON object.
    let metadata: String
    /// Nil: whoever may use the tool may read it.
    let principals: [String]?
    let chunks: [Chunk]
}

extension IngestedDocument {
    static let maximumChunks = 50_000
    static let maximumChunkBytes = 64 * 1024
    static let maximumMetadataBytes = 8 * 1024

    /// Reads a request; waits for its chunks where they come as a blob.
    init(_ call: Call) throws(ToolError) {
        let request = call.input
        collection = try Self.name(request["collection"], "collection")
        let document = request["document"] ?? .null
        name = try Self.name(document["id"], "document's id")
        let title = document["title"]?.stringValue ?? ""
        self.title = Self.cut(title.isEmpty ? name : title, to: 600)
        language = document["language"]?.stringValue.map { Self.cut($0, to: 35) }
        metadata = try Self.metadata(document["metadata"])
        principals = try Self.principals(document["principals"])
        switch (request["chunks"]?.arrayValue, request["blob"]?.stringValue) {
        case (let values?, nil):
            var chunks: [Chunk] = []
            for value in values { chunks.append(try Self.chunk(value)) }
            self.chunks = chunks
        case (nil, let blob?): chunks = try Self.chunks(ofBlob: blob, call)
        case _: throw ToolError(.invalidInput, "A document comes with chunks, or with a blob of them.")
        }
        guard chunks.count <= Self.maximumChunks else {
            throw ToolError(.tooLarge, "The document has more than \(Self.maximumChunks) chunks.")
        }
    }

    /// A collection's or document's name.
    static func name(_ value: JSON?, _ what: String) throws(ToolError) -> String {
        guard let name = value?.stringValue, (1...200).contains(name.utf8.count) else {
            throw ToolError(.invalidInput, "The \(what) is no text of 1 to 200 bytes.")
        }
        return name
    }

    /// As many whole characters as fit into the bytes.
    static func cut(_ text: String, to bytes: Int) -> String {
        guard text.utf8.count > bytes else { return text }
        var (cut, count) = ("", 0)
        for character in text {
            count += character.utf8.count
            if count > bytes { break }
            cut.append(character)
        }
        return cut
    }

    private static func metadata(_ value: JSON?) throws(ToolError) -> String {
        guard let value, value != .null else { return "{}" }
        guard value.objectValue != nil, value.bytes.count <= maximumMetadataBytes else {
            throw ToolError(.invalidInput, "The metadata is no object of at most \(maximumMetadataBytes) bytes.")
        }
        return String(decoding: value.bytes, as: UTF8.self)
    }

    /// An empty list stays one: nobody may read the document.
    private static func principals(_ value: JSON?) throws(ToolError) -> [String]? {
        guard let value, value != .null else { return nil }
        let names = value.arrayValue?.compactMap(\.stringValue)
        guard let names, names.count == value.arrayValue?.count, names.count <= 1000,
            names.allSatisfy({ (1...256).contains($0.utf8.count) })
        else {
            throw ToolError(.invalidInput, "The principals are no list of at most 1000 texts of 1 to 256 bytes.")
        }
        return names
    }

    private static func chunk(_ value: JSON) throws(ToolError) -> Chunk {
        guard let text = value["text"]?.stringValue, (1...maximumChunkBytes).contains(text.utf8.count) else {
            throw ToolError(.invalidInput, "A chunk has no text of 1 to \(maximumChunkBytes) bytes.")
        }
        return Chunk(
            text: text, page: value["page"]?.numberValue?.intValue,
            heading: value["heading"]?.stringValue.map { cut($0, to: 600) })
    }

    private static func chunks(ofBlob blob: String, _ call: Call) throws(ToolError) -> [Chunk] {
        var chunks: [Chunk] = []
        var (line, offset): ([UInt8], Int) = ([], 0)
        func end() throws(ToolError) {
            defer { line.removeAll(keepingCapacity: true) }
            guard line.contains(where: { $0 > 0x20 }) else { return }
            guard let value = try? JSON(parsing: line) else {
                throw ToolError(.invalidInput, "Line \(chunks.count + 1) of the chunks is not JSON.")
            }
            guard chunks.count < maximumChunks else {
                throw ToolError(.tooLarge, "The document has more than \(maximumChunks) chunks.")
            }
            chunks.append(try chunk(value))
        }
        while true {
            let piece = try call.blobs.readWaiting(blob, offset: offset, length: BlobService.maximumPiece)
            if piece.isEmpty { break }
            offset += piece.count
            var rest = piece[...]
            while let newline = rest.firstIndex(of: UInt8(ascii: "\n")) {
                line += rest[..<newline]
                try end()
                rest = rest[(newline + 1)...]
            }
            line += rest
            guard line.count <= 8 * maximumChunkBytes else {
                throw ToolError(.tooLarge, "A line of the chunks is longer than \(8 * maximumChunkBytes) bytes.")
            }
        }
        try end()
        return chunks
    }
}
