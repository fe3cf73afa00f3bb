/// The models that a tenant chose: the first answers. The rest are kept for failover, which is not built yet.
package struct LLMConfiguration: Sendable, Hashable {
    package struct Entry: Sendable, Hashable {
        package var model: ModelID
        /// The tenant's own key for it; nil: the provider's default one, where that may be used.
        package var key: SealedSecret?
        /// Requests and tokens a minute that the tenant's contract with the provider allows; nil: not limited here.
        package var requestsPerMinute: Int?
        package var tokensPerMinute: Int?
        /// For writing: without a key, whether the stored one goes, or stays.
        package var clearsKey: Bool

        package init(
            model: ModelID, key: SealedSecret? = nil, requestsPerMinute: Int? = nil, tokensPerMinute: Int? = nil,
            clearsKey: Bool = false
        ) {
            self.model = model
            self.key = key
            self.requestsPerMinute = requestsPerMinute
            self.tokensPerMinute = tokensPerMinute
            self.clearsKey = clearsKey
        }
    }

    /// The model that makes vectors of texts.
    package struct Embedding: Sendable, Hashable {
        package var model: ModelID
        /// Numbers of a vector.
        package var dimensions: Int

        package init(model: ModelID, dimensions: Int) {
            self.model = model
            self.dimensions = dimensions
        }
    }

    package var models: [Entry]
    /// Routes messages; nil: the first of `models`.
    package var supervisorModel: ModelID?
    /// nil: tools make no vectors. The key is that of the entry for it, else of the first whose model is at the same
    /// provider and address: a model of embeddings answers nobody, so it need not be among `models`.
    package var embedding: Embedding?
    /// Whether `builtin` may answer when no model can.
    package var allowsBuiltin: Bool
    package var version: Int

    package init(
        models: [Entry], supervisorModel: ModelID? = nil, embedding: Embedding? = nil, allowsBuiltin: Bool = true,
        version: Int = 0
    ) {
        self.models = models
        self.supervisorModel = supervisorModel
        self.embedding = embedding
        self.allowsBuiltin = allowsBuiltin
        self.version = version
    }
}
