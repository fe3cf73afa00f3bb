import FoundationEssentials
import HubCore

/// Between the house's values and the wire's.
enum OpenAIMapping {
    static func request(_ request: ModelRequest, limit: OpenAIWire.TokenLimit) -> OpenAIWire.Request {
        var messages: [OpenAIWire.RequestMessage] = []
        messages.reserveCapacity(request.messages.count + 1)
        if !request.system.isEmpty { messages.append(.system(request.system)) }
        var ids = WireCallIDs { $0.utf8.count <= maximumIDBytes }
        for message in request.messages { add(message, to: &messages, &ids) }
        return OpenAIWire.Request(
            model: request.model.name, messages: messages,
            tools: request.tools.map {
                OpenAIWire.Tool(
                    name: $0.name, description: $0.description, parameters: ToolParameters.plain($0.inputSchema))
            },
            responseFormat: request.responseSchema.map { OpenAIWire.JSONSchemaFormat(name: "answer", schema: $0) },
            limit: limit, isStreamed: request.textSink != nil)
    }

    /// A picture joins the user's words before it.
    private static func add(
        _ message: ModelMessage, to messages: inout [OpenAIWire.RequestMessage], _ ids: inout WireCallIDs
    ) {
        guard case .image(let image) = message else { return messages.append(Self.message(message, &ids)) }
        let part = OpenAIWire.Part.image(
            url: "data:\(image.mediaType);base64,\(Data(image.bytes).base64EncodedString())")
        switch messages.last {
        case .user(let text): messages[messages.count - 1] = .parts([.text(text), part])
        case .parts(let parts): messages[messages.count - 1] = .parts(parts + [part])
        default: messages.append(.parts([part]))
        }
    }

    private static func message(_ message: ModelMessage, _ ids: inout WireCallIDs) -> OpenAIWire.RequestMessage {
        switch message {
        case .user(let text), .note(let text): .user(text)
        case .image: .parts([])
        case .assistant(let text, let calls, _):
            .assistant(
                // The API wants words or calls; an assistant that said nothing said the empty text.
                content: text.isEmpty && !calls.isEmpty ? nil : text,
                toolCalls: calls.map {
                    OpenAIWire.ToolCall(
                        id: ids.take($0), name: $0.name, arguments: JSONValue.object($0.argumentsObject).text)
                })
        case .toolResult(let result): .tool(callID: ids.id(of: result), content: result.outcome.modelJSON.text)
        }
    }

    /// OpenAI refuses longer ones; vLLM's have 46.
    private static let maximumIDBytes = 40

    static func response(_ response: OpenAIWire.Response) -> ModelResponse {
        Self.response(
            text: response.content ?? "", refusal: response.refusal,
            calls: response.toolCalls.enumerated().map { position, call in
                // Some servers give none.
                ModelToolCall(
                    id: call.id.isEmpty ? "call_\(position)" : call.id, name: call.name, arguments: call.arguments)
            },
            finishReason: response.finishReason, usage: response.usage)
    }

    static func response(
        text: String, refusal: String?, calls: [ModelToolCall], finishReason: String?, usage: OpenAIWire.Usage?
    ) -> ModelResponse {
        let used = usage.map(Self.usage)
        let cost = usage?.costs.flatMap(Self.nanodollars)
        if let refusal, !refusal.isEmpty {
            return ModelResponse(text: text + refusal, stopReason: .refusal, usage: used, costNanodollars: cost)
        }
        switch finishReason {
        // A call that was cut off, or that a filter objected to, must not be made.
        case "length":
            return ModelResponse(text: text, stopReason: .length, usage: used, costNanodollars: cost)
        case "content_filter":
            return ModelResponse(text: text, stopReason: .refusal, usage: used, costNanodollars: cost)
        // Some servers end a message that has calls with "stop": the calls decide.
        default:
            return ModelResponse(
                text: text, toolCalls: calls, stopReason: calls.isEmpty ? .end : .toolCalls, usage: used,
                costNanodollars: cost)
        }
    }

    static func usage(_ usage: OpenAIWire.Usage) -> TokenUsage {
        TokenUsage(
            inputTokens: usage.promptTokens, outputTokens: usage.completionTokens,
            cachedInputTokens: usage.cachedTokens)
    }

    /// Dollars as whole nano-dollars; nil where they are none or more than any call costs.
    static func nanodollars(_ dollars: [JSONNumber]) -> Int64? {
        let value = (dollars.reduce(0) { $0 + $1.doubleValue } * 1e9).rounded()
        return value.isFinite && value >= 0 && value <= Double(TokenPrices.maximumCost) ? Int64(value) : nil
    }
}
