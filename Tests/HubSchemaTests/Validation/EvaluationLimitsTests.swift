import HubCore
import HubSchema
import Testing

struct EvaluationLimitsTests {
    static let run = JSONValue.string(String(repeating: "a", count: 60_000) + "!")

    @Test func makesAViolationOfAPatternThatTakesTooLong() throws {
        let schema = try CompiledSchema(["properties": ["x": ["pattern": "^(a*)*\\1b"]]])
        let violations = schema.violations(of: ["x": Self.run])
        #expect(
            violations.map(\.message) == [
                #""x" takes too long to check against the pattern ^(a*)*\1b: make it shorter"#
            ])
        #expect(violations.map(\.keyword) == ["pattern"])
    }

    /// What inverts or ignores a failure must not turn a spent bound into acceptance.
    @Test(arguments: [
        #"{"not":{"pattern":"^(a*)*\\1b"}}"#, #"{"if":{"pattern":"^(a*)*\\1b"},"then":false}"#,
        #"{"anyOf":[{"pattern":"^(a*)*\\1b"},true]}"#, #"{"oneOf":[{"pattern":"^(a*)*\\1b"},true]}"#,
        #"{"allOf":[{"not":{"not":{"not":{"pattern":"^(a*)*\\1b"}}}}]}"#,
    ])
    func neverAcceptsBecauseABoundWasSpent(text: String) throws {
        let schema = try CompiledSchema(JSONValue(parsing: text))
        #expect(!schema.accepts(Self.run))
        #expect(schema.violations(of: Self.run).map(\.keyword) == ["pattern"])
    }

    @Test func neverAcceptsNamesThatItCouldNotCheck() throws {
        let schema = try CompiledSchema([
            "patternProperties": ["^(a*)*\\1b": false],
            "not": ["propertyNames": ["pattern": "^(a*)*\\1b"]],
        ])
        let object = JSONValue.object(JSONObject([(Self.run.stringValue ?? "", JSONValue.int(1))]))
        #expect(!schema.accepts(object))
        #expect(!schema.violations(of: object).isEmpty)
    }

    @Test func neverAcceptsItemsThatItCouldNotCheck() throws {
        let schema = try CompiledSchema(["contains": ["pattern": "^(a*)*\\1b"], "minContains": 0, "maxContains": 1])
        #expect(!schema.accepts([Self.run]))
    }

    @Test func boundsSchemasThatMultiplyTheirWork() throws {
        var defs = JSONObject()
        for level in 0..<40 {
            let next: JSONValue = ["$ref": .string("#/$defs/l\(level + 1)")]
            defs["l\(level)"] = ["anyOf": [next, next]]
        }
        defs["l40"] = ["const": 0]
        let schema = try CompiledSchema(["$ref": "#/$defs/l0", "$defs": .object(defs)])
        #expect(schema.accepts(0))
        #expect(!schema.accepts(1))
        #expect(
            schema.violations(of: 1).map(\.message) == [
                "the value takes more steps to check than are allowed: it is too large or too deep"
            ])
    }

    @Test func boundsChainsOfReferences() throws {
        var defs = JSONObject()
        for level in 0..<5000 { defs["l\(level)"] = ["$ref": .string("#/$defs/l\(level + 1)")] }
        defs["l5000"] = true
        let schema = try CompiledSchema(["$ref": "#/$defs/l0", "$defs": .object(defs)])
        #expect(!schema.accepts(0))
        #expect(schema.violations(of: 0).count == 1)
    }

    @Test func goesAsDeepAsTheParserDoes() throws {
        let tree = try CompiledSchema([
            "$ref": "#/$defs/node",
            "$defs": ["node": ["type": "array", "items": ["allOf": [["$ref": "#/$defs/node"]]]]],
        ])
        let depth = JSONParser.maximumDepth
        let deepest = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        #expect(tree.accepts(try JSONValue(parsing: deepest)))
    }

    @Test func findsEqualItemsAmongMany() throws {
        let schema = try CompiledSchema(["uniqueItems": true])
        var items = (0..<50_000).map { JSONValue.object(["id": .int($0), "name": "n"]) }
        #expect(schema.accepts(.array(items)))
        items.append(["name": "n", "id": 7.0])
        #expect(
            schema.violations(of: .array(items)).map(\.message) == [
                "the value must have no two equal items: items 8 and 50001 are equal"
            ])
    }

    @Test func checksManyMembersAgainstManyProperties() throws {
        let names = (0..<500).map { "p\($0)" }
        let schema = try CompiledSchema([
            "properties": .object(JSONObject(names.map { ($0, ["type": "integer"] as JSONValue) })),
            "additionalProperties": false, "required": .strings(names),
        ])
        let object = JSONObject(names.reversed().map { ($0, JSONValue.int(1)) })
        #expect(schema.accepts(.object(object)))
        var wrong = object
        wrong["p250"] = "x"
        #expect(schema.violations(of: .object(wrong)).map(\.instancePointer.description) == ["/p250"])
    }

    @Test func finalTallyOfUnevaluatedMembersBeyondAWord() throws {
        let names = (0..<200).map { "p\($0)" }
        let half = JSONObject(names.prefix(150).map { ($0, JSONValue.bool(true)) })
        let schema = try CompiledSchema([
            "anyOf": [["properties": .object(half)], ["properties": ["p150": true, "p199": true]]],
            "unevaluatedProperties": ["type": "null"],
        ])
        let object = JSONObject(names.map { ($0, JSONValue.int(1)) })
        let violations = schema.violations(of: .object(object))
        #expect(violations.first?.instancePointer.description == "/p151")
        #expect(!violations.contains { $0.instancePointer.description == "/p199" })
    }

    @Test func isUsableFromManyTasks() async throws {
        let schema = try CompiledSchema([
            "type": "object", "properties": ["a": ["type": "string", "pattern": "^[a-z]+$"]], "required": ["a"],
        ])
        let wrong = await withTaskGroup(of: Bool.self) { group in
            for number in 0..<100 {
                group.addTask {
                    let isValid = number.isMultiple(of: 2)
                    return schema.accepts(["a": isValid ? "abc" : "ABC"]) != isValid
                }
            }
            return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(wrong == 0)
    }
}
