import HubCore
import PluginABI
import Support
import Testing

struct ConfigurationTests {
    @Test func offersOneBlockingTypeThatMayBeRepeated() throws {
        let types = try OCRToolHarness().host.types
        #expect(Set(types.keys) == ["OCR_EXTRACT"])
        #expect(types["OCR_EXTRACT"]?.pointee.flags == UInt32(AH_TOOL_BLOCKING | AH_TOOL_IDEMPOTENT))
    }

    @Test func asksForBlobsOnly() throws {
        let manifest = try #require(try OCRToolHarness().host.plugin.pointee.manifest_json)
        let json = try JSONValue(parsing: String(cString: manifest))
        #expect(json["services"] == ["agenthub.host.blob/1"])
        #expect(json["network"] == false)
        #expect(json["data"] == false)
    }

    @Test func describesEveryMemberOfItsConfiguration() throws {
        let type = try #require(try OCRToolHarness().host.types["OCR_EXTRACT"])
        let schema = try JSONValue(parsing: String(cString: try #require(type.pointee.config_schema)))
        #expect(schema["additionalProperties"] == false)
        for (name, property) in try #require(schema["properties"]?.objectValue) {
            #expect(property["description"] != nil || property["$ref"] != nil, "\(name)")
        }
    }

    @Test func takesAnyKindOfAuth() throws {
        for type in ["none", "user_jwt"] {
            #expect(try OCRToolHarness().refusal(["auth": ["type": .string(type)]]) == nil)
        }
    }

    @Test(
        arguments: [
            (["name": "a", "type": "text"], "/fields/0"),
            (["name": "a", "type": "text", "anchors": ["A"], "pattern": "("], "/fields/0/pattern"),
            (["name": "a", "type": "text", "position": ["region": [0.5, 0, 0.7, 1]]], "/fields/0/position/region"),
            (["name": "a", "type": "text", "position": ["region": [0, 0, 0, 1]]], "/fields/0/position/region"),
        ] as [(JSONValue, String)])
    func refusesAFieldThatCannotBeFound(_ field: JSONValue, _ pointer: String) throws {
        let refusal = try OCRToolHarness().refusal(["fields": [field]])
        #expect(refusal?.pointer == pointer)
        #expect(refusal?.message?.contains("field a") == true)
    }

    @Test func refusesTwoFieldsOfOneName() throws {
        let field: JSONValue = ["name": "a", "type": "text", "anchors": ["A"]]
        #expect(try OCRToolHarness().refusal(["fields": [field, field]])?.pointer == "/fields/1/name")
    }

    @Test func refusesALanguageTwice() throws {
        #expect(try OCRToolHarness().refusal(["languages": ["eng", "eng"]])?.pointer == "/languages")
    }
}
