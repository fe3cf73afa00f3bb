/// A tenant's own form of one agent's answers, in place of the agent's row.
package struct OutputOverride: Sendable, Hashable {
    package var agent: AgentID
    package var outputFormat: OutputFormat?
    package var render: JSONValue?
    package var version: Int

    package init(agent: AgentID, outputFormat: OutputFormat? = nil, render: JSONValue? = nil, version: Int = 0) {
        self.agent = agent
        self.outputFormat = outputFormat
        self.render = render
        self.version = version
    }
}
