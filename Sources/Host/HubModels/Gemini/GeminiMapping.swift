import FoundationEssentials
import HubCore

/// Between the house's values and the wire's.
enum GeminiMapping {
    /// What the API takes for the signature of a call that another model made
    /// (https://ai.google.dev/gemini-api/docs/thought-signatures).
    static let foreignSignature = "skip_thought_signature_validator"

    static func request(_ request: ModelRequest) -> GeminiWire.Request {
        var contents = GeminiContents(demandsSignatures: demandsSignatures(request.model.name))
        for message in request.messages { contents.add(message) }
        return GeminiWire.Request(
            system: request.system, contents: contents.finished,
            functions: request.tools.map {
                GeminiWire.Function(
                    name: $0.name, description: $0.description, parameters: GeminiSchema.parameters($0.inputSchema))
            },
            maxOutputTokens: request.maximumOutputTokens, thinking: GeminiThinking(model: request.model.name),
            // Models before the third refuse both in one request; the text is validated anyway.
            responseSchema: request.tools.isEmpty ? request.responseSchema.map(GeminiSchema.translated) : nil)
    }

    /// From the third generation on, a step's first call must have a signature; earlier models may refuse one that is
    /// none of theirs.
    private static func demandsSignatures(_ model: String) -> Bool {
        !["gemini-1", "gemini-2"].contains { model.hasPrefix($0) }
    }

    static func response(_ response: GeminiWire.Response) throws(ModelError) -> ModelResponse {
        try Self.response(
            text: response.text, calls: response.calls.map(call), finishReason: response.finishReason,
            blockReason: response.blockReason, usage: response.usage)
    }

    static func response(
        text: String, calls: [ModelToolCall], finishReason: String?, blockReason: String?, usage: GeminiWire.Usage?
    ) throws(ModelError) -> ModelResponse {
        let used = usage.map(Self.usage)
        func failure(_ kind: ModelError.Kind, _ message: String) -> ModelError {
            ModelError(kind, message, progress: .begun(usage: used, receivedBytes: text.utf8.count))
        }
        if blockReason != nil { throw failure(.refused, "the provider refused the request's content") }
        switch finishReason {
        case "STOP":
            return ModelResponse(
                text: text, toolCalls: calls, stopReason: calls.isEmpty ? .end : .toolCalls, usage: used)
        // A call that was cut off, or that a filter objected to, must not be made.
        case "MAX_TOKENS": return ModelResponse(text: text, stopReason: .length, usage: used)
        case "SAFETY", "RECITATION", "LANGUAGE", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII":
            return ModelResponse(text: text, stopReason: .refusal, usage: used)
        case nil: throw failure(.malformed, "the provider's answer does not say why it ended")
        // MALFORMED_FUNCTION_CALL, UNEXPECTED_TOOL_CALL, OTHER and what is yet to come: no answer to rely on.
        default: throw failure(.malformed, "the model's answer broke off at something that the provider could not read")
        }
    }

    static func call(_ call: GeminiWire.FunctionCall) -> ModelToolCall {
        ModelToolCall(
            id: call.id ?? GeminiCallID.new(), name: call.name, arguments: call.args.text,
            // Also without a signature: so that the call is known to be of this provider when it goes back.
            continuation: ModelToolCall.Continuation(provider: .gemini, value: call.thoughtSignature ?? ""))
    }

    static func usage(_ usage: GeminiWire.Usage) -> TokenUsage {
        TokenUsage(
            inputTokens: usage.promptTokens + usage.toolUsePromptTokens,
            outputTokens: usage.candidatesTokens + usage.thoughtsTokens,
            cachedInputTokens: usage.cachedContentTokens)
    }
}

/// Ids of calls to which the API gave none. They stay in the house: the wire then goes by name and order.
enum GeminiCallID {
    private static let prefix = "agenthub-"

    /// Unlike any other, whatever step of whatever conversation it is of.
    static func new() -> String { prefix + String(UInt64.random(in: .min ... .max), radix: 16) }

    static func isOwn(_ id: String) -> Bool { id.hasPrefix(prefix) }
}
