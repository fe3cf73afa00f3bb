import HubCore

/// A tool's row as REST reads and writes it.
enum ToolBody {
    /// Reads a new row; throws a 422 that names every wrong field.
    static func read(
        _ reader: BodyReader, for context: AdminContext, schemas: any SchemaChecker, types: any ToolTypeCatalog
    ) async throws -> Tool {
        var reader = reader
        var tool = Tool(name: reader.rowName(), description: "", type: reader.requiredString("base_tool_type"))
        tool.owner = context.owner(from: &reader)
        tool.description = reader.string("description", maximum: 4000) ?? ""
        tool.endpoint = reader.string("endpoint", maximum: 4000)
        if let schema = reader.value("input_schema") {
            tool.inputSchema = schema
            for problem in schemas.problems(withInputSchema: schema) { reader.note(problem.below("/input_schema")) }
        } else {
            reader.note("input_schema", "is required: the JSON Schema of the tool's arguments.")
        }
        if let schema = reader.value("output_schema") {
            tool.outputSchema = schema
            for problem in schemas.problems(withSchema: schema) { reader.note(problem.below("/output_schema")) }
        }
        tool.outputFormat = reader.word("output_format", OutputFormat.self)
        tool.render = reader.object("render").map(JSONValue.object)
        if let authorization = reader.nested("auth", ToolAuthorization.read) { tool.authorization = authorization }
        tool.priority = reader.integer("priority", in: 1...1000) ?? tool.priority
        if let milliseconds = reader.integer("timeout_ms", in: 1...60_000) {
            tool.timeout = .milliseconds(milliseconds)
        }
        tool.labels = reader.labels("labels") ?? [:]
        tool.config = reader.object("config").map(JSONValue.object) ?? [:]
        tool.isEnabled = reader.bool("enabled") ?? true
        // What plugins say of a row is asked only of a row that is right in itself.
        if reader.problems.isEmpty {
            for problem in await types.problems(with: tool) { reader.note(problem) }
        }
        try reader.finish()
        return tool
    }

    static func json(_ tool: Tool) -> JSONValue {
        let (seconds, attoseconds) = tool.timeout.components
        return [
            "id": .string(tool.id.description), "tenant_id": tool.owner.map { .string($0.rawValue) } ?? .null,
            "name": .string(tool.name), "description": .string(tool.description), "base_tool_type": .string(tool.type),
            "endpoint": tool.endpoint.map(JSONValue.string) ?? .null, "input_schema": tool.inputSchema,
            "output_schema": tool.outputSchema ?? .null,
            "output_format": tool.outputFormat.map { .string($0.rawValue) } ?? .null, "render": tool.render ?? .null,
            "auth": tool.authorization.json, "priority": .int(tool.priority),
            "timeout_ms": .int(Int(seconds) * 1000 + Int(attoseconds / 1_000_000_000_000_000)),
            "labels": .object(JSONObject(tool.labels.sorted { $0.key < $1.key }.map { ($0.key, $0.value.json) })),
            "config": tool.config, "enabled": .bool(tool.isEnabled), "version": .int(tool.version),
        ]
    }
}

extension ToolAuthorization {
    private enum Kind: String, CaseIterable {
        case userJWT = "user_jwt"
        case credential
        case none
    }

    fileprivate static func read(_ reader: inout BodyReader) -> ToolAuthorization {
        if reader.has("credential") { reader.note("credential", "is not available: only null is accepted.") }
        switch reader.word("type", Kind.self) {
        case .credential:
            reader.note("type", "cannot be \"credential\": secrets of tenants are not available.")
            return .none
        case .userJWT: return .userJWT
        case .some(.none): return .none
        case nil:
            if reader.problems.isEmpty { reader.note("type", "is required.") }
            return .none
        }
    }
}

extension FieldProblem {
    fileprivate func below(_ prefix: String) -> FieldProblem {
        FieldProblem(pointer: prefix + pointer, message: message)
    }
}
