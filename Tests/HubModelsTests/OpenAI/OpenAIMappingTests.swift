import HubCore
import HubSchema
import Support
import Testing

@testable import HubModels

@Suite struct OpenAIMappingTests {
    private func request() -> ModelRequest {
        ModelRequest(
            model: LanguageModel(name: "gpt-4o-mini", provider: .openAI), system: "You help.",
            messages: [
                .user("Hi"), .assistant(text: "Hello", toolCalls: [], entities: [Entity(name: "mst", value: "1")]),
                .user("Debt of 1?"),
                .assistant(
                    text: "", toolCalls: [ModelToolCall(id: "c1", name: "debt", arguments: #"{"mst":"1"}"#)],
                    entities: []),
                .toolResult(ModelToolResult(callID: "c1", name: "debt", outcome: .success(["total": 15432]))),
                .assistant(
                    text: "And", toolCalls: [ModelToolCall(id: "c2", name: "debt", arguments: "{")], entities: []),
                .toolResult(
                    ModelToolResult(
                        callID: "c2", name: "debt", outcome: .failure(ToolFailure(.invalidInput, "not JSON")))),
            ],
            tools: [ModelTool.debt], responseSchema: ["type": "object"], maximumOutputTokens: 77,
            deadline: .after(.seconds(5)), brief: AnswerBrief(language: .english, format: .summaryText))
    }

    @Test func everyPartOfARequestHasItsPlace() throws {
        let json = OpenAIMapping.request(request(), limit: .completionTokens(77)).json
        #expect(
            json == [
                "model": "gpt-4o-mini", "max_completion_tokens": 77,
                "messages": [
                    ["role": "system", "content": "You help."], ["role": "user", "content": "Hi"],
                    ["role": "assistant", "content": "Hello"], ["role": "user", "content": "Debt of 1?"],
                    [
                        "role": "assistant", "content": nil,
                        "tool_calls": [
                            [
                                "id": "c1", "type": "function",
                                "function": ["name": "debt", "arguments": #"{"mst":"1"}"#],
                            ]
                        ],
                    ],
                    ["role": "tool", "tool_call_id": "c1", "content": #"{"result":{"total":15432}}"#],
                    [
                        "role": "assistant", "content": "And",
                        "tool_calls": [
                            [
                                "id": "c2", "type": "function",
                                "function": ["name": "debt", "arguments": #"{"invalid_arguments":"{"}"#],
                            ]
                        ],
                    ],
                    [
                        "role": "tool", "tool_call_id": "c2",
                        "content": #"{"error":{"code":"invalid_input","message":"not JSON"}}"#,
                    ],
                ],
                "tools": [
                    [
                        "type": "function",
                        "function": [
                            "name": "get_customer_debt",
                            "description": "Outstanding and overdue debt of a customer.",
                            "parameters": ModelTool.debt.inputSchema,
                        ],
                    ]
                ],
                "response_format": [
                    "type": "json_schema",
                    "json_schema": ["name": "answer", "schema": ["type": "object"], "strict": false],
                ],
            ])
    }

    @Test func whatIsNotAskedForIsLeftOut() {
        var request = request()
        request.system = ""
        request.tools = []
        request.responseSchema = nil
        let json = OpenAIMapping.request(request, limit: .tokens(5)).json
        #expect(json.objectValue?.keys == ["model", "messages", "max_tokens"])
        #expect(json["messages"]?.arrayValue?.first?["role"] == "user")
    }

    @Test func aToolsParametersHaveAPlainRoot() {
        var request = request()
        request.tools = [
            ModelTool(name: "x", description: "", inputSchema: ["type": "object", "not": ["required": ["a"]]])
        ]
        let parameters = OpenAIMapping.request(request, limit: .tokens(5)).tools[0].parameters
        #expect(parameters["not"] == nil && parameters["type"] == "object")
        #expect(parameters["description"]?.stringValue?.contains(#"{"not":{"required":["a"]}}"#) == true)
    }

    @Test func anImageJoinsTheWordsBeforeIt() {
        var request = request()
        request.messages = [.user("What is this?"), .image(SampleRequests.image), .note("Say it.")]
        let json = OpenAIMapping.request(request, limit: .tokens(5)).json
        #expect(
            json["messages"]?.arrayValue?.dropFirst() == [
                [
                    "role": "user",
                    "content": [
                        ["type": "text", "text": "What is this?"],
                        ["type": "image_url", "image_url": ["url": "data:image/png;base64,iVBORw=="]],
                    ],
                ], ["role": "user", "content": "Say it."],
            ])
    }

    @Test(.enabled(if: TestData.isAvailable, "the shared test data is absent"))
    func requestsAreWhatThePublishedDescriptionAllows() throws {
        var document = try #require(
            try JSONValue(parsing: TestData.bytes("provider-schemas/openai-openapi.json")).objectValue)
        document["$ref"] = "#/components/schemas/CreateChatCompletionRequest"
        let schema = try CompiledSchema(.object(document))
        let chat = OpenAIChat()
        for request in SampleRequests.all(.openAI) + [request()] {
            for base in [OpenAIProvider.defaultBaseURL, "http://127.0.0.1:8000/v1"] {
                let body = chat.body(for: request, base: base)
                #expect(schema.violations(of: body) == [])
                let isStreamed = request.textSink != nil
                #expect(body["stream"] == (isStreamed ? true : nil))
                #expect(body["stream_options"] == (isStreamed ? ["include_usage": true] : nil))
            }
        }
        // The description does refuse what is wrong.
        #expect(!schema.accepts(["model": "gpt-4o-mini", "messages": [["role": "tool", "content": "x"]]]))
        #expect(!schema.accepts(["model": "gpt-4o-mini", "messages": [], "stream": 1]))
    }

    private func response(_ json: String) throws -> ModelResponse {
        OpenAIMapping.response(try #require(OpenAIWire.Response(JSONValue(parsing: json))))
    }

    @Test func textAndUsageAreTaken() throws {
        let response = try response(
            """
            {"choices":[{"message":{"role":"assistant","content":"Hello"},"finish_reason":"stop"}],
             "usage":{"prompt_tokens":12,"completion_tokens":3,"total_tokens":15}}
            """)
        #expect(response.text == "Hello")
        #expect(response.stopReason == .end)
        #expect(response.usage == TokenUsage(inputTokens: 12, outputTokens: 3))
        #expect(response.toolCalls.isEmpty)
    }

    @Test(arguments: ["tool_calls", "stop"])
    func toolCallsAreTakenWhateverTheReasonSays(_ reason: String) throws {
        let response = try response(
            """
            {"choices":[{"message":{"content":null,"tool_calls":[
              {"id":"a","type":"function","function":{"name":"x","arguments":"{\\"k\\":1}"}},
              {"type":"function","function":{"name":"y"}}]},"finish_reason":"\(reason)"}]}
            """)
        #expect(
            response.toolCalls == [
                ModelToolCall(id: "a", name: "x", arguments: "{\"k\":1}"),
                // A server that gives no id.
                ModelToolCall(id: "call_1", name: "y", arguments: ""),
            ])
        #expect(response.stopReason == .toolCalls)
        #expect(response.usage == nil)
    }

    @Test func anAnswerThatWasCutOffCallsNothing() throws {
        let call = #"{"id":"a","type":"function","function":{"name":"x","arguments":"{\"k\":"}}"#
        let cut = try response(
            #"{"choices":[{"message":{"content":"So","tool_calls":[\#(call)]},"finish_reason":"length"}]}"#)
        #expect(cut.stopReason == .length && cut.toolCalls.isEmpty && cut.text == "So")
    }

    @Test func refusalsAreRefusals() throws {
        let refused = try response(
            #"{"choices":[{"message":{"content":null,"refusal":"No."},"finish_reason":"stop"}]}"#)
        #expect(refused.stopReason == .refusal && refused.text == "No.")
        let filtered = try response(#"{"choices":[{"message":{"content":""},"finish_reason":"content_filter"}]}"#)
        #expect(filtered.stopReason == .refusal)
    }

    @Test func anEmptyAnswerIsHandedOnAsOne() throws {
        let response = try response(#"{"choices":[{"message":{"content":""},"finish_reason":"stop"}]}"#)
        #expect(response.text.isEmpty && response.toolCalls.isEmpty && response.stopReason == .end)
    }

    @Test(arguments: [
        "{}", #"{"choices":[]}"#, #"{"choices":[{"message":"x"}]}"#,
        #"{"choices":[{"message":{"tool_calls":[{"id":"a"}]}}]}"#, "[1]",
    ])
    func whatHasNoMessageIsNoResponse(_ json: String) throws {
        #expect(OpenAIWire.Response(try JSONValue(parsing: json)) == nil)
    }
}
