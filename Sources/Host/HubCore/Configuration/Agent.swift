/// A domain agent: a row that an administrator writes. Unknown to the code by name.
package struct Agent: Sendable, Hashable {
    package var id: AgentID
    /// nil: the platform's, usable by every tenant that was granted it.
    package var owner: TenantID?
    package var name: String
    /// What it is for, in a sentence; the routers read it.
    package var description: String
    /// The system prompt's own part.
    package var promptTemplate: String
    package var model: ModelID?
    /// Names of its tools.
    package var tools: [String]
    /// Utterances that belong to it, in any language; the local router learns from them.
    package var examples: [String]
    package var outputFormat: OutputFormat
    /// A renderer hint that replaces the one derived from the result.
    package var render: JSONValue?
    package var label: Label
    package var routing: RoutingMode?
    package var isEnabled: Bool
    /// Counts the changes of the row from 1.
    package var version: Int

    package init(
        id: AgentID = AgentID(), owner: TenantID? = nil, name: String, description: String, promptTemplate: String = "",
        model: ModelID? = nil, tools: [String] = [], examples: [String] = [],
        outputFormat: OutputFormat = .structuredJSON,
        render: JSONValue? = nil, label: Label = Label(), routing: RoutingMode? = nil, isEnabled: Bool = true,
        version: Int = 1
    ) {
        self.id = id
        self.owner = owner
        self.name = name
        self.description = description
        self.promptTemplate = promptTemplate
        self.model = model
        self.tools = tools
        self.examples = examples
        self.outputFormat = outputFormat
        self.render = render
        self.label = label
        self.routing = routing
        self.isEnabled = isEnabled
        self.version = version
    }
}

/// The form of an answer.
package enum OutputFormat: String, Sendable, CaseIterable {
    case structuredJSON = "structured_json"
    case markdownTable = "markdown_table"
    case chartData = "chart_data"
    case summaryText = "summary_text"

    /// `render.type` where no hint of a row says otherwise.
    package var renderType: String {
        switch self {
        case .structuredJSON: "card"
        case .markdownTable: "table"
        case .chartData: "chart"
        case .summaryText: "text"
        }
    }
}

/// Who chooses the agent of a message.
package enum RoutingMode: String, Sendable, CaseIterable {
    /// The local router alone.
    case local
    /// The local router where it is sure, else the model.
    case hybrid
    /// The model alone.
    case model
}
