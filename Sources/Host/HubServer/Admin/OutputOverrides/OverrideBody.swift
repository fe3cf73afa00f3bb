import HubCore

/// A tenant's own form of an agent's answers as REST reads and writes it.
enum OverrideBody {
    static let format = Field<OutputFormat>.word("output_format", "The form of the answers; null: the agent's.")
    static let render = Field.object("render", "A renderer hint; null: the agent's.")

    static let new = BodyShape(
        "NewOutputOverride", [format.description, render.description], example: ["output_format": "markdown_table"])

    /// Reads the whole row anew.
    static func read(_ reader: inout BodyReader, for agent: AgentID) -> OutputOverride {
        let override = OutputOverride(
            agent: agent, outputFormat: reader.value(format), render: reader.value(render))
        if reader.problems.isEmpty, override.outputFormat == nil, override.render == nil {
            reader.note(format.name, "or render is required; DELETE takes an override away.")
        }
        return override
    }

    static func json(_ override: OutputOverride) -> JSONValue {
        [
            "agent_id": .string(override.agent.description),
            "output_format": override.outputFormat.map { .string($0.rawValue) } ?? .null,
            "render": override.render ?? .null, "version": .int(override.version),
        ]
    }

    static let answer = AnswerShape(
        "OutputOverride",
        [
            "type": "object", "required": ["agent_id", "output_format", "render", "version"],
            "additionalProperties": false,
            "properties": [
                "agent_id": ["type": "string", "format": "uuid"],
                "output_format": ["enum": .array(OutputFormat.allCases.map { .string($0.rawValue) } + [.null])],
                "render": ["type": ["object", "null"]],
                "version": ["type": "integer", "minimum": 1, "description": "Counts the changes of the row."],
            ],
        ],
        example: [
            "agent_id": "019aab4e-7c1d-7f3a-9c55-2b8d6f0e4a11", "output_format": "markdown_table", "render": .null,
            "version": 1,
        ])
    static let list = AnswerShape(
        "OutputOverrideList", Paging.schema("overrides", of: answer),
        example: ["overrides": [answer.example], "next": .null])
}
