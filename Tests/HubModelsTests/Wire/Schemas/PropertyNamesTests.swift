import HubCore
import Testing

@testable import HubModels

@Suite struct PropertyNamesTests {
    private let schema: JSONValue = [
        "type": "object",
        "properties": [
            "mã_số": ["type": "string", "description": "Of the customer."], "m__s_": ["type": "integer"],
            "$top": ["type": "integer"], "": true, "plain.name-1": ["type": "string"],
        ],
        "required": ["mã_số", "plain.name-1"],
    ]

    @Test func whatIsTakenAsItIsStays() {
        let plain: JSONValue = ["type": "object", "properties": ["a.b-c_1": ["type": "string"]]]
        let names = PropertyNames(of: plain)
        #expect(names.isPlain && names.schema(plain) == plain)
        #expect(names.fromProvider(#"{"a.b-c_1": 1}"#) == #"{"a.b-c_1": 1}"#)
        #expect(PropertyNames(of: ["type": "object"]).isPlain)
    }

    @Test func otherNamesAreWrittenOtherwiseAndSaidInWords() {
        #expect(
            PropertyNames(of: schema).schema(schema) == [
                "type": "object",
                "properties": [
                    "m__s__2": ["type": "string", "description": "mã_số: Of the customer."],
                    "m__s_": ["type": "integer"], "_top": ["type": "integer", "description": "$top"],
                    "_": ["description": ""], "plain.name-1": ["type": "string"],
                ],
                "required": ["m__s__2", "plain.name-1"],
            ])
    }

    @Test func argumentsComeBackAsTheToolKnowsThem() throws {
        let names = PropertyNames(of: schema)
        let arguments: JSONValue = ["mã_số": "1", "m__s_": 2, "$top": ["$top": 3], "unknown": 4]
        let sent = names.toProvider(arguments)
        #expect(sent.objectValue?.keys == ["m__s__2", "m__s_", "_top", "unknown"])
        #expect(try JSONValue(parsing: names.fromProvider(sent.text)) == arguments)
        #expect(names.fromProvider("{\"m__s__2\":") == "{\"m__s__2\":")
    }

    @Test func aLongNameIsCutAndStaysAlone() {
        let long = String(repeating: "a", count: 80)
        let properties = JSONObject([(long + "1", true), (long + "2", true)])
        let schema: JSONValue = ["type": "object", "properties": .object(properties)]
        let keys = PropertyNames(of: schema).schema(schema)["properties"]?.objectValue?.keys ?? []
        #expect(Set(keys).count == 2 && keys.allSatisfy { $0.utf8.count <= 64 })
    }
}
