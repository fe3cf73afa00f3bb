/// Makes vectors for one call of a tool, by the model that the tenant chose for it, and counts them in the call's turn.
package protocol ToolEmbedder: Sendable {
    var space: EmbeddingSpace { get }
    /// A vector for each text, in order. None of the texts is empty.
    func embed(_ texts: [String], for purpose: EmbeddingRequest.Purpose, by deadline: Deadline)
        async throws(ModelError) -> [[Float]]
}

/// Vectors that may be compared with each other.
package struct EmbeddingSpace: Sendable, Hashable {
    /// Of the model and where it is served; another after either changed. Plugins see it as an opaque name only.
    package var name: String
    package var dimensions: Int

    package init(name: String, dimensions: Int) {
        self.name = name
        self.dimensions = dimensions
    }
}
