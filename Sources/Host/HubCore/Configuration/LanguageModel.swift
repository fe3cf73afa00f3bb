/// A model of the catalogue.
package struct LanguageModel: Sendable, Hashable {
    package var id: ModelID
    /// nil: the platform's, usable by every tenant.
    package var owner: TenantID?
    /// The name that its provider knows it by.
    package var name: String
    package var provider: ModelProviderKind
    /// The provider's own when nil.
    package var baseURL: String?
    /// Tokens of input and output together.
    package var contextWindow: Int
    package var prices: PriceList
    /// Counts the changes of the row from 1.
    package var version: Int

    package init(
        id: ModelID = ModelID(), owner: TenantID? = nil, name: String, provider: ModelProviderKind,
        baseURL: String? = nil, contextWindow: Int = 128_000, prices: PriceList = .free, version: Int = 1
    ) {
        self.id = id
        self.owner = owner
        self.name = name
        self.provider = provider
        self.baseURL = baseURL
        self.contextWindow = contextWindow
        self.prices = prices
        self.version = version
    }
}

extension LanguageModel {
    /// The embedded model: no network, no key, no cost.
    package static let builtin = LanguageModel(name: "builtin", provider: .builtin)

    /// Whether it is known what its tokens cost: of the embedded model always, of another only by its prices. What is
    /// not priced is not asked, since it would be billed as nothing.
    package var isPriced: Bool { provider == .builtin || !prices.isEmpty }
}

/// Whose wire format a model speaks.
package enum ModelProviderKind: String, Sendable, CaseIterable {
    case builtin
    /// OpenAI, and whatever speaks the same API.
    case openAI = "openai"
    case anthropic
    case gemini
    case openRouter = "openrouter"
}
