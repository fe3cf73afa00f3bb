import HubCore

/// An agent as those see it who may talk to it.
package struct AgentSummary: Sendable, Hashable {
    package var name: String
    package var description: String
    package var label: Label
    package var examples: [String]
    package var outputFormat: OutputFormat
    /// The languages that the tenant answers in.
    package var languages: [Language]

    package init(
        name: String, description: String, label: Label, examples: [String], outputFormat: OutputFormat,
        languages: [Language]
    ) {
        self.name = name
        self.description = description
        self.label = label
        self.examples = examples
        self.outputFormat = outputFormat
        self.languages = languages
    }
}

extension AgentSummary {
    /// By name; one a name, the tenant's own before the platform's.
    static func all(of configuration: TenantConfiguration) -> [AgentSummary] {
        configuration.agentsInForce.map { agent in
            AgentSummary(
                name: agent.name, description: agent.description, label: agent.label, examples: agent.examples,
                outputFormat: agent.outputFormat, languages: configuration.tenant.settings.languages)
        }
    }
}
