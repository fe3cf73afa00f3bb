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
    package var prices: TokenPrices
    /// Counts the changes of the row from 1.
    package var version: Int

    package init(
        id: ModelID = ModelID(), owner: TenantID? = nil, name: String, provider: ModelProviderKind,
        baseURL: String? = nil, contextWindow: Int = 128_000, prices: TokenPrices = .free, version: Int = 1
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
}

package enum ModelProviderKind: String, Sendable, CaseIterable {
    case builtin
    case openAI = "openai"
}

/// Prices in nano-dollars (10⁻⁹ USD) per token, so that sums stay integers.
package struct TokenPrices: Sendable, Hashable {
    package var input: Int64
    package var output: Int64
    /// Of input that the provider had cached; nil: as other input.
    package var cachedInput: Int64?
    /// The day from which they hold, as `2025-01-01`.
    package var from: String?

    package init(input: Int64, output: Int64, cachedInput: Int64? = nil, from: String? = nil) {
        self.input = input
        self.output = output
        self.cachedInput = cachedInput
        self.from = from
    }

    package static let free = TokenPrices(input: 0, output: 0)

    package func cost(of usage: TokenUsage) -> Int64 {
        input * Int64(usage.inputTokens) + output * Int64(usage.outputTokens)
    }
}
