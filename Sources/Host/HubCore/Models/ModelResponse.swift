/// A model's whole answer. It may be empty: what becomes of that is the caller's to decide.
package struct ModelResponse: Sendable {
    package enum StopReason: String, Sendable {
        case end
        case toolCalls = "tool_calls"
        /// The answer was cut off at `maximumOutputTokens`; calls in it are left out.
        case length
        case refusal
        /// The model asks the user for something that it needs.
        case needsInput = "needs_input"
    }

    package var text: String
    package var toolCalls: [ModelToolCall]
    package var stopReason: StopReason
    /// As the provider counted it; nil where it did not say.
    package var usage: TokenUsage?
    /// What the provider says that the call cost, where it does (OpenRouter), in nano-dollars.
    package var costNanodollars: Int64?

    package init(
        text: String, toolCalls: [ModelToolCall] = [], stopReason: StopReason = .end, usage: TokenUsage? = .zero,
        costNanodollars: Int64? = nil
    ) {
        self.text = text
        self.toolCalls = toolCalls
        self.stopReason = stopReason
        self.usage = usage
        self.costNanodollars = costNanodollars
    }
}
