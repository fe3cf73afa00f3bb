import HubCore

/// An agent's row as JSON.
enum AgentCodec {
    static func json(_ agent: Agent) -> JSONValue {
        var members: JSONObject = [
            "id": .string(agent.id.description), "name": .string(agent.name),
            "description": .string(agent.description), "prompt": .string(agent.promptTemplate),
            "tools": .strings(agent.tools), "examples": .strings(agent.examples),
            "output_format": .string(agent.outputFormat.rawValue), "label": LabelCodec.json(agent.label),
            "enabled": .bool(agent.isEnabled), "version": .int(agent.version),
        ]
        members["owner"] = agent.owner.map { .string($0.rawValue) }
        members["model"] = agent.model.map { .string($0.description) }
        members["render"] = agent.render
        members["routing"] = agent.routing.map { .string($0.rawValue) }
        return .object(members)
    }

    static func agent(_ json: JSONValue) throws(ConfigurationCodecError) -> Agent {
        let members = try JSONMembers(json, in: "agent")
        return Agent(
            id: try members.id("id"), owner: try members.optionalTenant("owner"), name: try members.text("name"),
            description: try members.text("description"), promptTemplate: try members.text("prompt"),
            model: try members.optionalID("model"), tools: try members.texts("tools"),
            examples: try members.texts("examples"), outputFormat: try members.choice("output_format"),
            render: members.optionalValue("render"), label: try LabelCodec.label(members.value("label")),
            routing: try members.optionalChoice("routing"), isEnabled: try members.flag("enabled"),
            version: try members.int("version"))
    }
}
