import HubCore

/// A model to ask, and the tenant's own key for it, sealed as it is stored.
struct ModelChoice: Sendable {
    let model: LanguageModel
    /// nil: the provider's default key, where that may be used.
    let key: SealedSecret?

    init(_ model: LanguageModel, key: SealedSecret? = nil) {
        self.model = model
        self.key = key
    }
}
