import PluginSDK

/// The vectors of a document's chunks, in their order, by the model that the tenant has at the time.
struct DocumentVectors: Sendable {
    let space: VectorSpace
    let vectors: [[Float]]

    /// Texts of one request, at most, and what they take in it.
    private static let batch = 256
    private static let batchBytes = 960 * 1024

    /// Nil: the tenant has no model for vectors. Waits.
    init?(_ document: IngestedDocument, _ call: Call) throws(ToolError) {
        guard let space = VectorSpace(call) else { return nil }
        self.space = space
        var vectors: [[Float]] = []
        var (texts, bytes): ([String], Int) = ([], 0)
        func send() throws(ToolError) {
            guard !texts.isEmpty else { return }
            if call.isCancelled { throw ToolError(.cancelled, "Nobody waits for the document any more.") }
            vectors += try Self.vectors(of: texts, for: .document, in: space, call)
            (texts, bytes) = ([], 0)
        }
        for chunk in document.chunks {
            // A passage is also about what it stands under.
            let text = chunk.heading.map { "\($0)\n\(chunk.text)" } ?? chunk.text
            let size = JSON.string(text).bytes.count + 1
            if texts.count == Self.batch || bytes + size > Self.batchBytes { try send() }
            texts.append(text)
            bytes += size
        }
        try send()
        self.vectors = vectors
    }

    /// Of length 1. Waits.
    static func vectors(
        of texts: [String], for purpose: EmbeddingService.Purpose, in space: VectorSpace, _ call: Call
    ) throws(ToolError) -> [[Float]] {
        let answer = try Waiting.result { call.embedding.embed(texts, for: purpose, completion: $0) }
        let vectors = answer.compactMap { Vector.normalized($0, dimensions: space.dimensions) }
        guard vectors.count == texts.count else {
            throw ToolError(.upstream, "The model for vectors gave none that can be compared.")
        }
        return vectors
    }
}
