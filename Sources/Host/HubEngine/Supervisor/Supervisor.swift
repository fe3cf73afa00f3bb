import HubCore
import Logging

/// Chooses the language and the agent of a message.
///
/// The local router decides where it is sure. Where it is not, the conversation may know better (a follow-up stays
/// with its agent), or a model is asked, as the routing mode says. A supervisor's model of kind `builtin` is no model
/// to ask: then the local router and the conversation decide alone.
struct Supervisor: Sendable {
    /// From this confidence on, the local router's guess is better than a question back.
    private static let acceptableGuess = 0.5
    /// A value for the agent that was spoken to.
    private static let certainFollowUp = 0.9
    private static let maximumOutputTokens = 200

    let models: ModelCaller
    let limits: EngineLimits
    let logger: Logger

    /// One message to decide on, in its conversation.
    struct Question: Sendable {
        var message: String
        var words: MessageWords
        /// The local router's verdict on the message, where the router is the snapshot's.
        var verdict: RoutingVerdict?
        /// The agent that the caller insists on; the tenant has it.
        var requested: AgentSnapshot?
        /// The files that came with it.
        var attachments: [FileAttachment] = []
        var window: ConversationWindow
        var snapshot: TenantSnapshot
        var deadline: Deadline
        var trace: TurnTrace
    }

    func decide(_ question: Question) async throws(TurnInterruption) -> SupervisorDecision {
        let language = Self.language(of: question)
        let snapshot = question.snapshot
        if let agent = question.requested {
            return SupervisorDecision(.agent(agent), language: language, confidence: 1, router: .caller)
        }
        guard let router = snapshot.router else {
            return SupervisorDecision(.nobody, language: language, confidence: 1)
        }
        let verdict = question.verdict ?? router.route(question.message)
        let best = verdict.candidates.first
        if let decision = Self.answer(to: question, verdict, language) { return decision }
        if let decision = Self.reading(question, verdict, language) { return decision }
        let mode = best.flatMap { snapshot.agent($0.agent)?.agent.routing } ?? snapshot.tenant.settings.routing
        if mode != .model, let agent = Self.givenValue(question) {
            return SupervisorDecision(.agent(agent), language: language, confidence: Self.certainFollowUp)
        }
        guard asksModel(mode, verdict, question) else { return locally(verdict, question, language) }
        let opinion = try await askModel(question, language)
        var decision =
            opinion.answer.map { decide($0, question, language) } ?? locally(verdict, question, language)
        decision.calls = opinion.calls
        return decision
    }

    /// The decision where the message answers the supervisor's question which agent comes first. The agent is handed
    /// the question that was asked then, so that nothing said in it is lost.
    private static func answer(to question: Question, _ verdict: RoutingVerdict, _ language: Language)
        -> SupervisorDecision?
    {
        guard let offer = Offer(question.window, question.snapshot),
            let choice = offer.choice(question.words, verdict)
        else { return nil }
        switch choice {
        case .all: return SupervisorDecision(.oneAtATime(offer.agents), language: language, confidence: 1)
        case .one(let agent):
            var decision = SupervisorDecision(.agent(agent), language: language, confidence: 1)
            decision.question = offer.question
            return decision
        }
    }

    /// Who reads the files that came with the message. They say what it is about, unless its words name a value that
    /// another agent takes. nil: nobody reads files, or none came.
    private static func reading(_ question: Question, _ verdict: RoutingVerdict, _ language: Language)
        -> SupervisorDecision?
    {
        if question.attachments.isEmpty { return nil }
        let snapshot = question.snapshot
        let readers = snapshot.agents.filter(\.takesAttachments)
        let ranked = verdict.candidates.compactMap { snapshot.agent($0.agent) }
        if verdict.decision == .agent, let best = ranked.first, !best.takesAttachments,
            FollowUp.fits(question.words, best)
        {
            return nil
        }
        let spokenTo = snapshot.agent(question.window.lastAgent ?? "")
        let reader =
            readers.count == 1
            ? readers.first
            : ranked.first(where: \.takesAttachments) ?? spokenTo.flatMap { $0.takesAttachments ? $0 : nil }
        if let reader {
            return SupervisorDecision(.agent(reader), language: language, confidence: certainFollowUp)
        }
        if readers.isEmpty { return nil }
        return SupervisorDecision(.several(readers), language: language, confidence: acceptableGuess)
    }

    /// The agent of the last turn, when the message only gives it a value. Routers know values by their shape alone,
    /// and another agent's may have the same.
    private static func givenValue(_ question: Question) -> AgentSnapshot? {
        guard let agent = question.window.lastAgent.flatMap(question.snapshot.agent) else { return nil }
        return FollowUp.isValue(question.words, of: agent) ? agent : nil
    }

    private func asksModel(_ mode: RoutingMode, _ verdict: RoutingVerdict, _ question: Question) -> Bool {
        if !question.snapshot.supervisor.hasProvider { return false }
        switch mode {
        case .local: return false
        case .model: return true
        case .hybrid:
            switch verdict.decision {
            case .agent, .several: return false
            case .unsure: return true
            // Alone it says nothing; in a conversation it may, and the model reads the conversation.
            case .none: return question.window.lastAgent != nil && SmallTalk(question.words) == nil
            }
        }
    }

    private static func language(of question: Question) -> Language {
        let evidence = LanguageDetector.evidence(of: question.words)
        let language =
            evidence.language ?? ConversationLanguage.previous(in: question.window) ?? evidence.leaning
            ?? question.snapshot.tenant.settings.languages.first ?? .english
        return question.snapshot.answerLanguage(for: language)
    }

    private func locally(_ verdict: RoutingVerdict, _ question: Question, _ language: Language) -> SupervisorDecision {
        let snapshot = question.snapshot
        let best = verdict.candidates.first
        let guess = best.flatMap { snapshot.agent($0.agent) }
        let confidence = best?.confidence ?? 0
        switch verdict.decision {
        case .agent:
            if let guess { return SupervisorDecision(.agent(guess), language: language, confidence: confidence) }
        case .several:
            let agents = verdict.candidates.compactMap { snapshot.agent($0.agent) }
            if agents.count > 1 {
                return SupervisorDecision(.several(agents), language: language, confidence: confidence)
            }
            if let agent = agents.first {
                return SupervisorDecision(.agent(agent), language: language, confidence: confidence)
            }
        case .unsure, .none: break
        }
        if let talk = SmallTalk(question.words) {
            return SupervisorDecision(.smallTalk(talk), language: language, confidence: confidence)
        }
        let isGuess = verdict.decision == .unsure && confidence >= Self.acceptableGuess
        if let guess, isGuess { return SupervisorDecision(.agent(guess), language: language, confidence: confidence) }
        if let agent = Self.continued(question, verdict) {
            let known = verdict.candidates.first { $0.agent == agent.name }?.confidence
            return SupervisorDecision(.agent(agent), language: language, confidence: known ?? Self.acceptableGuess)
        }
        return SupervisorDecision(.unclear, language: language, confidence: confidence)
    }

    /// The agent of the last turn, when the message continues with it. That it is short is no sign where the router
    /// finds nothing of any agent in it: then it is as likely about something else altogether.
    private static func continued(_ question: Question, _ verdict: RoutingVerdict) -> AgentSnapshot? {
        guard let agent = question.window.lastAgent.flatMap(question.snapshot.agent) else { return nil }
        let words = question.words
        let answersItsQuestion =
            question.window.messages.last.map { last in
                last.role == .assistant && last.agent == agent.name
                    && last.reply?["status"]?.stringValue == ReplyStatus.clarification.rawValue
            } ?? false && !FollowUp.asks(words)
        let continues =
            answersItsQuestion || verdict.decision == .unsure && FollowUp.isShort(words) || FollowUp.refersBack(words)
            || FollowUp.fits(words, agent)
        return continues ? agent : nil
    }

    private struct Opinion {
        var calls: [ModelCall]
        /// nil when no model answered in the form asked for.
        var answer: SupervisorAnswer?
    }

    private func askModel(_ question: Question, _ language: Language) async throws(TurnInterruption) -> Opinion {
        let prompt = question.snapshot.supervisorPrompt
        let models = question.snapshot.supervisor
        let request = ModelRequest(
            model: models.first.model, system: prompt.system,
            messages: ConversationHistory.messages(
                question.window.messages, question: question.message, attachments: question.attachments),
            responseSchema: prompt.responseSchema, maximumOutputTokens: Self.maximumOutputTokens,
            deadline: min(question.deadline, .after(limits.routingTime)),
            brief: AnswerBrief(language: language, format: .structuredJSON), traceparent: question.trace.traceparent)
        var calls: [ModelCall] = []
        var start = 0
        let response = await self.models.ask(
            request, along: models, from: &start, agent: nil, words: nil, question.trace, into: &calls)
        switch response {
        case .success(let response):
            let answer = SupervisorAnswer(response.text, isKnown: { question.snapshot.agent($0) != nil })
            if answer == nil {
                logger.warning(
                    "The supervisor's model did not answer in the form asked for.", metadata: question.trace.metadata())
            }
            return Opinion(calls: calls, answer: answer)
        case .failure:
            if Task.isCancelled { throw TurnInterruption(modelCalls: calls) }
            return Opinion(calls: calls, answer: nil)
        }
    }

    private func decide(_ answer: SupervisorAnswer, _ question: Question, _ language: Language)
        -> SupervisorDecision
    {
        let agents = answer.agents.compactMap(question.snapshot.agent)
        let choice: SupervisorDecision.Choice =
            if agents.count > 1 {
                .several(agents)
            } else if let agent = agents.first {
                .agent(agent)
            } else if let talk = SmallTalk(question.words) {
                .smallTalk(talk)
            } else {
                .unclear
            }
        // The message's own evidence comes first; the model's word counts where there is none.
        let isClear = LanguageDetector.evidence(of: question.words).language != nil
        let spoken = isClear ? language : answer.language.map(question.snapshot.answerLanguage) ?? language
        return SupervisorDecision(
            choice, language: spoken, intent: answer.intent, confidence: answer.confidence, router: .model)
    }
}
