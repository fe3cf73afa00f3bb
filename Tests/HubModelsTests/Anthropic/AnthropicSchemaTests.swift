import HubCore
import HubSchema
import Testing

@testable import HubModels

@Suite struct AnthropicSchemaTests {
    @Test func aPlainSchemaStaysAsItIs() {
        #expect(JSONValue.object(AnthropicSchema.input(ModelTool.debt.inputSchema)) == ModelTool.debt.inputSchema)
        let tuple: JSONValue = [
            "type": "object", "properties": ["items": ["type": "array", "prefixItems": [true], "items": false]],
        ]
        #expect(JSONValue.object(AnthropicSchema.input(tuple)) == tuple)
    }

    @Test func listsOfItemsGetTheirNewNames() throws {
        let old: JSONValue = [
            "type": "object",
            "properties": [
                "items": [
                    "type": "array", "items": [["type": "integer"], ["type": "string"]], "additionalItems": false,
                ],
                "deep": [
                    "anyOf": [["type": "array", "items": ["type": "array", "items": [["$ref": "#/definitions/n"]]]]]
                ],
                "loose": ["type": "array", "items": [], "additionalItems": ["type": "integer"]],
                "none": ["additionalItems": false],
            ], "definitions": ["n": ["type": "integer"]],
        ]
        let new = JSONValue.object(AnthropicSchema.input(old))
        #expect(
            new == [
                "type": "object",
                "properties": [
                    "items": [
                        "type": "array", "prefixItems": [["type": "integer"], ["type": "string"]], "items": false,
                    ],
                    "deep": [
                        "anyOf": [
                            [
                                "type": "array",
                                "items": ["type": "array", "prefixItems": [["$ref": "#/definitions/n"]]],
                            ]
                        ]
                    ],
                    "loose": ["type": "array", "items": ["type": "integer"]], "none": [:],
                ], "definitions": ["n": ["type": "integer"]],
            ])
        // They say the same.
        guard case .object(var members) = old else { return }
        members["$schema"] = "http://json-schema.org/draft-07/schema#"
        let (before, after) = (try CompiledSchema(.object(members)), try CompiledSchema(new))
        let values: [JSONValue] = [
            ["items": [1, "a"]], ["items": [1, "a", 2]], ["items": ["a"]], ["deep": [[1], [2, "x"]]], ["deep": [["x"]]],
            ["loose": [1, 2]], ["loose": ["a"]], ["none": [1]],
        ]
        for value in values { #expect(before.accepts(value) == after.accepts(value), "\(value.text)") }
        #expect(Set(values.map { after.accepts($0) }) == [true, false])
    }
}
