import HubCore

/// A streamed answer: chunks that are responses of their own, each with the parts that are new. Calls come whole.
///
/// Nothing ends the stream but its end: the last chunk has the reason, but some models give one in every chunk.
struct GeminiStreamReading: StreamReading {
    private var text = ""
    private var calls: [ModelToolCall] = []
    private var finishReason: String?
    private var blockReason: String?
    private var counted: GeminiWire.Usage?
    private(set) var receivedBytes = 0

    var isComplete: Bool { false }
    /// Where a reason comes in every chunk, a lost connection may have lost words all the same.
    var isWhole: Bool { false }
    var usage: TokenUsage? { counted.map(GeminiMapping.usage) }

    mutating func take(_ event: ServerSentEvent) throws(ModelError) -> String {
        let chunk = try Self.chunk(event.data)
        if let failure = chunk.failure {
            throw ProviderErrors.error(
                status: failure.code ?? 500, headers: [], complaint: failure.complaint, now: HTTPDate(seconds: 0))
        }
        // Counted up to here, not since the last chunk.
        if let usage = chunk.usage { counted = usage }
        if let reason = chunk.finishReason { finishReason = reason }
        if let reason = chunk.blockReason { blockReason = reason }
        for call in chunk.calls.map(GeminiMapping.call) {
            guard calls.count < Self.maximumCalls else {
                throw ModelError(.malformed, "the provider's stream calls too many tools")
            }
            receivedBytes += call.arguments.utf8.count
            calls.append(call)
        }
        text += chunk.text
        receivedBytes += chunk.text.utf8.count
        return chunk.text
    }

    func response() throws(ModelError) -> ModelResponse {
        guard finishReason != nil || blockReason != nil else {
            throw ModelError(.malformed, "the provider's stream broke off")
        }
        return try GeminiMapping.response(
            text: text, calls: calls, finishReason: finishReason, blockReason: blockReason, usage: counted)
    }

    private static func chunk(_ data: [UInt8]) throws(ModelError) -> GeminiWire.Response {
        let json: JSONValue
        do throws(JSONParseError) {
            json = try JSONValue(parsing: data)
        } catch {
            throw ModelError(.malformed, "the provider's stream is not JSON")
        }
        guard let chunk = GeminiWire.Response(json) else {
            throw ModelError(.malformed, "the provider's stream has an unknown event")
        }
        return chunk
    }

    private static let maximumCalls = 128
}
