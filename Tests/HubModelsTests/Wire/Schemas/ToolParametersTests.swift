import HubCore
import Testing

@testable import HubModels

@Suite struct ToolParametersTests {
    @Test func aSchemaWithAPlainRootStaysAsItIs() {
        let schema: JSONValue = [
            "type": "object", "properties": ["a": ["anyOf": [["type": "string"], ["type": "null"]]]],
            "$defs": ["x": ["type": "string"]],
        ]
        #expect(ToolParameters.plain(schema) == schema)
        #expect(ToolParameters.plain(ModelTool.debt.inputSchema) == ModelTool.debt.inputSchema)
    }

    @Test(arguments: ["anyOf", "oneOf"])
    func alternativesOfTheRootBecomeItsProperties(_ key: String) {
        let choices: JSONValue = [
            ["properties": ["kind": ["const": "a"], "x": ["type": "string"]], "required": ["x"]],
            ["$ref": "#/$defs/b"],
        ]
        let plain = ToolParameters.plain([
            "type": "object", "description": "What to find.", "properties": ["kind": ["type": "string"]],
            "required": ["kind"], key: choices,
            "$defs": ["b": ["properties": ["x": ["type": "integer"], "y": true]]],
        ])
        #expect(plain[key] == nil)
        #expect(plain["type"] == "object" && plain["required"] == ["kind"])
        #expect(
            plain["properties"] == [
                "kind": ["type": "string"], "x": ["anyOf": [["type": "string"], ["type": "integer"]]], "y": true,
            ])
        #expect(
            plain["description"]?.stringValue
                == "What to find.\nAs JSON Schema it also has: \(JSONValue.object([(key, choices)]).text)")
    }

    @Test func whatHoldsTogetherIsJoined() {
        let plain = ToolParameters.plain([
            "type": "object", "properties": ["a": ["type": "string"]], "required": ["a"],
            "allOf": [
                ["properties": ["a": ["minLength": 2], "b": ["type": "string"]], "required": ["b", "a"]],
                ["not": ["required": ["c"]]],
            ],
        ])
        #expect(plain["allOf"] == nil && plain["required"] == ["a", "b"])
        #expect(
            plain["properties"] == [
                "a": ["allOf": [["type": "string"], ["minLength": 2]]], "b": ["type": "string"],
            ])
        #expect(plain["description"]?.stringValue?.contains(#"{"not":{"required":["c"]}}"#) == true)
    }

    @Test(arguments: ["not", "enum", "const"])
    func whatTheRootMayNotHaveIsSaidInWords(_ key: String) {
        let plain = ToolParameters.plain(["type": "object", "properties": ["a": true], key: [["a": 1]]])
        #expect(plain[key] == nil)
        #expect(plain["description"] == .string("As JSON Schema it also has: {\"\(key)\":[{\"a\":1}]}"))
    }

    /// What an argument comes from is a keyword of ours: no provider is sent it, and the rest of the schema stays.
    @Test func noProviderIsSentWhereArgumentsComeFrom() {
        let schema: JSONValue = [
            "type": "object",
            "properties": [
                "query": ["type": "string", "description": "Words", "x-source": "message"],
                "top_k": ["type": "integer"],
                "any": true,
            ],
            "required": ["query"], "additionalProperties": false,
        ]
        let plain: JSONValue = [
            "type": "object",
            "properties": [
                "query": ["type": "string", "description": "Words"], "top_k": ["type": "integer"], "any": true,
            ],
            "required": ["query"], "additionalProperties": false,
        ]
        #expect(ToolParameters.plain(schema) == plain)
        #expect(JSONValue.object(AnthropicSchema.input(schema)) == plain)
        #expect(GeminiSchema.parameters(schema) == GeminiSchema.parameters(plain))
        #expect(GeminiSchema.parameters(schema)?.text.contains("x-source") == false)
    }
}
