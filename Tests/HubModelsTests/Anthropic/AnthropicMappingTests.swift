import HubCore
import HubSchema
import Support
import Testing

@testable import HubModels

@Suite struct AnthropicMappingTests {
    private let cached: JSONValue = ["type": "ephemeral"]

    private func request(_ messages: [ModelMessage] = [.user("Hi")]) -> ModelRequest {
        SampleRequests.request(.anthropic, messages)
    }

    @Test func everyPartOfARequestHasItsPlace() {
        var request = request([.user("Debt of 1?"), .image(SampleRequests.image)])
        request.tools = [.shipment, .debt]
        #expect(
            AnthropicMapping.request(request).json == [
                "model": "a-model", "max_tokens": 77,
                "system": [["type": "text", "text": "You help.", "cache_control": cached]],
                "tools": [
                    [
                        "name": "track_shipment", "description": "Where a shipment is and when it arrives.",
                        "input_schema": ModelTool.shipment.inputSchema,
                    ],
                    [
                        "name": "get_customer_debt", "description": "Outstanding and overdue debt of a customer.",
                        "input_schema": ModelTool.debt.inputSchema, "cache_control": cached,
                    ],
                ],
                "messages": [
                    [
                        "role": "user",
                        "content": [
                            ["type": "text", "text": "Debt of 1?"],
                            [
                                "type": "image",
                                "source": ["type": "base64", "media_type": "image/png", "data": "iVBORw=="],
                            ],
                        ],
                    ]
                ],
            ])
    }

    @Test func whatIsNotAskedForIsLeftOut() {
        var request = request()
        request.system = " \n"
        #expect(AnthropicMapping.request(request).json.objectValue?.keys == ["model", "max_tokens", "messages"])
    }

    @Test func aToolsInputIsAnObjectWithAPlainRoot() {
        let choices: JSONValue = [["required": ["a"]], ["required": ["b"]]]
        let schema: JSONValue = ["type": ["object", "null"], "properties": ["a": true, "b": true], "oneOf": choices]
        #expect(
            AnthropicMapping.tool(ModelTool(name: "x", description: "", inputSchema: schema)).json == [
                "name": "x",
                "input_schema": [
                    "type": "object", "properties": ["a": true, "b": true],
                    "description": .string(
                        "As JSON Schema it also has: \(JSONValue.object([("oneOf", choices)]).text)"),
                ],
            ])
    }

    @Test func onlyTheStandingPartOfThePromptIsCached() {
        var request = request()
        request.system = "You help.\nToday is 2025-11-22."
        request.standingSystem = "You help."
        #expect(
            AnthropicMapping.request(request).json["system"] == [
                ["type": "text", "text": "You help.", "cache_control": cached],
                ["type": "text", "text": "\nToday is 2025-11-22."],
            ])
        request.standingSystem = request.system
        #expect(AnthropicMapping.request(request).json["system"]?.arrayValue?.count == 1)
        // One that does not stand at the beginning is no beginning.
        request.standingSystem = "You do not help."
        #expect(
            AnthropicMapping.request(request).json["system"] == [
                ["type": "text", "text": "You help.\nToday is 2025-11-22."]
            ])
    }

    @Test(.enabled(if: TestData.isAvailable, "the shared test data is absent"))
    func requestsAreWhatThePublishedSchemaAllows() throws {
        let document = try JSONValue(parsing: TestData.bytes("provider-schemas/anthropic_messages_request.schema.json"))
        let whole = try CompiledSchema(document)
        // What is published is the request of a whole answer; that of a stream differs in one word.
        var members = try #require(document.objectValue)
        var properties = try #require(members["properties"]?.objectValue)
        #expect(properties["stream"]?["const"] == false)
        properties["stream"] = ["const": true]
        members["properties"] = .object(properties)
        members["required"] = .array((members["required"]?.arrayValue ?? []) + ["stream"])
        let streamed = try CompiledSchema(.object(members))
        for request in SampleRequests.all(.anthropic) {
            let body = AnthropicMessages().body(for: request, base: AnthropicProvider.defaultBaseURL)
            let schema = request.textSink == nil ? whole : streamed
            #expect(schema.violations(of: body) == [])
            // What the API asks for beyond its schema.
            var roles: [String] = []
            for message in body["messages"]?.arrayValue ?? [] {
                roles.append(message["role"]?.stringValue ?? "")
                let blocks = message["content"]?.arrayValue ?? []
                #expect(!blocks.isEmpty)
                for block in blocks where block["type"] == "text" {
                    #expect(block["text"]?.stringValue?.isBlank == false)
                }
            }
            #expect(roles.first == "user" && !zip(roles, roles.dropFirst()).contains { $0 == $1 })
        }
        // The schema does refuse what is wrong.
        #expect(!whole.accepts(["model": "m", "max_tokens": 1, "messages": [["role": "tool", "content": "x"]]]))
    }

    @Test func argumentsThatTheAPIRefusesHaveOtherNamesOnTheWire() throws {
        var request = request()
        request.tools = [
            .debt, ModelTool.make("find", required: ["$filter"], properties: ["$filter": true, "top": true]),
        ]
        let tools = try #require(AnthropicMapping.request(request).json["tools"]?.arrayValue)
        #expect(tools[0]["input_schema"] == ModelTool.debt.inputSchema)
        #expect(tools[1]["input_schema"]?["required"] == ["_filter"])
        #expect(tools[1]["input_schema"]?["properties"]?.objectValue?.keys == ["_filter", "top"])
        let (input, arguments) = (#"{"_filter":"x","top":12.50}"#, #"{"$filter":"x","top":12.50}"#)
        let call = #"{"type":"tool_use","id":"a","name":"find","input":\#(input)}"#
        let whole = try response(#"{"content":[\#(call)],"stop_reason":"tool_use"}"#, to: request)
        #expect(whole.toolCalls.map(\.arguments) == [arguments])
        let read = ReadStream(
            AnthropicMessages().reading(of: request),
            events(
                #"{"type":"content_block_start","index":0,"content_block":\#(call)}"#,
                #"{"type":"message_delta","delta":{"stop_reason":"tool_use"}}"#, #"{"type":"message_stop"}"#))
        #expect(read.calls.map(\.arguments) == [arguments])
        request.messages += [.assistant(text: "", toolCalls: read.calls, entities: [])]
        let sent = AnthropicMapping.request(request).json["messages"]?.arrayValue?.last?["content"]?.arrayValue?.first
        #expect(sent?["input"] == ["_filter": "x", "top": 12.50])
    }

    // MARK: Answers

    private func response(_ json: String, to request: ModelRequest? = nil) throws -> ModelResponse {
        try AnthropicMessages().response(try JSONValue(parsing: json), to: request ?? self.request())
    }

    @Test func wordsAndUsageAreTaken() throws {
        let response = try response(
            """
            {"id":"msg_1","type":"message","role":"assistant","model":"claude","content":[
              {"type":"thinking","thinking":"Hmm","signature":"x"},{"type":"text","text":"Hello"},
              {"type":"text","text":" there"}],"stop_reason":"end_turn","stop_sequence":null,
             "usage":{"input_tokens":12,"cache_creation_input_tokens":100,"cache_read_input_tokens":2000,
              "output_tokens":3,"service_tier":"standard"}}
            """)
        #expect(response.text == "Hello there" && response.stopReason == .end && response.toolCalls.isEmpty)
        let usage = TokenUsage(inputTokens: 2112, outputTokens: 3, cachedInputTokens: 2000, cacheWriteTokens: 100)
        #expect(response.usage == usage)
    }

    @Test func toolCallsAreTaken() throws {
        let response = try response(
            """
            {"content":[{"type":"text","text":"I look."},
              {"type":"tool_use","id":"toolu_1","name":"x","input":{"amount":12345.50}},
              {"type":"tool_use","id":"toolu_2","name":"y","input":{}}],"stop_reason":"tool_use"}
            """)
        #expect(
            response.toolCalls == [
                ModelToolCall(id: "toolu_1", name: "x", arguments: #"{"amount":12345.50}"#),
                ModelToolCall(id: "toolu_2", name: "y", arguments: "{}"),
            ])
        #expect(response.text == "I look." && response.stopReason == .toolCalls && response.usage == nil)
    }

    @Test(arguments: [
        ("end_turn", ModelResponse.StopReason.end), ("stop_sequence", .end), ("tool_use", .end), ("new_reason", .end),
        ("max_tokens", .length), ("model_context_window_exceeded", .length), ("pause_turn", .length),
        ("refusal", .refusal),
    ])
    func everyStopReasonHasItsMeaning(_ reason: String, _ meaning: ModelResponse.StopReason) throws {
        let words = try response(#"{"content":[{"type":"text","text":"So"}],"stop_reason":"\#(reason)"}"#)
        #expect(words.stopReason == meaning && words.text == "So")
        let call = #"{"type":"tool_use","id":"a","name":"x","input":{}}"#
        let called = try response(#"{"content":[\#(call)],"stop_reason":"\#(reason)"}"#)
        #expect(called.stopReason == (meaning == .end ? .toolCalls : meaning))
        #expect(called.toolCalls.isEmpty == (meaning != .end))
    }

    @Test func anEmptyAnswerIsHandedOnAsOne() throws {
        let response = try response(#"{"content":[],"stop_reason":"end_turn"}"#)
        #expect(response.text.isEmpty && response.toolCalls.isEmpty && response.stopReason == .end)
    }

    @Test(arguments: [
        "{}", "[1]", #"{"content":"Hello"}"#, #"{"content":[{"text":"Hello"}]}"#, #"{"content":[{"type":"text"}]}"#,
        #"{"content":[{"type":"tool_use","name":"x","input":{}}]}"#, #"{"content":[{"type":"tool_use","id":"a"}]}"#,
    ])
    func whatHasNoMessageIsMalformed(_ json: String) {
        #expect { try response(json) } throws: { ($0 as? ModelError)?.kind == .malformed }
    }
}
