import HubCore
import Testing

@testable import HubModels

@Suite struct GeminiMappingTests {
    private func request(_ messages: [ModelMessage], model: String = "gemini-2.0-flash") -> ModelRequest {
        ModelRequest(
            model: LanguageModel(name: model, provider: .gemini), system: "You help.", messages: messages,
            maximumOutputTokens: 77, deadline: .after(.seconds(5)),
            brief: AnswerBrief(language: .english, format: .summaryText))
    }

    private func contents(_ messages: [ModelMessage], model: String = "gemini-2.0-flash") -> JSONValue? {
        GeminiMapping.request(request(messages, model: model)).json["contents"]
    }

    private func call(
        _ id: String, _ name: String = "debt", _ arguments: String = #"{"mst":"1"}"#, signature: String? = nil,
        by provider: ModelProviderKind = .gemini
    ) -> ModelToolCall {
        ModelToolCall(
            id: id, name: name, arguments: arguments,
            continuation: ModelToolCall.Continuation(provider: provider, value: signature ?? ""))
    }

    private func result(_ id: String, _ name: String = "debt", _ value: JSONValue = 5) -> ModelMessage {
        .toolResult(ModelToolResult(callID: id, name: name, outcome: .success(value)))
    }

    @Test func everyPartOfARequestHasItsPlace() {
        var request = request([
            .user("Hi"), .assistant(text: "Hello", toolCalls: [], entities: []), .user("Debt of 1?"),
            .image(ModelImage(mediaType: "image/png", bytes: [1, 2, 3])),
            .assistant(text: "Wait.", toolCalls: [call("c1", signature: "c2ln"), call("c2", "track")], entities: []),
            result("c1"),
            .toolResult(
                ModelToolResult(callID: "c2", name: "track", outcome: .failure(ToolFailure(.invalidInput, "no")))),
            .note("Say it shorter."),
        ])
        request.tools = [.debt]
        #expect(
            GeminiMapping.request(request).json == [
                "systemInstruction": ["parts": [["text": "You help."]]],
                "contents": [
                    ["role": "user", "parts": [["text": "Hi"]]],
                    ["role": "model", "parts": [["text": "Hello"]]],
                    [
                        "role": "user",
                        "parts": [
                            ["text": "Debt of 1?"], ["inlineData": ["mimeType": "image/png", "data": "AQID"]],
                        ],
                    ],
                    [
                        "role": "model",
                        "parts": [
                            ["text": "Wait."],
                            [
                                "functionCall": ["id": "c1", "name": "debt", "args": ["mst": "1"]],
                                "thoughtSignature": "c2ln",
                            ],
                            ["functionCall": ["id": "c2", "name": "track", "args": ["mst": "1"]]],
                        ],
                    ],
                    [
                        "role": "user",
                        "parts": [
                            ["functionResponse": ["id": "c1", "name": "debt", "response": ["output": 5]]],
                            [
                                "functionResponse": [
                                    "id": "c2", "name": "track",
                                    "response": ["error": ["code": "invalid_input", "message": "no"]],
                                ]
                            ],
                            ["text": "Say it shorter."],
                        ],
                    ],
                ],
                "tools": [
                    [
                        "functionDeclarations": [
                            [
                                "name": "get_customer_debt",
                                "description": "Outstanding and overdue debt of a customer.",
                                "parameters": GeminiSchema.parameters(ModelTool.debt.inputSchema) ?? .null,
                            ]
                        ]
                    ]
                ],
                "toolConfig": ["functionCallingConfig": ["mode": "AUTO"]],
                "generationConfig": ["maxOutputTokens": 77],
            ])
    }

    @Test func anAnswerInJSONIsAskedForByItsSchema() {
        var request = request([.user("Hi")])
        request.system = ""
        request.responseSchema = ["type": "object", "properties": ["a": ["type": ["string", "null"]]]]
        #expect(
            GeminiMapping.request(request).json == [
                "contents": [["role": "user", "parts": [["text": "Hi"]]]],
                "generationConfig": [
                    "maxOutputTokens": 77, "responseMimeType": "application/json",
                    "responseSchema": ["type": "OBJECT", "properties": ["a": ["type": "STRING", "nullable": true]]],
                ],
            ])
        // Earlier models take tools or a schema, not both.
        request.tools = [.debt]
        #expect(GeminiMapping.request(request).json["generationConfig"] == ["maxOutputTokens": 77])
    }

    @Test func theUserBeginsAndNobodySpeaksTwice() {
        #expect(
            contents([
                .assistant(text: "Hello", toolCalls: [], entities: []), .user("a"),
                .assistant(text: "", toolCalls: [], entities: []), .user("b"), .note("c"),
            ]) == [
                ["role": "user", "parts": [["text": "(The conversation began earlier.)"]]],
                ["role": "model", "parts": [["text": "Hello"]]],
                ["role": "user", "parts": [["text": "a"], ["text": "b"], ["text": "c"]]],
            ])
    }

    @Test func aSignatureGoesBackWhereItCameFromAndToNobodyElse() {
        let foreign = call("toolu_1", signature: "theirs", by: .anthropic)
        let messages: [ModelMessage] = [
            .user("a"), .assistant(text: "", toolCalls: [foreign, call("c2")], entities: []), result("toolu_1"),
            result("c2"),
        ]
        let old = contents(messages)?.arrayValue?[1]["parts"]?.arrayValue
        #expect(old?.map { $0["thoughtSignature"] } == [nil, nil])
        #expect(old?.map { $0["functionCall"]?["id"] } == [nil, "c2"])
        // A model that demands a signature is told that another model made the call; only a step's first needs one.
        let new = contents(messages, model: "gemini-3-pro-preview")?.arrayValue?[1]["parts"]?.arrayValue
        #expect(new?.map { $0["thoughtSignature"] } == ["skip_thought_signature_validator", nil])
        // So is one of its own kin that signs nothing.
        let unsigned: [ModelMessage] = [.user("a"), .assistant(text: "", toolCalls: [call("c1")], entities: [])]
        let kin = contents(unsigned, model: "gemini-3-pro-preview")?.arrayValue?[1]["parts"]?.arrayValue
        #expect(kin?.map { $0["thoughtSignature"] } == ["skip_thought_signature_validator"])
        let responses = contents(messages)?.arrayValue?[2]["parts"]?.arrayValue
        #expect(responses?.map { $0["functionResponse"]?["id"] } == [nil, "c2"])
        // OpenAI's wire has no place for one.
        #expect(!OpenAIMapping.request(request(messages), limit: .tokens(1)).json.text.contains("theirs"))
        let own: [ModelMessage] = [
            .user("a"), .assistant(text: "", toolCalls: [call("c1", signature: "s")], entities: []),
        ]
        #expect(!OpenAIMapping.request(request(own), limit: .tokens(1)).json.text.contains("\"s\""))
    }

    @Test(
        arguments: [
            (#"{"a":1}"#, ["a": 1]), ("", [:]), ("{\"a\":", ["invalid_arguments": "{\"a\":"]),
            ("[1]", ["invalid_arguments": "[1]"]),
        ] as [(String, JSONValue)])
    func argumentsGoBackAsAnObject(_ arguments: String, _ expected: JSONValue) {
        let message = ModelMessage.assistant(text: "", toolCalls: [call("c", "x", arguments)], entities: [])
        let part = contents([.user("a"), message])?.arrayValue?[1]["parts"]?.arrayValue?.first
        #expect(part?["functionCall"]?["args"] == expected)
    }

    @Test(
        arguments: [
            ("gemini-2.0-flash", ["maxOutputTokens": 77]), ("gemma-3-27b-it", ["maxOutputTokens": 77]),
            ("gemini-2.5-flash", ["maxOutputTokens": 77, "thinkingConfig": ["thinkingBudget": 0]]),
            ("gemini-2.5-flash-lite", ["maxOutputTokens": 77, "thinkingConfig": ["thinkingBudget": 0]]),
            ("gemini-2.5-flash-image", ["maxOutputTokens": 77]),
            ("gemini-2.5-pro", ["maxOutputTokens": 205, "thinkingConfig": ["thinkingBudget": 128]]),
            ("gemini-3-pro-preview", ["maxOutputTokens": 1101, "thinkingConfig": ["thinkingLevel": "low"]]),
        ] as [(String, JSONValue)])
    func thoughtsTakeNothingFromTheAnswer(_ model: String, _ expected: JSONValue) {
        #expect(GeminiMapping.request(request([.user("Hi")], model: model)).json["generationConfig"] == expected)
    }

    // MARK: Answers

    private func response(_ json: String) throws -> ModelResponse {
        try GeminiMapping.response(try #require(GeminiWire.Response(JSONValue(parsing: json))))
    }

    @Test func textAndUsageAreTaken() throws {
        let response = try response(
            """
            {"candidates":[{"content":{"role":"model","parts":[{"text":"hm","thought":true},{"text":"Hel"},{"text":"lo",
             "thoughtSignature":"x"}]},"finishReason":"STOP"}],"usageMetadata":{"promptTokenCount":20,
             "candidatesTokenCount":3,"thoughtsTokenCount":40,"cachedContentTokenCount":8,"toolUsePromptTokenCount":1}}
            """)
        #expect(response.text == "Hello")
        #expect(response.stopReason == .end)
        #expect(response.usage == TokenUsage(inputTokens: 21, outputTokens: 43, cachedInputTokens: 8))
    }

    @Test func callsAreTakenWithWhatTheProviderWantsBack() throws {
        let response = try response(
            """
            {"candidates":[{"content":{"parts":[
              {"functionCall":{"name":"x","args":{"k":12345678901234567890.50}},"thoughtSignature":"s1"},
              {"functionCall":{"id":"given","name":"y"}}]},"finishReason":"STOP"}]}
            """)
        #expect(response.stopReason == .toolCalls && response.usage == nil)
        #expect(response.toolCalls.map(\.name) == ["x", "y"])
        #expect(response.toolCalls.map(\.arguments) == [#"{"k":12345678901234567890.50}"#, "{}"])
        #expect(response.toolCalls.map(\.continuation?.value) == ["s1", ""])
        #expect(response.toolCalls[1].id == "given")
    }

    @Test func callsOfDifferentStepsNeverShareAnID() throws {
        let json = #"{"candidates":[{"content":{"parts":[{"functionCall":{"name":"x"}}]},"finishReason":"STOP"}]}"#
        let ids = try (0..<100).map { _ in try #require(try response(json).toolCalls.first).id }
        #expect(Set(ids).count == 100)
        // Other providers take it when they take the conversation over.
        for id in ids { #expect(id.utf8.count <= 40 && id.wholeMatch(of: /[a-zA-Z0-9_-]+/) != nil) }
        // And it stays in the house.
        let call = try #require(try response(json).toolCalls.first)
        let sent = contents([.user("a"), .assistant(text: "", toolCalls: [call], entities: []), result(call.id, "x")])
        #expect(sent?.text.contains("agenthub-") == false)
    }

    private func kind(_ json: String) -> ModelError? {
        do {
            _ = try response(json)
            return nil
        } catch {
            return error as? ModelError
        }
    }

    @Test(arguments: ["SAFETY", "RECITATION", "PROHIBITED_CONTENT", "BLOCKLIST", "SPII", "LANGUAGE"])
    func refusalsAreRefusalsAndCallNothing(_ reason: String) throws {
        let response = try response(
            """
            {"candidates":[{"content":{"parts":[{"text":"So"},{"functionCall":{"name":"x"}}]},"finishReason":"\(reason)"}]}
            """)
        #expect(response.stopReason == .refusal && response.toolCalls.isEmpty)
        // Often there is no content at all.
        let bare = try self.response(#"{"candidates":[{"finishReason":"\#(reason)"}]}"#)
        #expect(bare.stopReason == .refusal && bare.text.isEmpty)
    }

    @Test func anAnswerThatWasCutOffCallsNothing() throws {
        let cut = try response(
            #"{"candidates":[{"content":{"parts":[{"text":"So"},{"functionCall":{"name":"x"}}]},"finishReason":"MAX_TOKENS"}]}"#
        )
        #expect(cut.stopReason == .length && cut.toolCalls.isEmpty && cut.text == "So")
    }

    @Test(arguments: ["MALFORMED_FUNCTION_CALL", "UNEXPECTED_TOOL_CALL", "OTHER", "SOMETHING_NEW"])
    func whatTheProviderCouldNotReadIsMalformedAndIsCounted(_ reason: String) throws {
        let error = try #require(
            kind(
                #"{"candidates":[{"finishReason":"\#(reason)"}],"usageMetadata":{"promptTokenCount":9,"thoughtsTokenCount":4}}"#
            ))
        #expect(error.kind == .malformed)
        #expect(error.progress == .begun(usage: TokenUsage(inputTokens: 9, outputTokens: 4), receivedBytes: 0))
    }

    @Test func aPromptThatIsBlockedIsRefused() throws {
        let error = try #require(
            kind(#"{"promptFeedback":{"blockReason":"SAFETY"},"usageMetadata":{"promptTokenCount":9}}"#))
        #expect(error.kind == .refused)
        #expect(error.progress == .begun(usage: TokenUsage(inputTokens: 9, outputTokens: 0), receivedBytes: 0))
    }

    @Test(arguments: ["[]", #"{"candidates":[{"content":{"parts":[{"functionCall":{}}]}}]}"#])
    func whatIsNoneIsNoResponse(_ json: String) throws {
        #expect(GeminiWire.Response(try JSONValue(parsing: json)) == nil)
    }

    @Test(arguments: ["{}", #"{"candidates":[]}"#])
    func anAnswerWithoutACandidateIsMalformed(_ json: String) { #expect(kind(json)?.kind == .malformed) }

    @Test func anAnswerWithoutAnEndIsMalformed() {
        #expect(kind(#"{"candidates":[{"content":{"parts":[{"text":"So"}]}}]}"#)?.kind == .malformed)
    }
}
