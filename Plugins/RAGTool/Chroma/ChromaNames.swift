/// Under which names a tenant's things stand at Chroma: digests that nobody can choose, of what the host says the tenant is.
struct ChromaNames: Sendable {
    let scope: String

    /// Has a record for each document, which says what its current version is.
    var catalogue: String { Self.name(["catalogue", scope]) }

    /// Has the chunks of a knowledge base's documents that have vectors of one space, or none.
    func chunks(of collection: String, space: VectorSpace?) -> String {
        Self.name(["chunks", scope, collection] + (space.map { [$0.model, String($0.dimensions)] } ?? []))
    }

    /// The id of a document's record.
    static func record(of document: String, in collection: String) -> String {
        SHA256.hexadecimal([collection, document])
    }

    /// The id of a chunk's record.
    static func chunk(_ position: Int, of tag: String) -> String { "\(tag)-\(position)" }

    /// Within the 63 characters that every Chroma takes.
    private static func name(_ parts: [String]) -> String { "ah-" + SHA256.hexadecimal(parts).prefix(56) }
}
