import HubCore
import Support

/// Answers as an OpenAI-compatible model would that knows one tool.
enum ScriptedModel {
    static func completion(_ message: JSONValue, finish: String) -> [LoopbackAction] {
        let body: JSONValue = [
            "id": "c", "object": "chat.completion", "created": 1, "model": "scripted",
            "choices": [["index": 0, "message": message, "finish_reason": .string(finish)]],
            "usage": ["prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120],
        ]
        return .json(body.text)
    }

    static func call(_ tool: String, _ arguments: JSONValue) -> [LoopbackAction] {
        completion(
            [
                "role": "assistant", "content": nil,
                "tool_calls": [
                    [
                        "id": "call_1", "type": "function",
                        "function": ["name": .string(tool), "arguments": .string(arguments.text)],
                    ]
                ],
            ], finish: "tool_calls")
    }

    static func say(_ text: String) -> [LoopbackAction] {
        completion(["role": "assistant", "content": .string(text)], finish: "stop")
    }

    /// What the last message of the request holds, when it is a tool's result.
    static func toolResult(_ request: LoopbackRequest) -> String? {
        let messages = (try? JSONValue(parsing: request.body))?["messages"]?.arrayValue ?? []
        guard let last = messages.last, last["role"] == "tool" else { return nil }
        return last["content"]?.stringValue
    }
}
