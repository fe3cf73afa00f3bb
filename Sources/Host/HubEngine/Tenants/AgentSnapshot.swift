import HubCore

/// An agent's row, ready for turns: its tools of the highest priorities, its model, its prompts.
final class AgentSnapshot: Sendable {
    let agent: Agent
    /// The highest priority first, then by name.
    let tools: [ToolSnapshot]
    /// Who answers for it.
    let models: ModelChain
    /// `agent_roster` for `AgentRoster`: the intent where nobody names a better one.
    let intent: String
    /// The words, in lower case, that its row and its tools' rows use.
    let words: Set<String>
    private let prompts: [Language: String]
    private let examples: [Language: String]
    /// nil where its words do not tell.
    private let descriptionLanguage: Language?

    init(_ agent: Agent, tools: [ToolSnapshot], models: ModelChain) {
        self.agent = agent
        self.tools = tools
        self.models = models
        intent = FieldName.snake(agent.name)
        let profile = Self.profile(agent, tools)
        words = Set(
            ([profile.description] + profile.labels + profile.examples + profile.vocabulary)
                .flatMap { MessageWords($0).words.flatMap { [$0.text.lowercased(), $0.folded] } })
        prompts = Dictionary(
            uniqueKeysWithValues: Language.allCases.map { ($0, AgentPrompt.instructions(for: agent, language: $0)) })
        descriptionLanguage = LanguageDetector.evidence(of: MessageWords(agent.description)).language
        var examples: [Language: String] = [:]
        for example in agent.examples {
            guard let language = LanguageDetector.evidence(of: MessageWords(example)).leaning else { continue }
            if examples[language] == nil { examples[language] = example }
        }
        self.examples = examples
    }

    var name: String { agent.name }

    /// What people call it in the language, else its name.
    func title(in language: Language) -> String { agent.label.text(in: language) ?? agent.name }

    /// What it is for, unless that is said in another language.
    func description(in language: Language) -> String? {
        agent.description.isEmpty || (descriptionLanguage ?? language) != language ? nil : agent.description
    }

    /// A question that belongs to it, in the language where there is one.
    func example(in language: Language) -> String? { examples[language] ?? agent.examples.first }

    /// The part of its system prompt that is the same in every turn.
    func instructions(in language: Language) -> String { prompts[language] ?? agent.promptTemplate }

    /// Whether the text is recognisably a value of one of its tools' arguments.
    func recognises(_ text: String) -> Bool { tools.contains { $0.recognises(text) } }

    /// Whether one of its tools reads files that users attach.
    var takesAttachments: Bool { tools.contains(where: \.takesAttachment) }

    /// What routers learn of it.
    var routingProfile: RoutingProfile { Self.profile(agent, tools) }

    private static func profile(_ agent: Agent, _ tools: [ToolSnapshot]) -> RoutingProfile {
        RoutingProfile(
            agent: agent.name, description: agent.description, labels: words(of: agent.label),
            examples: agent.examples,
            vocabulary: tools.flatMap { tool in
                [tool.tool.name, tool.tool.description] + tool.arguments.map(\.name)
                    + tool.tool.labels.sorted { $0.key < $1.key }.flatMap { words(of: $0.value) }
            })
    }

    private static func words(of label: Label) -> [String] {
        Language.allCases.compactMap { label.texts[$0] }
    }
}
