import HubCore

/// An agent's row as REST reads and writes it.
enum AgentBody {
    /// Words that routing models and callers use in place of a name, in any case.
    private static let reserved: Set<String> = ["none", "auto"]

    static let name = Field<String>(
        RowName.field.name,
        [
            "type": "string", "pattern": "^[A-Za-z_][A-Za-z0-9_-]{0,63}$",
            "not": ["pattern": "^([Nn][Oo][Nn][Ee]|[Aa][Uu][Tt][Oo])$"],
        ], RowName.field.description.text
    ) { value throws(FieldFault) in
        let name = try RowName.field.read(value)
        if reserved.contains(name.lowercased()) {
            throw FieldFault("must not be \"none\" or \"auto\", which stand for something else in routing.")
        }
        return name
    }
    static let description = Field.string(
        "description", "What it is for, in a sentence; routers read it.", maximum: 4000)
    static let prompt = Field.string("prompt_template", "The system prompt's own part.")
    static let model = Field<ModelID>.id("llm_model_id", "Its language model; null: the tenant's first.")
    static let tools = Field.strings("tools", maximum: 64, length: 64, "Names of its tools.")
    static let examples = Field.strings(
        "examples", maximum: 5000, length: 2000, "Utterances that belong to it, in any language.")
    static let format = Field<OutputFormat>.word("output_format", "The form of its answers (structured_json).")
    static let render = Field.object("render", "A renderer hint in place of the one derived from the result.")
    static let label = Field<Label>.label("labels", "What people call it.")
    static let routing = Field<RoutingMode>.word("routing", "Who chooses it; null: as the tenant has it.")
    static let isEnabled = Field.bool("enabled", "Whether it can be talked to (true).")

    static let new = BodyShape(
        "NewAgent", required: ["name"],
        [
            name.description, OwnerField.field.description, description.description, prompt.description,
            model.description, tools.description, examples.description, format.description, render.description,
            label.description, routing.description, isEnabled.description,
        ],
        example: [
            "name": "AgentInventory", "description": "Answers questions about stock in our warehouses.",
            "prompt_template": "You help with warehouse inventory queries.", "tools": ["get_warehouse_stock"],
            "examples": ["What's the stock level for product SKU-12345?"], "labels": ["vi": "Kho hàng"],
        ])
    static let patch = new.patch(
        "AgentPatch", without: [OwnerField.field.name], example: ["description": "Stock and reorder levels."])

    /// A new row as the body says; throws a 422 that names every wrong field.
    static func read(_ reader: BodyReader, for context: AdminContext) throws -> Agent {
        var reader = reader
        var agent = Agent(name: "", description: "")
        agent.owner = context.owner(from: &reader)
        apply(&reader, to: &agent)
        try reader.finish()
        return agent
    }

    /// Changes what the body names.
    static func apply(_ reader: inout BodyReader, to agent: inout Agent) {
        reader.set(&agent.name, name)
        reader.set(&agent.description, description, default: "")
        reader.set(&agent.promptTemplate, prompt, default: "")
        reader.set(&agent.model, model)
        reader.set(&agent.tools, tools, default: [])
        if reader.has(tools), Set(agent.tools).count != agent.tools.count {
            reader.note(tools.name, "must not name a tool twice.")
        }
        reader.set(&agent.examples, examples, default: [])
        reader.set(&agent.outputFormat, format, default: .structuredJSON)
        reader.set(&agent.render, render)
        reader.set(&agent.label, label, default: Label())
        reader.set(&agent.routing, routing)
        reader.set(&agent.isEnabled, isEnabled, default: true)
    }

    /// As the caller may see it.
    static func json(_ agent: Agent, for context: AdminContext) -> JSONValue {
        let isWhole = context.seesWhole(rowOf: agent.owner)
        return [
            "id": .string(agent.id.description), "tenant_id": agent.owner.map { .string($0.rawValue) } ?? .null,
            "name": .string(agent.name), "description": .string(agent.description),
            "prompt_template": .string(isWhole ? agent.promptTemplate : ""),
            "llm_model_id": agent.model.map { .string($0.description) } ?? .null, "tools": .strings(agent.tools),
            "examples": .strings(agent.examples), "output_format": .string(agent.outputFormat.rawValue),
            "render": agent.render ?? .null, "labels": agent.label.json,
            "routing": agent.routing.map { .string($0.rawValue) } ?? .null, "enabled": .bool(agent.isEnabled),
            "version": .int(agent.version),
        ]
    }

    static let answer = AnswerShape(
        "Agent", RowSchema.of(new),
        example: [
            "id": "019aab4e-7c1d-7f3a-9c55-2b8d6f0e4a11", "tenant_id": .null, "name": "AgentInventory",
            "description": "Answers questions about stock in our warehouses.",
            "prompt_template": "You help with warehouse inventory queries.", "llm_model_id": .null,
            "tools": ["get_warehouse_stock"], "examples": ["What's the stock level for product SKU-12345?"],
            "output_format": "structured_json", "render": .null, "labels": ["vi": "Kho hàng"], "routing": .null,
            "enabled": true, "version": 1,
        ])
    static let page = AnswerShape(
        "AgentPage", Paging.schema("agents", of: answer), example: ["agents": [answer.example], "next": .null])
}
