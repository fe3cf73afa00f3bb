import HubCore

/// Between the house's values and the wire's.
enum AnthropicMapping {
    /// The API caches a prompt's beginning where it is told to, in the order tools, system, messages. What is marked costs
    /// a quarter more when it is written and a tenth when it is read again within minutes:
    ///
    /// - the tools: the same in every turn of an agent, whoever asks in whatever language;
    /// - the standing part of the system prompt, read again in the next step and the next turn;
    /// - not the messages: a step's results are read again by the next step only, and most turns have one.
    ///
    /// What is too short for a model's cache is not cached, and costs nothing extra.
    static func request(_ request: ModelRequest) -> AnthropicWire.Request {
        let answer = AnthropicAnswerTool(request)
        let names = names(of: request.tools)
        var tools = request.tools.map { tool($0, names[$0.name]) }
        if let answer { tools.append(answer.tool) }
        if !tools.isEmpty { tools[tools.count - 1].caching = .breakpoint }
        var conversation = AnthropicConversation(names: names)
        for message in request.messages { conversation.add(message) }
        return AnthropicWire.Request(
            model: request.model.name, maximumTokens: request.maximumOutputTokens, system: system(of: request),
            messages: conversation.messages, tools: tools,
            toolChoice: answer.map { request.tools.isEmpty ? .tool($0.name) : .any },
            isStreamed: request.textSink != nil)
    }

    static func tool(_ tool: ModelTool, _ names: PropertyNames? = nil) -> AnthropicWire.Tool {
        let schema = AnthropicSchema.input(tool.inputSchema)
        return AnthropicWire.Tool(
            name: tool.name, description: tool.description,
            inputSchema: names?.schema(.object(schema)).objectValue ?? schema)
    }

    /// Of the tools, by their names, whose arguments the wire calls otherwise than their rows.
    static func names(of tools: [ModelTool]) -> [String: PropertyNames] {
        var changed: [String: PropertyNames] = [:]
        for tool in tools {
            let names = PropertyNames(of: ToolParameters.plain(tool.inputSchema))
            if !names.isPlain { changed[tool.name] = names }
        }
        return changed
    }

    private static func system(of request: ModelRequest) -> [AnthropicWire.Text] {
        let standing = request.standingSystem ?? request.system
        guard request.system.utf8.starts(with: standing.utf8), !standing.isBlank else {
            return request.system.isBlank ? [] : [AnthropicWire.Text(text: request.system)]
        }
        let rest = String(decoding: request.system.utf8.dropFirst(standing.utf8.count), as: UTF8.self)
        let beginning = AnthropicWire.Text(text: standing, caching: .breakpoint)
        return rest.isBlank ? [beginning] : [beginning, AnthropicWire.Text(text: rest)]
    }

    /// `answer`: where the answer was asked for by a schema; `names`: as `names(of:)` says.
    static func response(
        _ response: AnthropicWire.Response, answer: AnthropicAnswerTool?, names: [String: PropertyNames]
    ) -> ModelResponse {
        var text = ""
        var calls: [ModelToolCall] = []
        var answered: String?
        for block in response.content {
            switch block {
            case .text(let words): text += words
            case .toolUse(_, let name, let input) where name == answer?.name: answered = answer?.text(of: input)
            case .toolUse(let id, let name, let input):
                calls.append(ModelToolCall(id: id, name: name, arguments: names[name]?.fromProvider(input) ?? input))
            case .other: break
            }
        }
        // An answer beside calls was given before their results are known.
        if calls.isEmpty, let answered { text = answered }
        let usage = response.usage.map(Self.usage)
        switch response.stopReason {
        // A call that was cut off must not be made. `pause_turn` comes with tools of the provider's own, which are never
        // asked for: an answer that is not at its end all the same.
        case "max_tokens", "model_context_window_exceeded", "pause_turn":
            return ModelResponse(text: text, stopReason: .length, usage: usage)
        case "refusal": return ModelResponse(text: text, stopReason: .refusal, usage: usage)
        // `end_turn`, `tool_use`, `stop_sequence`, and what may be added: the calls decide.
        default:
            return ModelResponse(
                text: text, toolCalls: calls, stopReason: calls.isEmpty ? .end : .toolCalls, usage: usage)
        }
    }

    /// The API's `input_tokens` leave out what the cache has to do with.
    static func usage(_ usage: AnthropicWire.Usage) -> TokenUsage {
        TokenUsage(
            inputTokens: usage.inputTokens + usage.cacheCreationTokens + usage.cacheReadTokens,
            outputTokens: usage.outputTokens, cachedInputTokens: usage.cacheReadTokens,
            cacheWriteTokens: usage.cacheCreationTokens)
    }
}
