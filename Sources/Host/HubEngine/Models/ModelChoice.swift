import HubCore

/// A model to ask, and the tenant's own key for it, sealed as it is stored.
struct ModelChoice: Sendable {
    let model: LanguageModel
    /// nil: the provider's default key, where that may be used.
    let key: SealedSecret?
    /// What the tenant's contract with the provider allows a minute; nil: not limited here.
    let requestsPerMinute: Int?
    let tokensPerMinute: Int?

    init(
        _ model: LanguageModel, key: SealedSecret? = nil, requestsPerMinute: Int? = nil, tokensPerMinute: Int? = nil
    ) {
        self.model = model
        self.key = key
        self.requestsPerMinute = requestsPerMinute
        self.tokensPerMinute = tokensPerMinute
    }

    /// What fails together: the model where it is served, by one key.
    var circuit: ModelCircuits.Name {
        ModelCircuits.Name(
            provider: model.provider, baseURL: model.baseURL, model: model.name,
            tenant: model.owner, key: key?.token)
    }
}

/// Who is asked: the first, and, when it cannot answer, the others in their order.
struct ModelChain: Sendable {
    /// Never empty.
    let choices: [ModelChoice]

    init(_ first: ModelChoice, others: [ModelChoice] = []) { choices = [first] + others }

    var first: ModelChoice { choices[0] }
    /// Whether anybody on the network may be asked.
    var hasProvider: Bool { choices.contains { $0.model.provider != .builtin } }
}
