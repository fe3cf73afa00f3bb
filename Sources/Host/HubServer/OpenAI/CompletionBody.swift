import HubCore

/// The body of `POST /api/{tenant}/v1/chat/completions`: OpenAI's, as far as it can mean something here. What would change
/// the meaning of an answer is refused; what only shapes it is accepted and not used, and so are fields that are not known,
/// since OpenAI's clients learn new ones.
enum CompletionBody {
    /// More than other bodies: a client sends the whole conversation along.
    static let limit = 1024 * 1024

    /// The model that leaves the choice of the agent to the supervisor.
    static let automatic = "auto"

    static let model = Field.string("model", "An agent's name, or `auto`: the supervisor chooses.", maximum: 255)
    static let messages = Field<CompletionConversation>(
        "messages", ["type": "array", "minItems": 1, "items": message],
        """
        The conversation, the user's question last. Messages of `system` and `developer` count as said by the user, at \
        the beginning; with a session only the question is used.
        """
    ) { value throws(FieldFault) in try CompletionConversation(value) }
    static let stream = Field.bool("stream", "true: the answer comes in chunks, as `text/event-stream`.")
    static let streamOptions = Field<Bool>(
        "stream_options", ["type": "object", "properties": ["include_usage": ["type": ["boolean", "null"]]]],
        "`include_usage`: the chunk before the end has the usage."
    ) { value throws(FieldFault) in
        guard let object = value.objectValue else { throw FieldFault("must be an object, not \(value.typeName).") }
        let isWanted = object["include_usage"] ?? false
        guard let isWanted = isWanted.isNull ? false : isWanted.boolValue else {
            throw FieldFault([FieldProblem(pointer: "/include_usage", message: "must be true or false.")])
        }
        return isWanted
    }

    static let session = Field<SessionID>.id("session_id", "The session to go on with; absent: a new one.")
    static let ours = Field<SessionID?>.nested(
        "agenthub", BodyShape("CompletionExtension", [session.description]), "AgentHub's own field."
    ) { reader in reader.value(session) }

    private static let message: JSONValue = [
        "type": "object", "required": ["role"],
        "properties": [
            "role": ["enum": .strings(CompletionMessage.Role.allCases.map(\.rawValue))],
            "content": [
                "anyOf": [
                    ["type": ["string", "null"]],
                    [
                        "type": "array", "minItems": 1,
                        "items": [
                            "type": "object", "required": ["type"],
                            "properties": ["type": ["enum": ["text", "refusal"]], "text": ["type": "string"]],
                        ],
                    ],
                ]
            ],
        ],
    ]

    /// What would mean another answer, and the only values of it that do not.
    static let refused: [Field<JSONValue>] = [
        only("tools", ["type": "array", "maxItems": 0], "An agent has its own tools.") {
            $0.arrayValue?.isEmpty == true
        },
        only("functions", ["type": "array", "maxItems": 0], "An agent has its own tools.") {
            $0.arrayValue?.isEmpty == true
        },
        only("tool_choice", ["enum": ["none", "auto"]], "An agent chooses its tools.") {
            ["none", "auto"].contains($0)
        },
        only("function_call", ["enum": ["none", "auto"]], "An agent chooses its tools.") {
            ["none", "auto"].contains($0)
        },
        only("n", ["enum": [1]], "There is one answer.") { $0 == 1 },
        only("logprobs", ["enum": [false]], "Models' probabilities are not given out.") { $0 == false },
        only(
            "response_format", ["type": "object", "properties": ["type": ["const": "text"]], "required": ["type"]],
            "An agent has its own form of output; its data is in `agenthub`."
        ) { $0["type"] == "text" },
        only("modalities", ["type": "array", "items": ["const": "text"]], "Answers are text.") {
            $0.arrayValue?.allSatisfy { $0 == "text" } == true
        },
        only("audio", ["enum": []], "Answers are text.") { _ in false },
        only("web_search_options", ["enum": []], "An agent has its own tools.") { _ in false },
    ]

    private static func only(
        _ name: String, _ schema: JSONObject, _ text: String, admits: @escaping @Sendable (JSONValue) -> Bool
    ) -> Field<JSONValue> {
        Field(name, schema, text) { value throws(FieldFault) in
            guard admits(value) else { throw FieldFault("is not available. \(text)") }
            return value
        }
    }

    private static let unused = [
        "temperature", "top_p", "seed", "user", "stop", "frequency_penalty", "presence_penalty", "logit_bias", "store",
        "metadata", "parallel_tool_calls", "service_tier", "reasoning_effort", "verbosity", "max_tokens",
        "max_completion_tokens", "top_logprobs", "prediction", "prompt_cache_key", "safety_identifier",
    ].map { FieldDescription(name: $0, schema: [:], text: "Accepted and not used: an agent has its own settings.") }

    static let shape = BodyShape(
        "Completion", required: ["model", "messages"],
        [
            model.description, messages.description, stream.description, streamOptions.description,
            ours.description,
        ] + refused.map(\.description) + unused,
        example: [
            "model": "auto",
            "messages": [["role": "user", "content": "What's the stock level for product SKU-12345?"]],
        ], takesOthers: true)
}
