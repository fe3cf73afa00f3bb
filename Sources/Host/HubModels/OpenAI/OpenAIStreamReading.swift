import HubCore

/// A streamed answer of the chat completions API: chunks, at last `[DONE]`.
struct OpenAIStreamReading: StreamReading {
    private struct Call {
        var id: String
        var name: String
        var arguments: String
    }

    private var text = ""
    private var refusal = ""
    /// By their index.
    private var calls: [Int: Call] = [:]
    private var finishReason: String?
    private var counted: OpenAIWire.Usage?
    private var isDone = false
    private(set) var receivedBytes = 0

    var isComplete: Bool { isDone }
    var usage: TokenUsage? { counted.map(OpenAIMapping.usage) }

    mutating func take(_ event: ServerSentEvent) throws(ModelError) -> String {
        if event.data.elementsEqual(Self.done) {
            isDone = true
            return ""
        }
        let chunk = try Self.chunk(event.data)
        if let failure = chunk.failure {
            throw ProviderErrors.error(
                status: failure.status ?? 500, headers: [], complaint: failure.complaint, now: HTTPDate(seconds: 0))
        }
        if let usage = chunk.usage { counted = usage }
        if let reason = chunk.finishReason { finishReason = reason }
        for delta in chunk.calls { try take(delta) }
        let words = chunk.content ?? ""
        text += words
        refusal += chunk.refusal ?? ""
        receivedBytes += words.utf8.count + (chunk.refusal?.utf8.count ?? 0)
        return words
    }

    private mutating func take(_ delta: OpenAIWire.Chunk.CallDelta) throws(ModelError) {
        receivedBytes += delta.arguments?.utf8.count ?? 0
        if calls[delta.index] != nil {
            calls[delta.index]?.arguments += delta.arguments ?? ""
            // Some servers repeat the id and the name in every piece; they never change them.
            return
        }
        guard let name = delta.name, calls.count < Self.maximumCalls else {
            throw ModelError(.malformed, "the provider's stream calls a tool without its name")
        }
        calls[delta.index] = Call(
            id: delta.id ?? "call_\(delta.index)", name: name, arguments: delta.arguments ?? "")
    }

    /// A stream without `[DONE]` is whole when it said why it ended. `error` is OpenRouter's word for one that is not.
    func response() throws(ModelError) -> ModelResponse {
        guard let finishReason, finishReason != "error" else {
            throw ModelError(.malformed, "the provider's stream broke off")
        }
        let calls = calls.sorted { $0.key < $1.key }.map {
            ModelToolCall(id: $0.value.id, name: $0.value.name, arguments: $0.value.arguments)
        }
        return OpenAIMapping.response(
            text: text, refusal: refusal, calls: calls, finishReason: finishReason, usage: counted)
    }

    private static func chunk(_ data: [UInt8]) throws(ModelError) -> OpenAIWire.Chunk {
        let json: JSONValue
        do throws(JSONParseError) {
            json = try JSONValue(parsing: data)
        } catch {
            throw ModelError(.malformed, "the provider's stream is not JSON")
        }
        guard let chunk = OpenAIWire.Chunk(json) else {
            throw ModelError(.malformed, "the provider's stream has an unknown event")
        }
        return chunk
    }

    private static let maximumCalls = 128
    private static let done = Array("[DONE]".utf8)
}
