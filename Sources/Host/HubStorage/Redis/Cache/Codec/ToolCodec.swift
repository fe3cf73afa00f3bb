import HubCore

/// A tool's row as JSON.
enum ToolCodec {
    static func json(_ tool: Tool) -> JSONValue {
        var members: JSONObject = [
            "id": .string(tool.id.description), "name": .string(tool.name), "description": .string(tool.description),
            "type": .string(tool.type), "input_schema": tool.inputSchema, "auth": tool.authorization.json,
            "priority": .int(tool.priority), "timeout": json(tool.timeout), "labels": LabelCodec.json(tool.labels),
            "config": tool.config, "enabled": .bool(tool.isEnabled), "version": .int(tool.version),
        ]
        members["owner"] = tool.owner.map { .string($0.rawValue) }
        members["endpoint"] = tool.endpoint.map { .string($0) }
        members["output_schema"] = tool.outputSchema
        members["output_format"] = tool.outputFormat.map { .string($0.rawValue) }
        members["render"] = tool.render
        return .object(members)
    }

    static func tool(_ json: JSONValue) throws(ConfigurationCodecError) -> Tool {
        let members = try JSONMembers(json, in: "tool")
        return Tool(
            id: try members.id("id"), owner: try members.optionalTenant("owner"), name: try members.text("name"),
            description: try members.text("description"), type: try members.text("type"),
            endpoint: try members.optionalText("endpoint"), inputSchema: try members.value("input_schema"),
            outputSchema: members.optionalValue("output_schema"),
            outputFormat: try members.optionalChoice("output_format"), render: members.optionalValue("render"),
            authorization: try authorization(members.value("auth")), priority: try members.int("priority"),
            timeout: try timeout(members.value("timeout")), labels: try LabelCodec.labels(members.value("labels")),
            config: try members.value("config"), isEnabled: try members.flag("enabled"),
            version: try members.int("version"))
    }

    private static func authorization(_ json: JSONValue) throws(ConfigurationCodecError) -> ToolAuthorization {
        let members = try JSONMembers(json, in: "auth")
        switch try members.text("type") {
        case "user_jwt": return .userJWT
        case "credential": return .credential(try members.text("credential"))
        case "none": return .none
        case _: throw .malformed("auth")
        }
    }

    /// Seconds, and attoseconds of the next one.
    private static func json(_ timeout: Duration) -> JSONValue {
        let (seconds, attoseconds) = timeout.components
        return [.number(JSONNumber(seconds)), .number(JSONNumber(attoseconds))]
    }

    private static func timeout(_ json: JSONValue) throws(ConfigurationCodecError) -> Duration {
        guard let parts = json.arrayValue, parts.count == 2, let seconds = parts[0].intValue,
            let attoseconds = parts[1].intValue
        else { throw .malformed("timeout") }
        return Duration(secondsComponent: Int64(seconds), attosecondsComponent: Int64(attoseconds))
    }
}
