import HubCore
import Testing

@testable import HubModels

@Suite struct GeminiSchemaTests {
    private static func words(_ json: String) -> JSONValue { .string("As JSON Schema it also has: \(json)") }

    private static let table: [(schema: JSONValue, expected: JSONValue)] = [
        (["type": "string"], ["type": "STRING"]),
        (["type": "integer", "minimum": 1, "maximum": 9], ["type": "INTEGER", "minimum": 1, "maximum": 9]),
        (["type": "number", "format": "double"], ["type": "NUMBER", "format": "double"]),
        (
            ["type": "boolean", "title": "T", "description": "d"],
            ["type": "BOOLEAN", "title": "T", "description": "d"]
        ),
        // Null.
        (["type": ["string", "null"]], ["type": "STRING", "nullable": true]),
        (["anyOf": [["type": "integer"], ["type": "null"]]], ["type": "INTEGER", "nullable": true]),
        (["type": "null"], ["type": "NULL"]),
        (
            ["type": ["string", "null"], "enum": ["a", nil]],
            ["type": "STRING", "enum": ["a"], "format": "enum", "nullable": true]
        ),
        (["type": ["string", "null"], "enum": ["a"]], ["type": "STRING", "enum": ["a"], "format": "enum"]),
        // Values.
        (["const": "a"], ["type": "STRING", "enum": ["a"], "format": "enum"]),
        (["type": "integer", "enum": [1, 2]], ["type": "INTEGER", "description": words(#"{"enum":[1,2]}"#)]),
        (["const": true], ["type": "BOOLEAN", "description": words(#"{"enum":[true]}"#)]),
        (["enum": ["", "a"]], ["type": "STRING", "description": words(#"{"enum":["","a"]}"#)]),
        // What the dialect has no word for.
        (
            ["type": "string", "description": "A tax code.", "pattern": "^[0-9]+$", "maxLength": 10],
            [
                "type": "STRING", "maxLength": 10,
                "description": .string("A tax code.\nAs JSON Schema it also has: {\"pattern\":\"^[0-9]+$\"}"),
            ]
        ),
        (["type": "string", "format": "date-time"], ["type": "STRING", "format": "date-time"]),
        (["type": "string", "format": "uuid"], ["type": "STRING", "description": words(#"{"format":"uuid"}"#)]),
        (["type": "integer", "exclusiveMinimum": 0], ["type": "INTEGER", "minimum": 1]),
        (["type": "integer", "exclusiveMaximum": 10, "maximum": 4], ["type": "INTEGER", "maximum": 4]),
        (
            ["type": "number", "exclusiveMinimum": 0],
            ["type": "NUMBER", "description": words(#"{"exclusiveMinimum":0}"#)]
        ),
        (["type": "string", "default": "x"], ["type": "STRING", "description": words(#"{"default":"x"}"#)]),
        (["type": "string", "minimum": 3, "$comment": "c", "x-ours": 1], ["type": "STRING"]),
        // Objects.
        (["type": "object", "additionalProperties": false], ["type": "OBJECT"]),
        (
            ["type": "object", "additionalProperties": ["type": "integer"]],
            ["type": "OBJECT", "description": words(#"{"additionalProperties":{"type":"integer"}}"#)]
        ),
        (
            [
                "type": "object", "required": ["b", "a"], "additionalProperties": false,
                "properties": ["a": ["type": "string"], "b": ["type": ["integer", "null"]], "never": false],
            ],
            [
                "type": "OBJECT", "required": ["b", "a"], "propertyOrdering": ["a", "b"],
                "properties": ["a": ["type": "STRING"], "b": ["type": "INTEGER", "nullable": true]],
            ]
        ),
        (
            ["type": "object", "required": ["a"], "additionalProperties": ["type": "string"]],
            [
                "type": "OBJECT", "required": ["a"], "properties": ["a": ["type": "STRING"]],
                "description": words(#"{"additionalProperties":{"type":"string"}}"#),
            ]
        ),
        (["properties": ["a": ["type": "string"]]], ["type": "OBJECT", "properties": ["a": ["type": "STRING"]]]),
        // Lists.
        (
            ["type": "array", "items": ["type": "string"], "minItems": 1, "uniqueItems": true],
            [
                "type": "ARRAY", "items": ["type": "STRING"], "minItems": 1,
                "description": words(#"{"uniqueItems":true}"#),
            ]
        ),
        (
            ["type": "array", "prefixItems": [["type": "string"], ["type": "integer"]], "items": false],
            [
                "type": "ARRAY", "items": ["anyOf": [["type": "STRING"], ["type": "INTEGER"]]],
                "description": words(#"{"prefixItems":[{"type":"string"},{"type":"integer"}],"items":false}"#),
            ]
        ),
        // Several.
        (
            ["type": ["string", "integer"], "description": "d", "minLength": 2, "minimum": 3],
            [
                "anyOf": [
                    ["type": "STRING", "description": "d", "minLength": 2],
                    ["type": "INTEGER", "description": "d", "minimum": 3],
                ]
            ]
        ),
        (
            ["description": "Who.", "oneOf": [["type": "string", "description": "By name."], ["type": "integer"]]],
            [
                "anyOf": [
                    ["type": "STRING", "description": "Who. By name."], ["type": "INTEGER", "description": "Who."],
                ]
            ]
        ),
        (
            [
                "type": "object", "properties": ["a": ["type": "string"]],
                "anyOf": [["required": ["a"]], ["required": ["b"]]],
            ],
            [
                "type": "OBJECT", "properties": ["a": ["type": "STRING"]],
                "description": words(#"{"allOf":[{"anyOf":[{"required":["a"]},{"required":["b"]}]}]}"#),
            ]
        ),
        (
            [
                "allOf": [
                    ["type": "object", "properties": ["a": ["type": "string"]], "required": ["a"]],
                    ["properties": ["b": ["type": "integer"], "a": ["minLength": 1]], "required": ["b"]],
                ]
            ],
            [
                "type": "OBJECT", "required": ["a", "b"], "propertyOrdering": ["a", "b"],
                "properties": ["a": ["type": "STRING", "minLength": 1], "b": ["type": "INTEGER"]],
            ]
        ),
        (
            ["allOf": [["type": "string", "pattern": "^a"], ["pattern": "z$"]]],
            ["type": "STRING", "description": words(#"{"pattern":"^a","allOf":[{"pattern":"z$"}]}"#)]
        ),
        // References.
        (
            [
                "type": "object", "properties": ["line": ["$ref": "#/$defs/line", "description": "One."]],
                "$defs": [
                    "line": ["type": "object", "properties": ["sku": ["$ref": "#/$defs/sku"]]],
                    "sku": ["type": "string"],
                ],
            ],
            [
                "type": "OBJECT",
                "properties": [
                    "line": ["type": "OBJECT", "description": "One.", "properties": ["sku": ["type": "STRING"]]]
                ],
            ]
        ),
        (
            [
                "$ref": "#/definitions/node",
                "definitions": [
                    "node": [
                        "type": "object", "description": "A node.",
                        "properties": ["next": ["$ref": "#/definitions/node"], "name": ["type": "string"]],
                    ]
                ],
            ],
            [
                "type": "OBJECT", "description": "A node.", "propertyOrdering": ["next", "name"],
                "properties": ["next": ["type": "OBJECT", "description": "A node."], "name": ["type": "STRING"]],
            ]
        ),
        (
            ["type": "string", "not": ["$ref": "#/$defs/bad"], "$defs": ["bad": ["const": "x"]]],
            ["type": "STRING", "description": words(#"{"not":{"const":"x"}}"#)]
        ),
    ]

    @Test(arguments: table.indices)
    func schemasAreSaidInTheDialect(_ row: Int) {
        let (schema, expected) = Self.table[row]
        let translated = GeminiSchema.translated(schema)
        #expect(translated == expected, "\(schema.text)\n\(translated.text)")
        #expect(GeminiDialect.violations(translated) == [])
    }

    @Test(arguments: [true, [:], ["description": "Anything."], ["$ref": "https://example.com/x"]] as [JSONValue])
    func whatSaysNothingIsAnyValue(_ schema: JSONValue) throws {
        let translated = GeminiSchema.translated(schema)
        let types = try #require(translated["anyOf"]?.arrayValue).compactMap { $0["type"]?.stringValue }
        #expect(types == ["STRING", "NUMBER", "BOOLEAN", "OBJECT", "ARRAY"])
        #expect(GeminiDialect.violations(translated) == [])
    }

    @Test func aToolThatTakesNothingHasNoParameters() {
        #expect(GeminiSchema.parameters(["type": "object"]) == nil)
        #expect(GeminiSchema.parameters(["type": "object", "properties": [:], "additionalProperties": false]) == nil)
    }

    @Test func aToolsRootIsOneObjectWhateverItsAlternatives() {
        let schema: JSONValue = [
            "type": "object", "properties": ["id": ["type": "string"]],
            "oneOf": [["$ref": "#/$defs/byCode"], ["properties": ["name": ["type": "string"]], "required": ["name"]]],
            "$defs": ["byCode": ["properties": ["code": ["$ref": "#/$defs/code"]]], "code": ["type": "integer"]],
        ]
        let alternatives =
            #"{"oneOf":[{"properties":{"code":{"type":"integer"}}},"#
            + #"{"properties":{"name":{"type":"string"}},"required":["name"]}]}"#
        #expect(
            GeminiSchema.parameters(schema) == [
                "type": "OBJECT", "propertyOrdering": ["id", "code", "name"],
                "properties": ["id": ["type": "STRING"], "code": ["type": "INTEGER"], "name": ["type": "STRING"]],
                "description": Self.words(alternatives),
            ])
    }

    @Test func definitionsThatMultiplyAreBounded() {
        // Each doubles the next: two to the fortieth nodes when written out.
        var definitions = JSONObject()
        for level in 0..<40 {
            let next: JSONValue = ["$ref": .string("#/$defs/d\(level + 1)")]
            definitions["d\(level)"] = [
                "type": "object", "properties": ["a": next, "b": next], "not": ["anyOf": [next, next]],
            ]
        }
        definitions["d40"] = ["type": "string"]
        let translated = GeminiSchema.translated(["$ref": "#/$defs/d0", "$defs": .object(definitions)])
        #expect(translated.bytes.count < 2_000_000)
        #expect(GeminiDialect.violations(translated) == [])
    }
}
