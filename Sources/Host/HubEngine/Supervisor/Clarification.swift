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
        case .unclear: return phrases.unclear + " " + topics(agents)
        case .smallTalk: return phrases.greeting + " " + topics(agents)
        case .nobody: return phrases.noAgents
        }
    }

    private func topics(_ agents: [AgentSnapshot]) -> String {
        let phrases = Phrasebook(language: language)
        var lines = [phrases.topics]
        for snapshot in agents.prefix(Self.maximumTopics) {
            let description = snapshot.agent.description
            let tongue = LanguageDetector.evidence(of: MessageWords(description)).language
            lines.append(
                phrases.topic(
                    snapshot.title(in: language),
                    description: description.isEmpty || tongue != nil && tongue != language ? nil : description,
                    example: snapshot.example(in: language)))
        }
        if agents.count > Self.maximumTopics { lines.append(phrases.moreTopics) }
        return lines.joined(separator: "\n")
    }
}
