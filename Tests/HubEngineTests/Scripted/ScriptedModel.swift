import HubCore
import Synchronization
import Testing

/// Answers with its script, one step a call; a call beyond the script fails the test.
final class ScriptedModel: ModelProvider {
    typealias Step = @Sendable (ModelRequest) async throws(ModelError) -> ModelResponse

    private let state: Mutex<(script: [Step], requests: [ModelRequest])>

    init(_ script: [Step] = []) { state = Mutex((script, [])) }

    var requests: [ModelRequest] { state.withLock { $0.requests } }
    var stepsLeft: Int { state.withLock { $0.script.count } }

    func append(_ steps: Step...) { state.withLock { $0.script += steps } }

    func complete(_ request: ModelRequest) async throws(ModelError) -> ModelResponse {
        let step = state.withLock { state in
            state.requests.append(request)
            return state.script.isEmpty ? nil : state.script.removeFirst()
        }
        guard let step else {
            Issue.record("The model was asked more often than its script says.")
            throw ModelError(.malformed, "unexpected call")
        }
        return try await step(request)
    }
}

extension ScriptedModel {
    static func says(_ text: String, _ stop: ModelResponse.StopReason = .end, usage: TokenUsage = .zero) -> Step {
        { _ in ModelResponse(text: text, stopReason: stop, usage: usage) }
    }

    /// Calls as (tool, arguments as text).
    static func calls(_ calls: (String, String)..., usage: TokenUsage = .zero) -> Step {
        let toolCalls = calls.enumerated().map {
            ModelToolCall(id: "call-\($0.offset)", name: $0.element.0, arguments: $0.element.1)
        }
        return { _ in ModelResponse(text: "", toolCalls: toolCalls, stopReason: .toolCalls, usage: usage) }
    }

    static func fails(_ kind: ModelError.Kind, after wait: @escaping @Sendable () async -> Void = {}) -> Step {
        { (_: ModelRequest) async throws(ModelError) -> ModelResponse in
            await wait()
            throw ModelError(kind, "scripted")
        }
    }

    static func says(_ text: String, after wait: @escaping @Sendable () async -> Void) -> Step {
        { (_: ModelRequest) async throws(ModelError) -> ModelResponse in
            await wait()
            return ModelResponse(text: text)
        }
    }
}
