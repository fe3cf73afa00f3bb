import HubCore

/// The embedded model: rules, no language model, and it never passes for one. It fills a tool's arguments from the
/// user's words by the tool's schema, and words the tool's result by the answer's language and form. Agents, tools and
/// fields are known to it only through what the request says of them.
///
/// It answers at once, without I/O, and its usage is always zero tokens, since it costs nothing.
package struct BuiltinModel: ModelProvider {
    private let cache: BuiltinToolCache
    private let today: @Sendable () -> CivilDate

    package init() { self.init { CivilDate.today() } }

    init(today: @escaping @Sendable () -> CivilDate) {
        cache = BuiltinToolCache()
        self.today = today
    }

    package func complete(_ request: ModelRequest) async throws(ModelError) -> ModelResponse {
        if Task.isCancelled { throw ModelError(.cancelled, "the turn was cancelled") }
        if request.deadline.hasPassed { throw ModelError(.timeout, "the turn's time was over before the model began") }
        if request.responseSchema != nil, request.tools.isEmpty {
            throw ModelError(.unsupported, "the builtin model cannot write to a schema")
        }
        var request = request
        request.messages.removeAll { message in
            switch message {
            case .image, .note: true
            case .user, .assistant, .toolResult: false
            }
        }
        let answer = answer(request)
        if let sink = request.textSink, !answer.text.isEmpty { sink.append(answer.text) }
        return answer
    }

    private func answer(_ request: ModelRequest) -> ModelResponse {
        let tools = request.tools.map { cache.facts(of: $0) }
        let user = request.messages.lastIndex { if case .user = $0 { true } else { false } }
        let answered = AnsweredCall.all(after: user, in: request.messages, tools: tools)
        let planner = CallPlanner(tools: tools, brief: request.brief, today: today())
        let asked = request.messages[..<(user.map { $0 + 1 } ?? 0)]
        guard answered.isEmpty else { return word(answered, planner: planner, asked: asked, brief: request.brief) }
        let clarification = ClarificationWording(language: request.brief.language)
        let plan = planner.plan(asked)
        switch plan {
        case .call(let tool, let arguments, _):
            let before = Self.callCount(request.messages)
            let calls = arguments.enumerated().map { index, arguments in
                ModelToolCall(
                    id: "call_\(before + index + 1)", name: tool.tool.name, arguments: JSONValue.object(arguments).text)
            }
            return ModelResponse(text: "", toolCalls: calls, stopReason: .toolCalls)
        case .ask, .confirm, .correct, .unreal:
            return ModelResponse(text: clarification.text(plan) ?? "", stopReason: .needsInput)
        case .cancelled: return ModelResponse(text: clarification.text(plan) ?? "", stopReason: .end)
        case .introduce:
            return ModelResponse(text: clarification.introduction(tools, brief: request.brief), stopReason: .needsInput)
        }
    }

    private func word(
        _ answered: [AnsweredCall], planner: CallPlanner, asked: ArraySlice<ModelMessage>, brief: AnswerBrief
    ) -> ModelResponse {
        var text = AnswerWording(brief: brief, question: AskedQuestion.text(of: asked)).text(answered)
        // Only a full row of calls can have left values out.
        if answered.count == CallPlanner.callLimit, case .call(_, let calls, let omitted) = planner.plan(asked),
            omitted > 0
        {
            text += "\n\n" + Phrases(language: brief.language).omitted(shown: calls.count, of: calls.count + omitted)
        }
        let needsInput = answered.allSatisfy { call in
            if case .failure(let failure) = call.outcome { failure.code == .invalidInput } else { false }
        }
        return ModelResponse(text: text, stopReason: needsInput ? .needsInput : .end)
    }

    private static func callCount(_ messages: [ModelMessage]) -> Int {
        messages.reduce(0) { count, message in
            if case .assistant(_, let calls, _) = message { count + calls.count } else { count }
        }
    }
}
