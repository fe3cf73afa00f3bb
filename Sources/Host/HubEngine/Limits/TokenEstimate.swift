import HubCore

/// Tokens where nobody counted them: before a model is asked, and when it does not say. Rather too many than too few.
enum TokenEstimate {
    /// English has about four bytes a token, Vietnamese and JSON fewer.
    static func tokens(bytes: Int) -> Int { (max(0, bytes) + 2) / 3 }

    /// What a call used that yielded this, by its bytes where the provider said nothing. `builtin` uses none, and an
    /// error of a provider that took nothing in costs nothing; one that may have worked on in vain costs the most.
    static func used(by request: ModelRequest, _ answer: Result<ModelResponse, ModelError>) -> Int {
        guard request.model.provider != .builtin else { return 0 }
        switch answer {
        case .success(let response):
            let counted = response.usage?.tokens ?? 0
            return counted > 0 ? counted : tokens(bytes: bytes(request)) + tokens(bytes: bytes(response))
        case .failure(let error):
            switch error.kind {
            case .timeout, .cancelled, .malformed: return tokens(bytes: bytes(request)) + request.maximumOutputTokens
            case .authorization, .rateLimited, .overloaded, .contextTooLong, .refused, .connection, .unsupported:
                return 0
            }
        }
    }

    /// Of the agents and the supervisor that ask a model, the largest part of a prompt that is the same in every turn;
    /// nil where only `builtin` is asked.
    static func standingPromptBytes(agents: [AgentSnapshot], supervisor: ModelChoice, prompt: SupervisorPrompt) -> Int?
    {
        var sizes = agents.filter { $0.model.provider != .builtin }.map { agent in
            agent.instructions(in: .english).utf8.count + agent.tools.reduce(0) { $0 + bytes($1.offer) }
        }
        if supervisor.model.provider != .builtin { sizes.append(prompt.system.utf8.count) }
        return sizes.max()
    }

    private static func bytes(_ request: ModelRequest) -> Int {
        request.system.utf8.count + request.messages.reduce(0) { $0 + bytes($1) }
            + request.tools.reduce(0) { $0 + bytes($1) }
    }

    private static func bytes(_ response: ModelResponse) -> Int {
        response.text.utf8.count + response.toolCalls.reduce(0) { $0 + bytes($1) }
    }

    private static func bytes(_ message: ModelMessage) -> Int {
        switch message {
        case .user(let text), .note(let text): text.utf8.count
        // Providers count a picture as some hundred tokens to two thousand.
        case .image: 4_000
        case .assistant(let text, let calls, _): text.utf8.count + calls.reduce(0) { $0 + bytes($1) }
        case .toolResult(let result):
            switch result.outcome {
            case .success(let value): value.bytes.count
            case .failure(let failure): failure.message.utf8.count
            }
        }
    }

    private static func bytes(_ call: ModelToolCall) -> Int { call.name.utf8.count + call.arguments.utf8.count }

    private static func bytes(_ tool: ModelTool) -> Int {
        tool.name.utf8.count + tool.description.utf8.count + tool.inputSchema.bytes.count
    }
}
