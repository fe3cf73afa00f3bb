import HubCore

/// The supervisor's own answers: what it asks back where no single agent can be chosen.
struct Clarification: Sendable {
    private static let maximumTopics = 8

    let language: Language

    /// nil where the choice is an agent, who speaks for itself.
    func text(for choice: SupervisorDecision.Choice, agents: [AgentSnapshot]) -> String? {
        let phrases = Phrasebook(language: language)
        switch choice {
        case .agent: return nil
        case .several(let agents): return phrases.several(agents.map { $0.title(in: language) })
        case .oneAtATime(let agents): return phrases.oneAtATime(agents.map { $0.title(in: language) })
        case .unclear: return phrases.unclear + " " + topics(agents)
        case .smallTalk(.greeting): return phrases.greeting + " " + topics(agents)
        case .smallTalk(.thanks): return phrases.welcome
        case .smallTalk(.farewell): return phrases.farewell
        case .smallTalk(.declined): return phrases.declined
        case .nobody: return phrases.noAgents
        }
    }

    private func topics(_ agents: [AgentSnapshot]) -> String {
        let phrases = Phrasebook(language: language)
        var lines = [phrases.topics]
        for agent in agents.prefix(Self.maximumTopics) {
            lines.append(
                phrases.topic(
                    agent.title(in: language), description: agent.description(in: language),
                    example: agent.example(in: language)))
        }
        if agents.count > Self.maximumTopics { lines.append(phrases.moreTopics) }
        return lines.joined(separator: "\n")
    }
}
