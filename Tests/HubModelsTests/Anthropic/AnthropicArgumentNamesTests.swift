import HubCore
import Testing

@testable import HubModels

@Suite struct AnthropicArgumentNamesTests {
    private let tool = ModelTool.make(
        "find", required: ["$filter", "top"],
        properties: [
            "$filter": ["type": "string"], "_filter": true, "top": ["type": "integer"], "mã số": true, "": true,
        ])

    private var request: ModelRequest {
        var request = SampleRequests.request(.anthropic)
        request.tools = [.debt, tool]
        return request
    }

    @Test func namesThatTheAPIRefusesAreReplaced() throws {
        let tools = try #require(AnthropicMapping.request(request).json["tools"]?.arrayValue)
        #expect(tools[0]["input_schema"] == ModelTool.debt.inputSchema)
        #expect(
            tools[1]["input_schema"] == [
                "type": "object", "required": ["_filter2", "top"],
                "properties": [
                    "_filter2": ["type": "string"], "_filter": true, "top": ["type": "integer"], "m__s_": true,
                    "2": true,
                ],
            ])
    }

    @Test func noTwoAreReplacedByOne() {
        let long = String(repeating: "a", count: 65)
        let names = ["a b", "a_b", "a:b", "a.b", long, long + "b", "ấ", "Ấ", "👋🏽"]
        let properties = JSONValue.object(JSONObject(names.map { ($0, JSONValue.string($0)) }))
        let schema = AnthropicArgumentNames(["properties": properties]).schema(["properties": properties])
        let wire = schema["properties"]?.objectValue?.keys ?? []
        #expect(Set(wire).count == names.count)
        #expect(wire.allSatisfy { $0.wholeMatch(of: /[a-zA-Z0-9_.-]{1,64}/) != nil })
    }

    @Test func callsComeBackWithTheRowsNames() throws {
        let input = #"{"_filter2":"x","top":12.50,"m__s_":null,"other":1}"#
        let arguments = #"{"$filter":"x","top":12.50,"mã số":null,"other":1}"#
        let whole = try JSONValue(
            parsing:
                #"{"content":[{"type":"tool_use","id":"a","name":"find","input":\#(input)}],"stop_reason":"tool_use"}"#)
        #expect(try AnthropicMessages().response(whole, to: request).toolCalls.map(\.arguments) == [arguments])
        let piece = JSONValue.string(input).text
        let read = ReadStream(
            AnthropicMessages().reading(of: request),
            events(
                #"{"type":"content_block_start","index":0,"content_block":{"type":"tool_use","id":"a","name":"find"}}"#,
                #"{"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":\#(piece)}}"#,
                #"{"type":"message_delta","delta":{"stop_reason":"tool_use"}}"#, #"{"type":"message_stop"}"#))
        #expect(read.calls.map(\.arguments) == [arguments])
        // And go out again with the wire's.
        var next = request
        next.messages += [.assistant(text: "", toolCalls: read.calls, entities: [])]
        let sent = AnthropicMapping.request(next).json["messages"]?.arrayValue?.last?["content"]?.arrayValue?.first
        #expect(sent?["input"] == ["_filter2": "x", "top": 12.50, "m__s_": nil, "other": 1])
    }

    @Test(arguments: ["{", "[1]", ""])
    func whatIsNoObjectStaysAsItIs(_ input: String) {
        #expect(AnthropicArgumentNames(tool.inputSchema).arguments(input) == input)
    }

    @Test func fewToolsHaveAnythingToChange() {
        #expect(AnthropicArgumentNames.changed([.debt, .shipment]).isEmpty)
    }
}
