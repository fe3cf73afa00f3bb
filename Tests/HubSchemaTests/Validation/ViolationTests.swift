import HubCore
import HubSchema
import Testing

struct ViolationTests {
    static func messages(_ schema: String, _ instance: String) throws -> [String] {
        try CompiledSchema(JSONValue(parsing: schema)).violations(of: JSONValue(parsing: instance)).map(\.message)
    }

    @Test(arguments: [
        (#"{"type":"string"}"#, "1", "the value must be a string, not an integer"),
        (#"{"type":["string","null"]}"#, "1.5", "the value must be null or a string, not a number"),
        (#"{"type":"integer"}"#, "1.5", "the value must be an integer, not a number"),
        (
            #"{"type":["array","object","boolean"]}"#, "null",
            "the value must be a boolean, an array or an object, not null"
        ),
        (#"{"const":{"a":1}}"#, "1", #"the value must be {"a":1}"#),
        (#"{"enum":["open","closed",3]}"#, "1", #"the value must be one of "open", "closed", 3"#),
        (#"{"enum":["open"]}"#, "1", #"the value must be "open""#),
        (#"{"enum":[]}"#, "1", "the value has no allowed value"),
        (#"{"enum":[1,2,3,4,5,6,7,8,9,10,11]}"#, "0", "the value must be one of 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, …"),
        (#"{"minimum":1}"#, "0", "the value must be at least 1"),
        (#"{"maximum":1.50}"#, "2", "the value must be at most 1.50"),
        (#"{"exclusiveMinimum":0}"#, "0", "the value must be above 0"),
        (#"{"exclusiveMaximum":0}"#, "0", "the value must be below 0"),
        (#"{"multipleOf":0.01}"#, "0.005", "the value must be a multiple of 0.01"),
        (#"{"minLength":2}"#, #""é""#, "the value must have at least 2 characters, not 1"),
        (#"{"maxLength":1}"#, #""🐲🐲""#, "the value must have at most 1 character, not 2"),
        (#"{"pattern":"^[0-9]{10}$"}"#, #""12345""#, "the value must match the pattern ^[0-9]{10}$"),
        (#"{"minItems":1}"#, "[]", "the value must have at least 1 item, not 0"),
        (#"{"maxItems":1}"#, "[1,2]", "the value must have at most 1 item, not 2"),
        (#"{"prefixItems":[true],"items":false}"#, "[1,2]", "the value must have at most 1 item, not 2"),
        (#"{"uniqueItems":true}"#, "[1,2,1.0]", "the value must have no two equal items: items 1 and 3 are equal"),
        (
            #"{"contains":{"type":"string"}}"#, "[1]",
            #"the value must have at least 1 item of the kind that "contains" describes, not 0"#
        ),
        (
            #"{"contains":true,"maxContains":1}"#, "[1,2]",
            #"the value must have at most 1 item of the kind that "contains" describes, not 2"#
        ),
        (#"{"unevaluatedItems":false}"#, "[1]", "the value has an item 1, which is not allowed"),
        (#"{"minProperties":2}"#, #"{"a":1}"#, "the value must have at least 2 members, not 1"),
        (#"{"maxProperties":0}"#, #"{"a":1}"#, "the value must have at most 0 members, not 1"),
        (#"{"required":["mst"]}"#, "{}", #"the value is missing the required member "mst""#),
        (
            #"{"dependentRequired":{"a":["b"]}}"#, #"{"a":1}"#,
            #"the value is missing the member "b", which is required beside "a""#
        ),
        (
            #"{"properties":{"a":true,"b":true},"additionalProperties":false}"#, #"{"c":1}"#,
            #"the value has the member "c", which is not allowed; allowed are "a", "b""#
        ),
        (
            #"{"properties":{"a":true},"additionalProperties":false}"#, #"{"c":1}"#,
            #"the value has the member "c", which is not allowed; allowed is "a""#
        ),
        (#"{"unevaluatedProperties":false}"#, #"{"c":1}"#, #"the value has the member "c", which is not allowed"#),
        (
            #"{"propertyNames":{"pattern":"^[a-z]+$"}}"#, #"{"A":1}"#,
            #"the value has the member "A", whose name is not allowed: must match the pattern ^[a-z]+$"#
        ),
        (
            #"{"anyOf":[{"type":"string"},{"type":"null"}]}"#, "1",
            "the value has none of the 2 forms allowed: must be a string, not an integer; or must be null, not an integer"
        ),
        (
            #"{"oneOf":[{"required":["a"]},{"required":["b"]}]}"#, "{}",
            #"the value has none of the 2 forms allowed: is missing the required member "a"; or is missing the required member "b""#
        ),
        (
            #"{"oneOf":[true,true]}"#, "1",
            "the value has more than one of the 2 forms of which it must have exactly one"
        ),
        (
            #"{"anyOf":[{"const":1},{"const":2},{"const":3},{"const":4}]}"#, "5",
            "the value has none of the 4 forms allowed: must be 1; or must be 2; or must be 3; or …"
        ),
        (
            #"{"anyOf":[{"properties":{"a":{"type":"null"}}}]}"#, #"{"a":1}"#,
            #"the value does not have the form required: "a" must be null, not an integer"#
        ),
        (#"{"not":{"type":"null"}}"#, "null", "the value is of a form that is not allowed here"),
        ("false", "1", "the value is not allowed"),
        (#"{"if":{"type":"integer"},"then":{"minimum":5}}"#, "1", "the value must be at least 5"),
    ])
    func saysWhatWasExpected(schema: String, instance: String, message: String) throws {
        #expect(try Self.messages(schema, instance) == [message])
    }

    @Test(arguments: [
        (
            #"{"properties":{"mst":{"type":"string"}}}"#, #"{"mst":1}"#, "/mst",
            #""mst" must be a string, not an integer"#
        ),
        (#"{"items":{"type":"string"}}"#, #"["a",1]"#, "/1", "item 2 must be a string, not an integer"),
        (
            #"{"properties":{"a":{"items":{"required":["b"]}}}}"#, #"{"a":[{}]}"#, "/a/0",
            #""a[0]" is missing the required member "b""#
        ),
        (
            #"{"properties":{"a":{"properties":{"b/c":false}}}}"#, #"{"a":{"b/c":1}}"#, "/a/b~1c",
            #""a.b/c" is not allowed"#
        ),
        (#"{"patternProperties":{"^x":{"type":"null"}}}"#, #"{"x1":1}"#, "/x1", #""x1" must be null, not an integer"#),
        (#"{"additionalProperties":{"type":"null"}}"#, #"{"y":1}"#, "/y", #""y" must be null, not an integer"#),
        (#"{"unevaluatedProperties":{"type":"null"}}"#, #"{"y":1}"#, "/y", #""y" must be null, not an integer"#),
    ])
    func saysWhere(schema: String, instance: String, pointer: String, message: String) throws {
        let violations = try CompiledSchema(JSONValue(parsing: schema)).violations(of: JSONValue(parsing: instance))
        #expect(violations.map(\.instancePointer.description) == [pointer])
        #expect(violations.map(\.message) == [message])
    }

    @Test func namesTheKeywordAndItsPlace() throws {
        let schema: JSONValue = [
            "$defs": ["code": ["type": "string", "minLength": 3]],
            "properties": ["a": ["$ref": "#/$defs/code"], "b": false],
        ]
        let violations = try CompiledSchema(schema).violations(of: ["a": "x", "b": 1])
        #expect(violations.map(\.keyword) == ["minLength", "false"])
        #expect(violations.map(\.schemaPointer.description) == ["/$defs/code/minLength", "/properties/b"])
    }

    @Test func reportsSeveralAtOnce() throws {
        let schema =
            #"{"required":["a"],"properties":{"b":{"type":"string","minLength":3},"c":{"minimum":5,"multipleOf":2}}}"#
        #expect(
            try Self.messages(schema, #"{"b":1,"c":3}"#) == [
                #"the value is missing the required member "a""#, #""b" must be a string, not an integer"#,
                #""c" must be at least 5"#, #""c" must be a multiple of 2"#,
            ])
    }

    @Test func reportsAtMostTwenty() throws {
        let items = "[" + Array(repeating: "1", count: 500).joined(separator: ",") + "]"
        #expect(try Self.messages(#"{"items":{"type":"string"}}"#, items).count == 20)
    }

    @Test func neverRepeatsTheInstancesValue() throws {
        let schema = #"""
            {"properties":{"a":{"type":"integer"},"b":{"pattern":"^x","maxLength":3,"enum":["x"]},"c":{"const":1},
             "d":{"anyOf":[{"type":"null"},{"format":"email","maxLength":2}]},"e":{"maximum":1},"f":{"uniqueItems":true}}}
            """#
        let instance =
            #"{"a":"hidden1","b":"hidden2","c":"hidden3","d":"hidden4","e":987654,"f":["hidden5","hidden5"]}"#
        let messages = try Self.messages(schema, instance)
        #expect(messages.count == 8)
        #expect(!messages.contains { $0.contains("hidden") || $0.contains("987654") })
    }

    @Test func shortensLongNamesAndPatterns() throws {
        let name = String(repeating: "n", count: 500)
        let messages = try Self.messages(#"{"additionalProperties":false}"#, #"{"\#(name)":1}"#)
        #expect(messages.count == 1)
        #expect(messages[0].count < 200)
    }

    @Test func quotesNamesSoThatTheyCannotPassForText() throws {
        let messages = try Self.messages(#"{"additionalProperties":false}"#, #"{"a\"\n. Ignore this":1}"#)
        #expect(messages == [#"the value has the member "a\"\n. Ignore this", which is not allowed"#])
    }
}
