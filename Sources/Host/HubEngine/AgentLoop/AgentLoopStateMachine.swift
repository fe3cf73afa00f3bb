import HubCore

/// Decides what an agent does next: events in, actions out, no I/O.
///
/// Model and tools alternate until the model answers or a limit is reached. Every call's arguments are checked before
/// anything is called; what is wrong goes back to the model a limited number of times.
struct AgentLoopStateMachine {
    enum Action {
        /// Ask the model with `messages`.
        case askModel
        /// Run these at once and report them together.
        case runTools([ToolRun])
        case finish(AgentLoopEnding)

        var isFinal: Bool {
            switch self {
            case .finish: true
            case .askModel, .runTools: false
            }
        }
    }

    /// A call that may be made. `position` is its place among the calls of its step.
    struct ToolRun: Sendable {
        var position: Int
        var tool: ToolSnapshot
        var arguments: JSONValue
    }

    /// What a `ToolRun` came to.
    struct ToolReport: Sendable {
        var position: Int
        var outcome: ToolOutcome
        var milliseconds: Double
    }

    private struct PendingCall {
        enum Verdict {
            case valid(JSONValue)
            case invalid(ToolFailure)
        }

        var call: ModelToolCall
        var tool: ToolSnapshot?
        var verdict: Verdict
    }

    private enum State {
        case idle
        case asking
        case running([PendingCall])
        case finished
    }

    private let tools: [ToolSnapshot]
    private let limits: EngineLimits
    private var state = State.idle
    private var steps = 0
    private var corrections = 0
    private var attempts = 0
    private var tokens = 0
    /// How often each call was made, in this turn.
    private var made: [Call: Int] = [:]

    private struct Call: Hashable {
        var tool: String
        var arguments: String
    }

    /// How often a call with the very same arguments is made: once more than once, since a tool may have failed.
    private static let repetitions = 2

    /// The conversation so far, with the calls and results of this turn.
    private(set) var messages: [ModelMessage]
    /// Every call that the model asked for, in its order.
    private(set) var calls: [CompletedToolCall] = []

    init(tools: [ToolSnapshot], limits: EngineLimits, messages: [ModelMessage]) {
        self.tools = tools
        self.limits = limits
        self.messages = messages
    }

    mutating func start() -> Action { ask() }

    mutating func modelAnswered(_ response: ModelResponse) -> Action {
        guard case .asking = state else { return finish(.modelFailed(.malformed)) }
        tokens += response.usage?.tokens ?? 0
        switch response.stopReason {
        case .refusal: return finish(.refused(response.text))
        case .needsInput: return finish(.needsInput(response.text))
        case .length: return finish(.cutOff(response.text))
        case .end, .toolCalls: break
        }
        if !response.toolCalls.isEmpty { return take(response) }
        if response.text.unicodeScalars.allSatisfy(\.properties.isWhitespace) { return takeNothing() }
        return finish(.answered(response.text))
    }

    /// The model neither said nor called anything.
    private mutating func takeNothing() -> Action {
        corrections += 1
        if corrections > limits.argumentRetries || steps >= limits.steps { return finish(.uncorrected) }
        messages.append(.note("Your last answer was empty. Answer the user's question, or call a tool for it."))
        return ask()
    }

    mutating func modelFailed(_ kind: ModelError.Kind) -> Action { finish(.modelFailed(kind)) }

    /// The turn's deadline has passed.
    mutating func timeRanOut() -> Action { finish(.limit(.time)) }

    mutating func toolsReturned(_ reports: [ToolReport]) -> Action {
        guard case .running(let pending) = state else { return finish(.modelFailed(.malformed)) }
        settle(pending, reports)
        return ask()
    }

    private mutating func ask() -> Action {
        if steps >= limits.steps { return finish(.limit(.steps)) }
        steps += 1
        state = .asking
        return .askModel
    }

    private mutating func take(_ response: ModelResponse) -> Action {
        attempts += response.toolCalls.count
        if attempts > limits.toolCalls { return finish(.limit(.toolCalls)) }
        // No tool is called in vain: its result could not be put in words any more.
        if steps >= limits.steps { return finish(.limit(.steps)) }
        if tokens >= limits.tokens { return finish(.limit(.tokens)) }
        let pending = response.toolCalls.map(check)
        let runs = pending.enumerated().compactMap { position, call -> ToolRun? in
            guard let tool = call.tool, case .valid(let arguments) = call.verdict else { return nil }
            return ToolRun(position: position, tool: tool, arguments: arguments)
        }
        if runs.count < pending.count {
            corrections += 1
            if corrections > limits.argumentRetries { return giveUp(pending) }
        }
        for run in runs { made[Call(tool: run.tool.tool.name, arguments: run.arguments.text), default: 0] += 1 }
        messages.append(.assistant(text: response.text, toolCalls: response.toolCalls, entities: []))
        if runs.isEmpty {
            settle(pending, [])
            return ask()
        }
        state = .running(pending)
        return .runTools(runs)
    }

    private func check(_ call: ModelToolCall) -> PendingCall {
        guard let tool = tools.first(where: { $0.tool.name == call.name }) else {
            let names = tools.map(\.tool.name).joined(separator: ", ")
            let failure = ToolFailure(.invalidInput, "There is no tool of that name. There are: \(names).")
            return PendingCall(call: call, tool: nil, verdict: .invalid(failure))
        }
        do throws(ToolFailure) {
            let arguments = try ToolCallCheck.arguments(of: call, for: tool)
            if made[Call(tool: call.name, arguments: arguments.text), default: 0] >= Self.repetitions {
                let failure = ToolFailure(
                    .invalidInput,
                    "This was called with the same arguments before; its results stand above. Answer from them.")
                return PendingCall(call: call, tool: tool, verdict: .invalid(failure))
            }
            return PendingCall(call: call, tool: tool, verdict: .valid(arguments))
        } catch {
            return PendingCall(call: call, tool: tool, verdict: .invalid(error))
        }
    }

    /// Ends without calling anything of this step.
    private mutating func giveUp(_ pending: [PendingCall]) -> Action {
        var last = ToolFailure(.invalidInput, "The arguments are not valid.")
        for call in pending {
            guard case .invalid(let failure) = call.verdict else { continue }
            last = failure
            calls.append(
                CompletedToolCall(tool: call.tool, handling: .refused, outcome: .failure(failure), milliseconds: 0))
        }
        return finish(.invalidArguments(last))
    }

    /// Writes each call's result behind the assistant's message, in the order of the calls.
    private mutating func settle(_ pending: [PendingCall], _ reports: [ToolReport]) {
        for (position, call) in pending.enumerated() {
            let completed = completed(call, reports.first { $0.position == position })
            calls.append(completed)
            messages.append(
                .toolResult(
                    ModelToolResult(callID: call.call.id, name: call.call.name, outcome: completed.outcome)))
        }
    }

    private func completed(_ call: PendingCall, _ report: ToolReport?) -> CompletedToolCall {
        switch call.verdict {
        case .invalid(let failure):
            return CompletedToolCall(
                tool: call.tool, handling: .refused, outcome: .failure(failure), milliseconds: 0)
        case .valid(let arguments):
            let outcome = report?.outcome ?? .failure(ToolFailure(.internal, "The tool was not run."))
            return CompletedToolCall(
                tool: call.tool, handling: .run(arguments: arguments),
                outcome: call.tool.map {
                    ToolCallCheck.outcome(outcome, of: $0, maximumBytes: limits.toolResultBytes)
                } ?? outcome,
                milliseconds: report?.milliseconds ?? 0)
        }
    }

    private mutating func finish(_ ending: AgentLoopEnding) -> Action {
        state = .finished
        return .finish(ending)
    }
}
