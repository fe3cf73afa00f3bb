import HubCore

/// The model that makes a tenant's vectors, and the tenant's key for it, sealed as it is stored.
struct EmbeddingChoice: Sendable {
    let model: LanguageModel
    /// nil: the provider's default key, where that may be used.
    let key: SealedSecret?
    let dimensions: Int

    init(_ model: LanguageModel, key: SealedSecret? = nil, dimensions: Int) {
        self.model = model
        self.key = key
        self.dimensions = dimensions
    }

    /// nil where the tenant chose none. The key is that of the model's own entry, else of the first entry whose model is
    /// at the same provider and address, where the key goes anyway.
    init?(_ configuration: TenantConfiguration) {
        guard let llm = configuration.llm, let embedding = llm.embedding,
            let model = configuration.models.first(where: { $0.id == embedding.model })
        else { return nil }
        let own = llm.models.first { $0.model == model.id }
        let neighbour = llm.models.first { entry in
            entry.key != nil
                && configuration.models.contains {
                    $0.id == entry.model && $0.provider == model.provider && $0.baseURL == model.baseURL
                }
        }
        self.init(model, key: (own ?? neighbour)?.key, dimensions: embedding.dimensions)
    }

    /// Vectors of another model, or of one that another server calls by this name, are others.
    var space: EmbeddingSpace {
        EmbeddingSpace(
            name: "\(model.provider.rawValue) \(model.baseURL ?? "") \(model.name) \(dimensions)",
            dimensions: dimensions)
    }
}
