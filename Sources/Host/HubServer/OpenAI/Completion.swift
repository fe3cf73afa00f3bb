import HubCore

/// A stored reply as OpenAI's API would tell it (https://platform.openai.com/docs/api-reference/chat/object), with what that has
/// no place for in `agenthub`.
struct Completion {
    let identity: CompletionIdentity
    /// As the wire of our own door has it.
    let reply: JSONValue

    var text: String { reply["text"]?.stringValue ?? "" }

    /// `length` where the model was cut off.
    var finishReason: JSONValue {
        reply["metadata"]?["limit"] == "output_tokens" ? "length" : "stop"
    }

    var usage: JSONValue {
        let usage = reply["metadata"]?["usage"]
        let input = usage?["input_tokens"]?.intValue ?? 0
        let output = usage?["output_tokens"]?.intValue ?? 0
        return [
            "prompt_tokens": .int(input), "completion_tokens": .int(output), "total_tokens": .int(input + output),
            "prompt_tokens_details": ["cached_tokens": .int(usage?["cached_input_tokens"]?.intValue ?? 0)],
        ]
    }

    /// All of the reply but its text.
    var ours: JSONValue {
        .object(JSONObject((reply.objectValue ?? [:]).filter { $0.key != "text" }.map { ($0.key, $0.value) }))
    }

    var json: JSONValue {
        [
            "id": .string(identity.id), "object": "chat.completion", "created": .int(identity.created),
            "model": .string(identity.model),
            "choices": [
                [
                    "index": 0,
                    "message": ["role": "assistant", "content": .string(text), "refusal": .null],
                    "logprobs": .null, "finish_reason": finishReason,
                ]
            ],
            "usage": usage, "agenthub": ours,
        ]
    }
}
