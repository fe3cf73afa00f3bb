import HubCore
import HubSchema
import Testing

@testable import HubPluginCheck

@Suite struct SchemaSamplerTests {
    /// Schemas as authors write them, and some that are hard.
    static let schemas = [
        #"{"type": "object"}"#,
        #"{"type": "object", "properties": {"a": {"type": "string", "minLength": 3, "maxLength": 5}}, "required": ["a"]}"#,
        #"{"type": "object", "properties": {"n": {"type": "integer", "minimum": 3, "exclusiveMaximum": 6}}, "required": ["n"]}"#,
        #"{"type": "object", "properties": {"p": {"type": "string", "pattern": "^[A-Z]{3}-[0-9]+(x|yy)?$"}}, "required": ["p"]}"#,
        #"{"type": "object", "additionalProperties": false, "properties": {"e": {"enum": ["x", 1, null]}, "c": {"const": {"k": 1}}}}"#,
        #"{"type": "array", "items": {"type": "number", "multipleOf": 0.25}, "minItems": 2, "maxItems": 9, "uniqueItems": true}"#,
        #"{"type": "array", "prefixItems": [{"type": "string"}, {"type": "boolean"}], "items": false, "maxItems": 2}"#,
        #"{"oneOf": [{"type": "string", "format": "date"}, {"type": "object", "required": ["k"], "properties": {"k": {"type": "null"}}}]}"#,
        #"{"allOf": [{"type": "object", "required": ["a"]}, {"properties": {"a": {"type": "integer"}}}, {"minProperties": 3}]}"#,
        ##"{"$ref": "#/$defs/node", "$defs": {"node": {"type": "object", "properties": {"next": {"$ref": "#/$defs/node"}}}}}"##,
        #"{"type": ["string", "null"], "maxLength": 2}"#,
        #"{"type": "object", "minProperties": 2, "maxProperties": 4, "propertyNames": {"pattern": "^[a-z]{2,8}$"}, "additionalProperties": {"type": "integer", "minimum": 0}}"#,
        #"{"type": "string", "pattern": "^(/([^~/]|~[01])*)*$", "maxLength": 1024}"#,
        #"{"type": "string", "pattern": "(?<=x)y", "examples": ["xy"]}"#,
        #"true"#,
    ]

    @Test(arguments: schemas) func whatItMakesIsAccepted(_ text: String) throws {
        let schema = try JSONValue(parsing: text)
        let compiled = try CompiledSchema(schema)
        for seed in 1...60 as ClosedRange<UInt64> {
            var sampler = SchemaSampler(schema, compiled, numbers: SeededNumbers(seed: seed))
            for taste in [SchemaSampler.Taste.least, .plain, .odd] {
                let value = sampler.value(taste)
                #expect(value.map { compiled.accepts($0) } == true, "for \(text) with the seed \(seed)")
            }
        }
    }

    @Test(arguments: schemas) func theSameSeedMakesTheSame(_ text: String) throws {
        let schema = try JSONValue(parsing: text)
        let compiled = try CompiledSchema(schema)
        func values(_ seed: UInt64) -> [String] {
            var sampler = SchemaSampler(schema, compiled, numbers: SeededNumbers(seed: seed))
            return (0..<20).compactMap { _ in sampler.value(.odd)?.text }
        }
        #expect(values(3) == values(3))
    }

    @Test func oddValuesAreOdd() throws {
        let schema: JSONValue = ["type": "object", "properties": ["t": ["type": "string"]], "required": ["t"]]
        var sampler = SchemaSampler(schema, try CompiledSchema(schema), numbers: SeededNumbers(seed: 1))
        let texts = (0..<400).compactMap { _ in sampler.value(.odd)?["t"]?.stringValue }
        #expect(texts.contains(""))
        #expect(texts.contains { $0.utf8.count >= 5000 })
        #expect(texts.contains { $0.unicodeScalars.contains("\u{0}") })
        #expect(texts.contains { $0.unicodeScalars.contains { $0.value > 0xFFFF } })
    }

    @Test func theAuthorsExamplesGoFirst() throws {
        let schema: JSONValue = ["type": "string", "examples": ["sqlite:a.db", "sqlite:b.db"], "default": "x"]
        var sampler = SchemaSampler(schema, try CompiledSchema(schema), numbers: SeededNumbers(seed: 1))
        let leasts = (0..<50).compactMap { _ in sampler.value(.least)?.stringValue }
        #expect(leasts.count { $0 == "sqlite:a.db" } > 35)
    }

    @Test func aSchemaThatNothingMeetsGivesNothing() throws {
        let schema: JSONValue = ["type": "string", "minLength": 4, "maxLength": 3]
        var sampler = SchemaSampler(schema, try CompiledSchema(schema), numbers: SeededNumbers(seed: 1))
        #expect(sampler.value(.plain) == nil)
    }

    /// What a broken value is, the schema refuses.
    @Test(arguments: schemas.prefix(8)) func nearlyValidValuesAreRefused(_ text: String) throws {
        let schema = try JSONValue(parsing: text)
        let compiled = try CompiledSchema(schema)
        let breaker = SchemaBreaker(schema, compiled)
        var found = 0
        for seed in 1...60 as ClosedRange<UInt64> {
            var numbers = SeededNumbers(seed: seed)
            var sampler = SchemaSampler(schema, compiled, numbers: numbers)
            guard let value = sampler.value(.plain), let broken = breaker.broken(value, &numbers) else { continue }
            #expect(!compiled.accepts(broken.value))
            found += 1
        }
        #expect(found > 50, "\(text)")
    }
}
