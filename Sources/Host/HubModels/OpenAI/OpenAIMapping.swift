import HubCore

/// Between the house's values and the wire's.
enum OpenAIMapping {
    static func request(_ request: ModelRequest, limit: OpenAIWire.TokenLimit) -> OpenAIWire.Request {
        var messages: [OpenAIWire.RequestMessage] = []
        messages.reserveCapacity(request.messages.count + 1)
        if !request.system.isEmpty { messages.append(.system(request.system)) }
        for message in request.messages { messages.append(Self.message(message)) }
        return OpenAIWire.Request(
            model: request.model.name, messages: messages,
            tools: request.tools.map {
                OpenAIWire.Tool(name: $0.name, description: $0.description, parameters: $0.inputSchema)
            },
            responseFormat: request.responseSchema.map { OpenAIWire.JSONSchemaFormat(name: "answer", schema: $0) },
            limit: limit)
    }

    private static func message(_ message: ModelMessage) -> OpenAIWire.RequestMessage {
        switch message {
        case .user(let text): .user(text)
        case .assistant(let text, let calls, _):
            .assistant(
                // The API wants words or calls; an assistant that said nothing said the empty text.
                content: text.isEmpty && !calls.isEmpty ? nil : text,
                toolCalls: calls.map { OpenAIWire.ToolCall(id: $0.id, name: $0.name, arguments: $0.arguments) })
        case .toolResult(let result): .tool(callID: result.callID, content: content(of: result.outcome))
        }
    }

    /// JSON under a name that says what it is, so that words in a result do not pass for words of the conversation.
    private static func content(of outcome: ToolOutcome) -> String {
        let json: JSONValue =
            switch outcome {
            case .success(let result): ["result": result]
            case .failure(let failure):
                ["error": ["code": .string(failure.code.rawValue), "message": .string(failure.message)]]
            }
        return json.text
    }

    static func response(_ response: OpenAIWire.Response) throws(ModelError) -> ModelResponse {
        let usage = TokenUsage(
            inputTokens: response.usage?.promptTokens ?? 0, outputTokens: response.usage?.completionTokens ?? 0)
        if let refusal = response.refusal, !refusal.isEmpty {
            return ModelResponse(text: refusal, stopReason: .refusal, usage: usage)
        }
        let text = response.content ?? ""
        let calls = response.toolCalls.map { ModelToolCall(id: $0.id, name: $0.name, arguments: $0.arguments) }
        let stop: ModelResponse.StopReason
        switch response.finishReason {
        case "length": stop = .length
        case "content_filter": stop = .refusal
        // Some servers end a message that has calls with "stop": the calls decide.
        default: stop = calls.isEmpty ? .end : .toolCalls
        }
        switch stop {
        // A call that was cut off, or that a filter objected to, must not be made.
        case .length, .refusal: return ModelResponse(text: text, stopReason: stop, usage: usage)
        case .end, .toolCalls, .needsInput: break
        }
        guard !text.isEmpty || !calls.isEmpty else { throw ModelError(.malformed, "the model's answer was empty") }
        return ModelResponse(text: text, toolCalls: calls, stopReason: stop, usage: usage)
    }
}
