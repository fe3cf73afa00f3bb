import HubCore
import HubSchema
import Testing

struct SchemaCompilerTests {
    static func error(_ text: String, resources: SchemaResources = .none) throws -> SchemaError? {
        let schema = try JSONValue(parsing: text)
        return #expect(throws: SchemaError.self) { try CompiledSchema(schema, resources: resources) }
    }

    @Test(arguments: [
        (#"1"#, ""), (#"{"type":"text"}"#, "/type"), (#"{"type":[]}"#, "/type"), (#"{"type":["string",1]}"#, "/type"),
        (#"{"properties":[]}"#, "/properties"), (#"{"properties":{"a":1}}"#, "/properties/a"),
        (#"{"required":"a"}"#, "/required"), (#"{"required":[1]}"#, "/required"), (#"{"minLength":-1}"#, "/minLength"),
        (#"{"minLength":1.5}"#, "/minLength"), (#"{"maxItems":"1"}"#, "/maxItems"), (#"{"minimum":"1"}"#, "/minimum"),
        (#"{"multipleOf":0}"#, "/multipleOf"), (#"{"pattern":1}"#, "/pattern"), (#"{"enum":1}"#, "/enum"),
        (#"{"allOf":[]}"#, "/allOf"), (#"{"anyOf":{}}"#, "/anyOf"), (#"{"oneOf":[1]}"#, "/oneOf/0"),
        (#"{"not":"x"}"#, "/not"), (#"{"uniqueItems":1}"#, "/uniqueItems"), (#"{"$ref":1}"#, "/$ref"),
        (#"{"$id":1}"#, "/$id"), (#"{"$id":"a#b"}"#, "/$id"), (#"{"$defs":1}"#, "/$defs"),
        (#"{"$defs":{"a":{"type":1}}}"#, "/$defs/a/type"),
        (#"{"dependentRequired":{"a":1}}"#, "/dependentRequired/a"), (#"{"items":[true]}"#, "/items"),
        (#"{"$defs":{"a":{"$id":"x"},"b":{"$id":"x"}}}"#, "/$id"),
    ])
    func saysWhichKeywordHasTheWrongForm(text: String, pointer: String) throws {
        let error = try Self.error(text)
        #expect(error?.code == .invalidKeyword)
        #expect(error?.pointer.description.hasSuffix(pointer) == true)
        #expect(error?.message.hasPrefix("must ") == true || error?.message.hasPrefix("has ") == true)
    }

    @Test(arguments: [
        ##"{"$ref":"#/$defs/none"}"##, ##"{"$ref":"#none"}"##, #"{"$ref":"http://example.com/other"}"#,
        #"{"$ref":"other.json"}"#,
        ##"{"$ref":"#/%GG"}"##, ##"{"$dynamicRef":"#none"}"##, ##"{"$defs":{"unused":{"$ref":"#nowhere"}}}"##,
        ##"{"$ref":"#/a~2b"}"##,
    ])
    func refusesReferencesThatLeadNowhere(text: String) throws {
        #expect(try Self.error(text)?.code == .unresolvedReference)
    }

    @Test func resolvesReferencesToGivenDocumentsOnly() throws {
        let resources = SchemaResources(["http://example.com/name": ["type": "string"]])
        let schema = try CompiledSchema(["$ref": "http://example.com/name"], resources: resources)
        #expect(schema.accepts("a"))
        #expect(!schema.accepts(1))
        let error = try Self.error(#"{"$ref":"http://example.com/else"}"#, resources: resources)
        #expect(error?.pointer.description == "/$ref")
        #expect(error?.message == #"refers to "http://example.com/else", which is not known here"#)
    }

    @Test(arguments: [
        ##"{"$ref":"#"}"##, ##"{"allOf":[{"$ref":"#"}]}"##, ##"{"not":{"$ref":"#"}}"##,
        ##"{"$ref":"#/$defs/a","$defs":{"a":{"anyOf":[true,{"$ref":"#/$defs/b"}]},"b":{"if":{"$ref":"#/$defs/a"}}}}"##,
        ##"{"dependentSchemas":{"x":{"$ref":"#"}}}"##, ##"{"$dynamicAnchor":"a","$dynamicRef":"#a"}"##,
    ])
    func refusesReferencesThatNeverEnd(text: String) throws {
        #expect(try Self.error(text)?.code == .endlessReference)
    }

    @Test func allowsRecursionThroughTheInstance() throws {
        let list = try CompiledSchema([
            "type": "object", "properties": ["next": ["$ref": "#"], "value": ["type": "integer"]],
            "required": ["value"],
        ])
        #expect(list.accepts(["value": 1, "next": ["value": 2, "next": ["value": 3]]]))
        #expect(
            list.violations(of: ["value": 1, "next": ["value": 2, "next": [:]]]).map(\.instancePointer.description)
                == ["/next/next"])
    }

    @Test func refusesPatternsOfOtherDialects() throws {
        let error = try Self.error(#"{"properties":{"a":{"pattern":"^a\\Z"}}}"#)
        #expect(error?.code == .invalidPattern)
        #expect(error?.pointer.description == "/properties/a/pattern")
        #expect(error?.message.contains("ECMA-262") == true)
        #expect(try Self.error(#"{"patternProperties":{"(":true}}"#)?.code == .invalidPattern)
    }

    @Test func boundsPatternsTogether() throws {
        let parts = (0..<20).map { ("p\($0)", ["pattern": .string("^(?:a\($0)){4000}$")] as JSONValue) }
        let error = #expect(throws: SchemaError.self) {
            try CompiledSchema(["properties": .object(JSONObject(parts))])
        }
        #expect(error?.code == .tooLarge)
    }

    @Test func boundsTheNumberOfParts() throws {
        let parts = (0..<20_001).map { ("p\($0)", JSONValue.bool(true)) }
        let error = #expect(throws: SchemaError.self) {
            try CompiledSchema(["properties": .object(JSONObject(parts))])
        }
        #expect(error?.code == .tooLarge)
    }

    @Test(arguments: [
        #"{"$schema":"http://json-schema.org/draft-04/schema#"}"#, #"{"$schema":"https://example.com/own"}"#,
        #"{"$schema":"https://json-schema.org/draft/2019-09/schema"}"#,
    ])
    func refusesDialectsThatItDoesNotKnow(text: String) throws {
        #expect(try Self.error(text)?.code == .unknownDialect)
    }

    @Test func refusesRequiredVocabulariesThatItDoesNotKnow() throws {
        let resources = SchemaResources([
            "http://example.com/meta": ["$vocabulary": ["http://example.com/vocabulary": true]],
            "http://example.com/loop": ["$schema": "http://example.com/loop"],
        ])
        #expect(
            try Self.error(#"{"$schema":"http://example.com/meta"}"#, resources: resources)?.code == .unknownDialect)
        #expect(
            try Self.error(#"{"$schema":"http://example.com/loop"}"#, resources: resources)?.code == .unknownDialect)
    }

    @Test func followsTheDialectThatTheSchemaNames() throws {
        let schema: JSONValue = [
            "$schema": "http://json-schema.org/draft-07/schema#", "items": [["type": "string"]],
            "additionalItems": false,
        ]
        let compiled = try CompiledSchema(schema)
        #expect(compiled.accepts(["a"]))
        #expect(!compiled.accepts(["a", "b"]))
        #expect(!compiled.accepts([1]))
    }

    @Test(arguments: SchemaDialect.allCases) func acceptsItsOwnMetaschema(dialect: SchemaDialect) throws {
        let metaschema = try Metaschema.compiled(for: dialect)
        #expect(metaschema.accepts(["type": "object", "properties": ["a": ["minLength": 2]]]))
        #expect(metaschema.accepts(true))
        let violations = metaschema.violations(of: ["properties": ["a": ["minLength": -2]]])
        #expect(violations.map(\.instancePointer.description) == ["/properties/a/minLength"])
    }
}
