import HubCore
import Testing

@testable import HubModels

@Suite struct AnthropicAnswerToolTests {
    private let schema: JSONValue = ["type": "object", "properties": ["n": ["type": "integer"]], "required": ["n"]]

    private func request(_ schema: JSONValue?, tools: [ModelTool] = []) -> ModelRequest {
        var request = SampleRequests.request(.anthropic)
        request.responseSchema = schema
        request.tools = tools
        return request
    }

    private func answer(_ request: ModelRequest, _ content: String, stop: String = "tool_use") throws -> ModelResponse {
        try AnthropicMessages().response(
            try JSONValue(parsing: #"{"content":[\#(content)],"stop_reason":"\#(stop)"}"#), to: request)
    }

    private func use(_ name: String, _ input: String) -> String {
        #"{"type":"tool_use","id":"a","name":"\#(name)","input":\#(input)}"#
    }

    @Test func theAnswersToolHasToBeCalled() {
        let json = AnthropicMapping.request(request(schema)).json
        #expect(json["tool_choice"] == ["type": "tool", "name": "answer"])
        #expect(json["tools"]?.arrayValue?.map { $0["input_schema"] } == [schema])
        #expect(AnthropicMapping.request(request(nil)).json["tool_choice"] == nil)
    }

    @Test func besideOtherToolsOneOfThemHasToBeCalled() {
        let taken = ModelTool.make("answer")
        let json = AnthropicMapping.request(request(schema, tools: [taken, .debt])).json
        #expect(json["tool_choice"] == ["type": "any"])
        #expect(
            json["tools"]?.arrayValue?.map { $0["name"] } == ["answer", "get_customer_debt", "answer_"])
    }

    @Test func itsInputIsTheAnswer() throws {
        let response = try answer(request(schema), #"{"type":"text","text":"Well."},"# + use("answer", #"{"n":1.0}"#))
        #expect(response.text == #"{"n":1.0}"# && response.toolCalls.isEmpty && response.stopReason == .end)
    }

    @Test func anAnswerBesideCallsIsTooEarly() throws {
        let request = request(schema, tools: [.debt])
        let response = try answer(request, use("answer", #"{"n":1}"#) + "," + use("get_customer_debt", "{}"))
        #expect(response.toolCalls.map(\.name) == ["get_customer_debt"] && response.text.isEmpty)
        #expect(response.stopReason == .toolCalls)
    }

    @Test func aModelThatOnlySpeaksHasAnsweredInWords() throws {
        let response = try answer(request(schema), #"{"type":"text","text":"{\"n\":2}"}"#, stop: "end_turn")
        #expect(response.text == #"{"n":2}"# && response.stopReason == .end)
    }

    @Test func whatIsNoObjectIsWrapped() throws {
        let list: JSONValue = ["type": "array", "items": ["$ref": "#/$defs/x"], "$defs": ["x": ["type": "string"]]]
        let request = request(list)
        #expect(
            AnthropicMapping.request(request).json["tools"]?.arrayValue?.first?["input_schema"] == [
                "type": "object", "properties": ["answer": list], "required": ["answer"],
                "$defs": ["x": ["type": "string"]],
            ])
        #expect(try answer(request, use("answer", #"{"answer":["a","b"]}"#)).text == #"["a","b"]"#)
        #expect(try answer(request, use("answer", "{}")).text == "{}")
    }

    @Test func aStreamedAnswerComesWholeAtItsEnd() {
        let reading = AnthropicStreamReading(answer: AnthropicAnswerTool(request(schema)))
        let stream = [
            #"{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}"#,
            #"{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Well."}}"#,
            #"{"type":"content_block_start","index":1,"content_block":"# + use("answer", "{}") + "}",
            #"{"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":"{\"n\""}}"#,
            #"{"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":": 1}"}}"#,
            #"{"type":"message_delta","delta":{"stop_reason":"tool_use"}}"#, #"{"type":"message_stop"}"#,
        ]
        let read = ReadStream(reading, stream.map { events($0) }.joined())
        #expect(
            read.text == #"{"n": 1}"# && read.words == #"{"n": 1}"# && read.stopReason == .end && read.calls.isEmpty)
        let cut = ReadStream(reading, stream.dropLast(2).map { events($0) }.joined())
        #expect(cut.error == .malformed && cut.words.isEmpty && cut.receivedBytes == 13)
    }
}
