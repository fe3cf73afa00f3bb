import HubCore

/// The model that makes a tenant's vectors, and the tenant's key for it.
struct EmbeddingChoice: Sendable {
    let choice: ModelChoice
    let dimensions: Int

    /// Vectors of another model, or of one that another server calls by this name, are others.
    var space: EmbeddingSpace {
        let model = choice.model
        return EmbeddingSpace(
            name: "\(model.provider.rawValue) \(model.baseURL ?? "") \(model.name) \(dimensions)",
            dimensions: dimensions)
    }
}
