import Foundation
import HubCore
import HubSchema
import Support
import Testing

@testable import HubModels

/// What holds of any schema, with seeds that reproduce.
@Suite struct GeminiSchemaPropertyTests {
    /// Draws a schema, and with it a value that was made to keep to it.
    private struct Drawing {
        var random: SeededNumbers
        var definitions = JSONObject()

        mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &random) < percent }

        mutating func pair(_ depth: Int) -> (schema: JSONValue, value: JSONValue) {
            let (schema, value) = plain(depth)
            guard case .object(var object) = schema else { return (schema, value) }
            if chance(15) { object["description"] = .string(random.word()) }
            if chance(10), let type = object["type"]?.stringValue, object["enum"] == nil {
                object["type"] = .strings([type, "null"])
                if chance(50) { return (.object(object), .null) }
            }
            if chance(15) {
                let name = "d\(definitions.count)"
                definitions[name] = .object(object)
                return (["$ref": .string("#/$defs/\(name)")], value)
            }
            if depth > 0, chance(20) {
                let key = chance(50) ? "anyOf" : "oneOf"
                return (.object([key: .array([.object(object), pair(depth - 1).schema, ["type": "null"]])]), value)
            }
            if depth > 0, chance(10) {
                return (["allOf": [.object(object), ["description": "Also."]]], value)
            }
            return (.object(object), value)
        }

        private mutating func plain(_ depth: Int) -> (JSONValue, JSONValue) {
            switch Int.random(in: 0..<(depth > 0 ? 9 : 5), using: &random) {
            case 0:
                let word = random.word()
                let schema: [JSONValue] = [
                    ["type": "string"], ["type": "string", "minLength": 1, "maxLength": 40],
                    ["type": "string", "pattern": "^q"], ["type": "string", "format": "hostname"],
                ]
                return (schema.randomElement(using: &random) ?? true, .string(word))
            case 1:
                let value = Int.random(in: -50...50, using: &random)
                return (
                    [
                        "type": chance(50) ? "integer" : "number", "exclusiveMinimum": .int(value - 1),
                        "maximum": .int(value + 3),
                    ], .int(value)
                )
            case 2: return (["type": "boolean"], .bool(chance(50)))
            case 3:
                let values: [JSONValue] = ["a", 1, .null, "b", true, ["x": 1]]
                let value = values.randomElement(using: &random) ?? .null
                return (chance(30) ? ["const": value] : ["enum": .array(values)], value)
            case 4:
                let word = random.word()
                return (["type": "string", "enum": .strings([word, "other"])], .string(word))
            case 5:
                let element = pair(depth - 1)
                return (
                    ["type": "array", "items": element.schema, "minItems": 1, "uniqueItems": true],
                    .array([element.value])
                )
            case 6:
                let first = pair(depth - 1)
                let second = pair(depth - 1)
                return (
                    ["type": "array", "prefixItems": [first.schema, second.schema], "items": false],
                    .array([first.value, second.value])
                )
            default: return object(depth)
            }
        }

        private mutating func object(_ depth: Int) -> (JSONValue, JSONValue) {
            var properties = JSONObject()
            var value = JSONObject()
            var required: [String] = []
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let name = random.word()
                let property = pair(depth - 1)
                properties[name] = property.schema
                if chance(60) { value[name] = property.value }
                if value[name] != nil, chance(50) { required.append(name) }
            }
            var schema: JSONObject = [
                "type": "object", "properties": .object(properties), "required": .strings(required),
            ]
            if chance(40) { schema["additionalProperties"] = false }
            if chance(20) { schema["patternProperties"] = ["^x-": ["type": "string"]] }
            if chance(20), let name = value.keys.first {
                schema["anyOf"] = [["required": [.string(name)]], ["minProperties": 9]]
            }
            return (.object(schema), .object(value))
        }
    }

    @Test(arguments: 0..<300)
    func whatAToolTakesTheDialectAllows(_ seed: Int) throws {
        var drawing = Drawing(random: SeededNumbers(seed: UInt64(seed)))
        let drawn = drawing.pair(4)
        var root: JSONObject = ["allOf": [drawn.schema]]
        root["$defs"] = .object(drawing.definitions)
        let schema = JSONValue.object(root)
        let translated = GeminiSchema.translated(schema)
        #expect(GeminiDialect.violations(translated) == [], "\(schema.text)")
        // One of two alternatives may hold where only one is to.
        guard try CompiledSchema(schema).accepts(drawn.value) else { return }
        let violations = try CompiledSchema(GeminiDialect.jsonSchema(translated)).violations(of: drawn.value)
        #expect(violations == [], "\(schema.text)\n\(translated.text)\n\(drawn.value.text)")
    }

    @Test(arguments: 0..<100)
    func whatAToolDemandsIsAllSaid(_ seed: Int) throws {
        var drawing = Drawing(random: SeededNumbers(seed: UInt64(5000 + seed)))
        let drawn = drawing.pair(3)
        var root: JSONObject = ["allOf": [drawn.schema]]
        root["$defs"] = .object(drawing.definitions)
        let translated = GeminiSchema.translated(.object(root)).text
        // By samples: every pattern, format and name that stands in the schema stands in the translation.
        for word in ["^q", "hostname", "^x-"] where drawn.schema.text.contains("\"\(word)\"") {
            #expect(translated.contains(word), "\(drawn.schema.text)\n\(translated)")
        }
        func names(_ value: JSONValue) -> [String] {
            let own = value["properties"]?.objectValue?.keys ?? []
            let inner = value.objectValue?.flatMap { names($0.value) } ?? value.arrayValue?.flatMap(names) ?? []
            return own + inner
        }
        for name in names(drawn.schema) { #expect(translated.contains("\"\(name)\"")) }
    }

    @Test(.enabled(if: TestData.isAvailable, "the shared test data is absent"), arguments: ["draft2020-12", "draft7"])
    func everySchemaOfThePublishedSuiteIsSaidInTheDialect(_ draft: String) throws {
        let folder = try #require(TestData.folder).appending(path: "json-schema-test-suite/tests/\(draft)")
        var count = 0
        for file in try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
        where file.pathExtension == "json" {
            let groups = try JSONValue(parsing: [UInt8](Data(contentsOf: file))).arrayValue ?? []
            for schema in groups.compactMap({ $0["schema"] }) {
                #expect(
                    GeminiDialect.violations(GeminiSchema.translated(schema)) == [],
                    "\(file.lastPathComponent): \(schema.text)")
                if let parameters = GeminiSchema.parameters(schema) {
                    #expect(GeminiDialect.violations(parameters) == [], "\(schema.text)")
                    #expect(parameters["type"] == "OBJECT")
                }
                count += 1
            }
        }
        #expect(count > 150)
    }
}
