import HubCore

/// A tenant's choice of models as REST writes it. Keys go in and never come out.
struct LLMConfigBody {
    /// What the body says of the tenant's key for a model.
    enum Key: Sendable {
        case kept
        case cleared
        case replaced(Secret)
    }

    struct Entry: Sendable {
        var model: ModelID
        var key: Key
        var requestsPerMinute: Int?
        var tokensPerMinute: Int?
    }

    var models: [Entry]
    var supervisorModel: ModelID?
    var embedding: LLMConfiguration.Embedding?
    var allowsBuiltin: Bool

    static let model = Field<ModelID>.id("llm_model_id", "A model of the tenant's or of the platform's.")
    static let key = Field.secret(
        "api_key", "The tenant's own key; absent: the one that it has for this model stays; null: it goes.")
    static let rpm = Field.integer(
        "rpm", in: 1...1_000_000_000,
        "Requests a minute that its provider allows; kept for a limit per model, not used yet.")
    static let tpm = Field.integer(
        "tpm", in: 1...1_000_000_000,
        "Tokens a minute that its provider allows; kept for a limit per model, not used yet.")
    static let entry = BodyShape(
        "LLMConfigEntry", required: ["llm_model_id"],
        [model.description, key.description, rpm.description, tpm.description])
    static let models = Field<[Entry]>.list(
        "models", of: entry, maximum: 16,
        "The first answers; the rest are kept for failover, not used yet. None: the host's model."
    ) { reader in
        let keyed = reader.value(key)
        return Entry(
            // A body without the id is refused as a whole, so that the new one is never used.
            model: reader.value(model) ?? ModelID(),
            key: keyed.map(Key.replaced) ?? (reader.has(key) ? .cleared : .kept),
            requestsPerMinute: reader.value(rpm), tokensPerMinute: reader.value(tpm))
    }
    static let supervisor = Field<ModelID>.id("supervisor_model_id", "Routes messages; null: the first of `models`.")
    static let embeddingModel = Field<ModelID>.id(
        "embedding_model_id",
        "Makes vectors of texts for tools that ask for them, with the tenant's key for it or for a model at the same address; null: none."
    )
    static let dimensions = Field.integer(
        "embedding_dimensions", in: 1...8192, "Numbers of each vector; required with `embedding_model_id`.")
    static let builtin = Field.bool(
        "allow_builtin",
        "Whether the embedded model may answer when no other can (true); kept for failover, not used yet.")

    static let new = BodyShape(
        "NewLLMConfig", required: ["models"],
        [
            models.description, supervisor.description, embeddingModel.description, dimensions.description,
            builtin.description,
        ],
        example: [
            "models": [
                [
                    "llm_model_id": "019aab4e-8b1f-7d52-a1c4-3e9f7a6b5c10", "api_key": "the provider's key",
                    "rpm": 500, "tpm": 200_000,
                ]
            ],
            "allow_builtin": true,
        ])

    init(_ reader: inout BodyReader) {
        models = reader.value(Self.models) ?? []
        supervisorModel = reader.value(Self.supervisor)
        let model = reader.value(Self.embeddingModel)
        let dimensions = reader.value(Self.dimensions)
        if let model, let dimensions { embedding = LLMConfiguration.Embedding(model: model, dimensions: dimensions) }
        allowsBuiltin = reader.value(Self.builtin) ?? true
        // What is wrong with either has been noted already.
        if reader.problems.isEmpty, model != nil, dimensions == nil {
            reader.note(Self.dimensions.name, "is required with \(Self.embeddingModel.name).")
        }
        if reader.problems.isEmpty, model == nil, dimensions != nil {
            reader.note(Self.dimensions.name, "is of the vectors of \(Self.embeddingModel.name), which is missing.")
        }
        if Set(models.map(\.model)).count != models.count {
            reader.note(Self.models.name, "must not name a model twice.")
        }
    }

    /// What is to be stored in the place of this version.
    func configuration(replacing version: Int, sealedBy sealer: any SecretSealer) throws -> LLMConfiguration {
        let entries = try models.map { entry in
            var row = LLMConfiguration.Entry(
                model: entry.model, requestsPerMinute: entry.requestsPerMinute, tokensPerMinute: entry.tokensPerMinute)
            switch entry.key {
            case .kept: break
            case .cleared: row.clearsKey = true
            case .replaced(let key): row.key = try sealer.sealed(key)
            }
            return row
        }
        return LLMConfiguration(
            models: entries, supervisorModel: supervisorModel, embedding: embedding, allowsBuiltin: allowsBuiltin,
            version: version)
    }
}
