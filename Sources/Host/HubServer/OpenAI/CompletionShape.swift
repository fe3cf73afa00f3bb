import FoundationEssentials
import HubCore

/// Completions as the wire has them.
enum CompletionShape {
    private static let example = Completion(
        identity: CompletionIdentity(
            requestID: "00f067aa0ba902b7", created: Date(timeIntervalSince1970: 1_795_334_400), model: "auto"),
        reply: ReplyShape.answer.example
    ).json

    static let answer = AnswerShape(
        "CompletionAnswer",
        [
            "type": "object", "required": ["id", "object", "created", "model", "choices", "usage", "agenthub"],
            "properties": [
                "id": ["type": "string"], "object": ["const": "chat.completion"],
                "created": ["type": "integer", "description": "Seconds since 1970."],
                "model": ["type": "string", "description": "As the request named it."],
                "choices": [
                    "type": "array", "minItems": 1, "maxItems": 1,
                    "items": [
                        "type": "object", "required": ["index", "message", "finish_reason"],
                        "properties": [
                            "index": ["const": 0],
                            "message": [
                                "type": "object", "required": ["role", "content", "refusal"],
                                "properties": [
                                    "role": ["const": "assistant"], "content": ["type": "string"],
                                    "refusal": ["type": "null"],
                                ],
                            ],
                            "logprobs": ["type": "null"], "finish_reason": ["enum": ["stop", "length"]],
                        ],
                    ],
                ],
                "usage": usage,
                "agenthub": [
                    "type": "object", "description": "The stored reply without its text.",
                    "required": [
                        "status", "session_id", "message_id", "agent", "data", "render", "citations", "metadata",
                    ],
                ],
            ],
        ], example: example)

    private static let usage: JSONValue = [
        "type": "object", "required": ["prompt_tokens", "completion_tokens", "total_tokens"],
        "properties": [
            "prompt_tokens": ["type": "integer"], "completion_tokens": ["type": "integer"],
            "total_tokens": ["type": "integer"],
            "prompt_tokens_details": ["type": "object", "properties": ["cached_tokens": ["type": "integer"]]],
        ],
    ]

    static let stream = AnswerShape(
        "CompletionStream",
        [
            "type": "string",
            "description": """
            Events without a name, each a `chat.completion.chunk`, and `[DONE]` at the end. The contents together end \
            with the reply's text; the chunk with the `finish_reason` has `agenthub`. What fails after the first chunk \
            is an event `{"error": …}`, with which the stream ends. A client that closes the connection ends the turn.
            """,
        ], mediaType: ServerSentEvents.mediaType,
        example: """
            data: {"id":"chatcmpl-00f067aa0ba902b7","object":"chat.completion.chunk","created":1795334400,"model":"auto","choices":[{"index":0,"delta":{"content":"Product SKU-12345:"},"logprobs":null,"finish_reason":null}]}

            data: [DONE]


            """)

    static let model = AnswerShape(
        "OpenAIModel",
        [
            "type": "object", "required": ["id", "object", "created", "owned_by"],
            "properties": [
                "id": ["type": "string", "description": "An agent's name, or `auto`."], "object": ["const": "model"],
                "created": ["const": 0, "description": "Clients expect it; agents do not have it."],
                "owned_by": ["type": "string", "description": "The tenant."],
            ],
        ],
        example: ["id": "AgentInventory", "object": "model", "created": 0, "owned_by": "acme-corp"])
    static let models = AnswerShape(
        "OpenAIModelList",
        [
            "type": "object", "required": ["object", "data"],
            "properties": ["object": ["const": "list"], "data": ["type": "array", "items": model.reference]],
        ], parts: [model], example: ["object": "list", "data": [model.example]])
}
