import HubCore

@testable import HubModels

/// Requests with everything that one may have, for looking at what goes over the wire.
enum SampleRequests {
    private struct Deaf: ModelTextSink {
        func append(_ text: String) {}
    }

    static let image = ModelImage(mediaType: "image/png", bytes: [0x89, 0x50, 0x4E, 0x47])

    static func request(_ kind: ModelProviderKind, _ messages: [ModelMessage] = [.user("Hi")]) -> ModelRequest {
        ModelRequest(
            model: LanguageModel(name: "a-model", provider: kind), system: "You help.", messages: messages,
            maximumOutputTokens: 77, deadline: .after(.seconds(60)),
            brief: AnswerBrief(language: .english, format: .summaryText))
    }

    private static let conversations: [[ModelMessage]] = [
        [.user("Hi")],
        [.user("What is this?"), .image(image), .image(image)],
        [.image(image), .user("What is this?")],
        [.user("Hi"), .assistant(text: "", toolCalls: [], entities: []), .note("Your answer was empty.")],
        [.assistant(text: "Hello", toolCalls: [], entities: []), .user(""), .user("Debt?")],
        [
            .user("Debt of 1 and 2?"),
            .assistant(
                text: "I look.",
                toolCalls: [
                    ModelToolCall(id: "c1", name: "get_customer_debt", arguments: #"{"mst":"1"}"#),
                    ModelToolCall(id: "c2", name: "get_customer_debt", arguments: "{"),
                ], entities: [Entity(name: "mst", value: "1")]),
            .toolResult(ModelToolResult(callID: "c1", name: "get_customer_debt", outcome: .success(["total": 15432]))),
            .toolResult(
                ModelToolResult(
                    callID: "c2", name: "get_customer_debt",
                    outcome: .failure(ToolFailure(.invalidInput, "The arguments are not JSON.")))),
            .assistant(
                text: "", toolCalls: [ModelToolCall(id: "c1", name: "get_customer_debt", arguments: "")], entities: []),
            .toolResult(ModelToolResult(callID: "c1", name: "get_customer_debt", outcome: .success([]))),
        ],
    ]

    private static let schemas: [JSONValue?] = [
        nil,
        [
            "type": "object", "properties": ["agents": ["type": "array", "items": ["type": "string"]]],
            "required": ["agents"], "additionalProperties": false,
        ],
        ["type": "array", "items": ["$ref": "#/$defs/name"], "$defs": ["name": ["type": "string"]]],
    ]

    /// Every conversation with and without tools, a schema and a stream.
    static func all(_ kind: ModelProviderKind) -> [ModelRequest] {
        conversations.flatMap { messages in
            schemas.flatMap { schema in
                [[], [ModelTool.debt, .shipment]].flatMap { tools in
                    [false, true].flatMap { isStreamed in
                        ["", "You help."].map { system in
                            var request = request(kind, messages)
                            request.system = system
                            request.tools = tools
                            request.responseSchema = schema
                            request.textSink = isStreamed ? Deaf() : nil
                            return request
                        }
                    }
                }
            }
        }
    }
}
