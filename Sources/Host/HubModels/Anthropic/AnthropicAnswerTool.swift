import HubCore

/// An answer by a schema, as every model of the API can give it: the input of a tool that the model has to call.
///
/// The API's own `output_config.format` is known to newer models only, takes a part of JSON Schema, and makes a first
/// request wait while the schema is compiled.
struct AnthropicAnswerTool {
    let name: String
    private let schema: JSONValue

    /// nil where the request has no schema.
    init?(_ request: ModelRequest) {
        guard let schema = request.responseSchema else { return nil }
        self.schema = schema
        let taken = Set(request.tools.map(\.name))
        var name = "answer"
        while taken.contains(name) { name += "_" }
        self.name = name
    }

    var tool: AnthropicWire.Tool {
        AnthropicMapping.tool(
            ModelTool(
                name: name, description: "Gives the final answer, in the form that is asked for.",
                inputSchema: isObject ? schema : wrapped))
    }

    /// The answer as JSON, of the tool's input, which is JSON as text.
    func text(of input: String) -> String {
        if isObject { return input }
        do throws(JSONParseError) {
            return try JSONValue(parsing: input)[Self.member]?.text ?? input
        } catch {
            // Cut off: what there is of it.
            return input
        }
    }

    private var isObject: Bool { schema["type"] == "object" }

    /// The input of a tool is always an object.
    private var wrapped: JSONValue {
        var members: JSONObject = [
            "type": "object", "properties": .object(JSONObject([(Self.member, schema)])),
            "required": [.string(Self.member)],
        ]
        // References point from the root.
        for key in ["$defs", "definitions"] { members[key] = schema[key] }
        return .object(members)
    }

    private static let member = "answer"
}
