import HubCore

/// A streamed answer of the chat completions API: chunks, at last `[DONE]`.
struct OpenAIStreamReading: StreamReading {
    private var text = ""
    private var refusal = ""
    private var calls = OpenAIStreamedCalls()
    private var finishReason: String?
    private var counted: OpenAIWire.Usage?
    private(set) var isComplete = false
    private(set) var receivedBytes = 0

    var usage: TokenUsage? { counted.map(OpenAIMapping.usage) }

    mutating func take(_ event: ServerSentEvent) throws(ModelError) -> String {
        if event.data.elementsEqual(Self.done) {
            isComplete = true
            return ""
        }
        guard let chunk = OpenAIWire.Chunk(try event.json()) else {
            throw ModelError(.malformed, "the provider's stream has an unknown event")
        }
        if let failure = chunk.failure { throw failure.error }
        if let usage = chunk.usage { counted = usage }
        if let reason = chunk.finishReason { finishReason = reason }
        for delta in chunk.calls {
            receivedBytes += delta.arguments?.utf8.count ?? 0
            try calls.take(delta)
        }
        text += chunk.content ?? ""
        refusal += chunk.refusal ?? ""
        // One of them at the most, as a rule.
        let words = chunk.refusal.map { (chunk.content ?? "") + $0 } ?? chunk.content ?? ""
        receivedBytes += words.utf8.count + (chunk.thoughts?.utf8.count ?? 0)
        return words
    }

    /// Some servers leave out `[DONE]`, others the reason why the answer ended. `error` is OpenRouter's word for an answer
    /// that is not whole.
    var isWhole: Bool { (isComplete || finishReason != nil) && finishReason != "error" }

    func response() throws(ModelError) -> ModelResponse {
        guard isWhole else { throw ModelError(.malformed, "the provider's stream broke off") }
        return OpenAIMapping.response(
            text: text, refusal: refusal, calls: calls.whole, finishReason: finishReason, usage: counted)
    }

    private static let done = Array("[DONE]".utf8)
}
