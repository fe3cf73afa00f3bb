import HubCore

/// Tokens where nobody counted them: before a model is asked, and when it does not say. Rather too many than too few.
enum TokenEstimate {
    /// English has about four bytes a token, Vietnamese and JSON fewer.
    static func tokens(bytes: Int) -> Int { (max(0, bytes) + 2) / 3 }

    /// What a call used that yielded this, and whether that is a guess by its bytes. `builtin` uses nothing, and a
    /// provider that took nothing in is owed nothing; one that may have worked on in vain, the most.
    static func usage(of request: ModelRequest, _ answer: Result<ModelResponse, ModelError>)
        -> (usage: TokenUsage, isEstimated: Bool)
    {
        guard request.model.provider != .builtin else { return (.zero, false) }
        switch answer {
        case .success(let response):
            if let counted = response.usage, counted.tokens > 0 { return (counted, false) }
            return (guess(request, outputTokens: tokens(bytes: bytes(response))), true)
        case .failure(let error):
            switch error.progress {
            case .nothing: return (.zero, false)
            case .unknown: return (guess(request, outputTokens: request.maximumOutputTokens), true)
            case .begun(let counted, let bytes):
                var usage = counted ?? .zero
                if usage.inputTokens == 0 { usage.inputTokens = tokens(bytes: self.bytes(request)) }
                // Counts so far may be of the stream's beginning.
                usage.outputTokens = max(usage.outputTokens, tokens(bytes: bytes))
                return (usage, true)
            }
        }
    }

    private static func guess(_ request: ModelRequest, outputTokens: Int) -> TokenUsage {
        TokenUsage(inputTokens: tokens(bytes: bytes(request)), outputTokens: outputTokens)
    }

    /// Of the agents and the supervisor that ask a model, the largest part of a prompt that is the same in every turn;
    /// nil where only `builtin` is asked.
    static func standingPromptBytes(agents: [AgentSnapshot], supervisor: ModelChain, prompt: SupervisorPrompt) -> Int? {
        var sizes = agents.filter { $0.models.hasProvider }.map { agent in
            agent.instructions(in: .english).utf8.count + agent.tools.reduce(0) { $0 + bytes($1.offer) }
        }
        if supervisor.hasProvider { sizes.append(prompt.system.utf8.count) }
        return sizes.max()
    }

    static func bytes(_ request: ModelRequest) -> Int {
        request.system.utf8.count + request.messages.reduce(0) { $0 + bytes($1) }
            + request.tools.reduce(0) { $0 + bytes($1) }
    }

    private static func bytes(_ response: ModelResponse) -> Int {
        response.text.utf8.count + response.toolCalls.reduce(0) { $0 + bytes($1) }
    }

    static func bytes(_ message: ModelMessage) -> Int {
        switch message {
        case .user(let text), .note(let text): text.utf8.count
        // Providers count a picture as some hundred tokens to two thousand.
        case .image: 4_000
        case .assistant(let text, let calls, _): text.utf8.count + calls.reduce(0) { $0 + bytes($1) }
        case .toolResult(let result):
            switch result.outcome {
            case .success(let value): JSONSize.bytes(of: value)
            case .failure(let failure): failure.message.utf8.count
            }
        }
    }

    private static func bytes(_ call: ModelToolCall) -> Int { call.name.utf8.count + call.arguments.utf8.count }

    private static func bytes(_ tool: ModelTool) -> Int {
        tool.name.utf8.count + tool.description.utf8.count + JSONSize.bytes(of: tool.inputSchema)
    }
}
