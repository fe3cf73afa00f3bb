import HubCore
import Testing

@testable import HubModels

@Suite struct AnthropicToolSchemaTests {
    private func tool(_ description: String, _ schema: JSONValue) -> JSONValue {
        AnthropicToolSchema.tool(ModelTool(name: "x", description: description, inputSchema: schema)).json
    }

    @Test func anObjectsSchemaStaysAsItIs() {
        #expect(
            tool("Does.", ModelTool.debt.inputSchema)
                == ["name": "x", "description": "Does.", "input_schema": ModelTool.debt.inputSchema])
    }

    @Test func theRootIsAnObject() {
        #expect(tool("", [:]) == ["name": "x", "input_schema": ["type": "object"]])
        #expect(tool("", true) == ["name": "x", "input_schema": ["type": "object"]])
        #expect(
            tool(
                "",
                ["$schema": "http://json-schema.org/draft-07/schema#", "type": ["object", "null"], "required": ["a"]])
                == ["name": "x", "input_schema": ["type": "object", "required": ["a"]]])
    }

    @Test func whatTheRootMayNotHaveIsSaidInWords() {
        #expect(
            tool(
                "Does.",
                [
                    "type": "object", "properties": ["a": ["anyOf": [["type": "string"]]], "b": [:]],
                    "anyOf": [["required": ["a"]], ["required": ["b"]]], "allOf": [["maxProperties": 1]],
                ])
                == [
                    "name": "x",
                    "description": .string(
                        "Does.\nThe input must also satisfy this JSON Schema: "
                            + #"{"anyOf":[{"required":["a"]},{"required":["b"]}],"allOf":[{"maxProperties":1}]}"#),
                    "input_schema": [
                        "type": "object", "properties": ["a": ["anyOf": [["type": "string"]]], "b": [:]],
                    ],
                ])
    }
}
