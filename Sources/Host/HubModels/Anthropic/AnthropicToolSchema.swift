import HubCore

/// Tools' input schemas as the API accepts them: an object's, without `oneOf`, `anyOf` or `allOf` at the root. What cannot
/// stay in the schema is said in the description: the host checks the arguments against the whole schema anyway.
enum AnthropicToolSchema {
    static func tool(_ tool: ModelTool) -> AnthropicWire.Tool {
        var schema = tool.inputSchema.objectValue ?? [:]
        // Names a dialect that the API may refuse to know.
        schema["$schema"] = nil
        schema["type"] = "object"
        var rest: JSONObject = [:]
        for keyword in ["oneOf", "anyOf", "allOf"] {
            rest[keyword] = schema[keyword]
            schema[keyword] = nil
        }
        var description = tool.description
        if !rest.isEmpty {
            if !description.isEmpty { description += "\n" }
            description += "The input must also satisfy this JSON Schema: \(JSONValue.object(rest).text)"
        }
        return AnthropicWire.Tool(name: tool.name, description: description, inputSchema: schema)
    }
}
