import HubCore

/// What the supervisor made of a message.
struct SupervisorDecision: Sendable {
    enum Choice: Sendable {
        case agent(AgentSnapshot)
        /// The message asks several agents at once.
        case several([AgentSnapshot])
        /// The user wants all of these at once.
        case oneAtATime([AgentSnapshot])
        /// Nothing that an agent could answer.
        case unclear
        case smallTalk(SmallTalk)
        /// The tenant was granted no agent.
        case nobody
    }

    var choice: Choice
    var language: Language
    /// As the supervisor's model named it; nil when the local router chose.
    var intent: String?
    var confidence: Double
    var router: ReplyMetadata.Router
    /// What the agent is to answer, where that is an earlier message.
    var question: String?
    /// The models' calls, where any were made.
    var calls: [ModelCall]

    init(
        _ choice: Choice, language: Language, intent: String? = nil, confidence: Double,
        router: ReplyMetadata.Router = .local, calls: [ModelCall] = []
    ) {
        self.choice = choice
        self.language = language
        self.intent = intent
        self.confidence = confidence
        self.router = router
        self.calls = calls
    }

    /// nil where nobody was chosen.
    var agentName: String? {
        if case .agent(let agent) = choice { agent.name } else { nil }
    }
}
