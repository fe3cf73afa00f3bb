import HubCore

/// A tool's row as REST reads and writes it.
enum ToolBody {
    static let description = Field.string("description", "What it does, in a sentence; models read it.", maximum: 4000)
    static let type = Field.words("base_tool_type", "A tool type that a plugin offers, such as HTTP_GET.", maximum: 64)
    static let endpoint = Field.string("endpoint", "The URL template of types that have one.", maximum: 4000)
    static let input = Field.schema("input_schema", "JSON Schema of the arguments.")
    static let output = Field.schema("output_schema", "JSON Schema that results must satisfy; null: any.")
    static let format = Field<OutputFormat>.word("output_format", "The form of its results; null: the agent's.")
    static let render = Field.object("render", "A renderer hint in place of the one derived from the result.")
    static let authorization = Field<ToolAuthorization>.authorization("auth", "Whose name it calls in (user_jwt).")
    static let priority = Field.integer("priority", in: 1...1000, "1 is the highest (5).")
    static let timeout = Field.integer("timeout_ms", in: 1...60_000, "The longest that a call may take (5000).")
    static let labels = Field<[String: Label]>.labels("labels", "Words for people, by the name of a field.")
    static let config = Field.object("config", "The type's own settings.")
    static let isEnabled = Field.bool("enabled", "Whether it can be called (true).")

    static let new = BodyShape(
        "NewTool", required: ["name", "base_tool_type", "input_schema"],
        [
            RowName.field.description, OwnerField.field.description, description.description, type.description,
            endpoint.description, input.description, output.description, format.description, render.description,
            authorization.description, priority.description, timeout.description, labels.description,
            config.description, isEnabled.description,
        ],
        example: [
            "name": "get_warehouse_stock", "description": "The stock of a product in our warehouses.",
            "base_tool_type": "HTTP_GET", "endpoint": "https://erp.example.com/api/stock/{sku}",
            "input_schema": [
                "type": "object", "properties": ["sku": ["type": "string", "pattern": "^SKU-[0-9]{5}$"]],
                "required": ["sku"],
            ],
            "labels": ["on_hand": ["en": "On hand", "vi": "Tồn kho"]],
        ])
    static let patch = new.patch("ToolPatch", without: [OwnerField.field.name], example: ["timeout_ms": 3000])

    /// Changes what the body names.
    static func apply(_ reader: inout BodyReader, to tool: inout Tool) {
        reader.set(&tool.name, RowName.field)
        reader.set(&tool.description, description, default: "")
        reader.set(&tool.type, type)
        reader.set(&tool.endpoint, endpoint)
        reader.set(&tool.inputSchema, input)
        reader.set(&tool.outputSchema, output)
        reader.set(&tool.outputFormat, format)
        reader.set(&tool.render, render)
        reader.set(&tool.authorization, authorization, default: .userJWT)
        reader.set(&tool.priority, priority, default: 5)
        var milliseconds: Int?
        reader.set(&milliseconds, timeout)
        if reader.has(timeout) { tool.timeout = .milliseconds(milliseconds ?? 5000) }
        reader.set(&tool.labels, labels, default: [:])
        reader.set(&tool.config, config, default: [:])
        reader.set(&tool.isEnabled, isEnabled, default: true)
    }

    /// As the caller may see it.
    static func json(_ tool: Tool, for context: AdminContext) -> JSONValue {
        let isWhole = context.seesWhole(rowOf: tool.owner)
        let (seconds, attoseconds) = tool.timeout.components
        return [
            "id": .string(tool.id.description), "tenant_id": tool.owner.map { .string($0.rawValue) } ?? .null,
            "name": .string(tool.name), "description": .string(tool.description), "base_tool_type": .string(tool.type),
            "endpoint": isWhole ? tool.endpoint.map(JSONValue.string) ?? .null : .null,
            "input_schema": tool.inputSchema,
            "output_schema": tool.outputSchema ?? .null,
            "output_format": tool.outputFormat.map { .string($0.rawValue) } ?? .null, "render": tool.render ?? .null,
            "auth": tool.authorization.json, "priority": .int(tool.priority),
            "timeout_ms": .int(Int(seconds) * 1000 + Int(attoseconds / 1_000_000_000_000_000)),
            "labels": .object(JSONObject(tool.labels.sorted { $0.key < $1.key }.map { ($0.key, $0.value.json) })),
            "config": isWhole ? tool.config : [:], "enabled": .bool(tool.isEnabled), "version": .int(tool.version),
        ]
    }

    static let answer = AnswerShape(
        "Tool", RowSchema.of(new),
        example: [
            "id": "019aab4e-9a02-7c41-8f0e-5d3c1b7a9e20", "tenant_id": .null, "name": "get_warehouse_stock",
            "description": "The stock of a product in our warehouses.", "base_tool_type": "HTTP_GET",
            "endpoint": "https://erp.example.com/api/stock/{sku}",
            "input_schema": [
                "type": "object", "properties": ["sku": ["type": "string", "pattern": "^SKU-[0-9]{5}$"]],
                "required": ["sku"],
            ],
            "output_schema": .null, "output_format": .null, "render": .null, "auth": ["type": "user_jwt"],
            "priority": 5, "timeout_ms": 5000, "labels": ["on_hand": ["en": "On hand", "vi": "Tồn kho"]],
            "config": [:], "enabled": true, "version": 1,
        ])
    static let page = AnswerShape(
        "ToolPage", Paging.schema("tools", of: answer), example: ["tools": [answer.example], "next": .null])
}
