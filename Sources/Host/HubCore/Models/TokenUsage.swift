/// Tokens of one model call, or of several.
package struct TokenUsage: Sendable, Hashable {
    /// All of the input, those that the provider had cached included.
    package var inputTokens: Int
    package var outputTokens: Int
    /// Of the input, what the provider read from its own cache.
    package var cachedInputTokens: Int
    /// Of the input, what the provider wrote to its cache and charges more for (Anthropic).
    package var cacheWriteTokens: Int

    package init(inputTokens: Int, outputTokens: Int, cachedInputTokens: Int = 0, cacheWriteTokens: Int = 0) {
        self.inputTokens = inputTokens
        self.outputTokens = outputTokens
        self.cachedInputTokens = cachedInputTokens
        self.cacheWriteTokens = cacheWriteTokens
    }

    package static let zero = TokenUsage(inputTokens: 0, outputTokens: 0)

    /// Input and output together.
    package var tokens: Int { inputTokens + outputTokens }

    package static func + (left: TokenUsage, right: TokenUsage) -> TokenUsage {
        TokenUsage(
            inputTokens: left.inputTokens + right.inputTokens, outputTokens: left.outputTokens + right.outputTokens,
            cachedInputTokens: left.cachedInputTokens + right.cachedInputTokens,
            cacheWriteTokens: left.cacheWriteTokens + right.cacheWriteTokens)
    }
}
