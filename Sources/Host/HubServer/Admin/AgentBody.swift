import HubCore

/// An agent's row as REST reads and writes it.
enum AgentBody {
    /// Reads a new row; throws a 422 that names every wrong field.
    static func read(_ reader: BodyReader, for context: AdminContext) throws -> Agent {
        var reader = reader
        var agent = Agent(name: reader.rowName(), description: "")
        agent.owner = context.owner(from: &reader)
        agent.description = reader.string("description", maximum: 4000) ?? ""
        agent.promptTemplate = reader.string("prompt_template") ?? ""
        if let text = reader.string("llm_model_id") {
            agent.model = ModelID(text)
            if agent.model == nil { reader.note("llm_model_id", "must be a model's id, a UUID.") }
        }
        agent.tools = reader.strings("tools", maximum: 64) ?? []
        if Set(agent.tools).count != agent.tools.count { reader.note("tools", "must not name a tool twice.") }
        agent.examples = reader.strings("examples", maximum: 5000) ?? []
        agent.outputFormat = reader.word("output_format", OutputFormat.self) ?? .structuredJSON
        agent.render = reader.object("render").map(JSONValue.object)
        agent.label = reader.label("labels") ?? Label()
        agent.routing = reader.word("routing", RoutingMode.self)
        agent.isEnabled = reader.bool("enabled") ?? true
        try reader.finish()
        return agent
    }

    static func json(_ agent: Agent) -> JSONValue {
        [
            "id": .string(agent.id.description), "tenant_id": agent.owner.map { .string($0.rawValue) } ?? .null,
            "name": .string(agent.name), "description": .string(agent.description),
            "prompt_template": .string(agent.promptTemplate),
            "llm_model_id": agent.model.map { .string($0.description) } ?? .null, "tools": .strings(agent.tools),
            "examples": .strings(agent.examples), "output_format": .string(agent.outputFormat.rawValue),
            "render": agent.render ?? .null, "labels": agent.label.json,
            "routing": agent.routing.map { .string($0.rawValue) } ?? .null, "enabled": .bool(agent.isEnabled),
            "version": .int(agent.version),
        ]
    }
}
