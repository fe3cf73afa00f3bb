import HubCore

/// Answers as the chat completions API has them.
enum OpenAIVoice {
    static func whole(_ answer: ProviderAnswer, by model: String) -> JSONValue {
        var message: JSONObject = ["role": "assistant", "content": answer.words.isEmpty ? nil : .string(answer.text)]
        if !answer.calls.isEmpty { message["tool_calls"] = .array(answer.calls.indices.map { call(answer, $0) }) }
        var members = head("chat.completion", model)
        members["choices"] = [
            ["index": 0, "message": .object(message), "finish_reason": .string(finish(answer)), "logprobs": nil]
        ]
        members["usage"] = answer.usage.map(usage)
        return .object(members)
    }

    static func events(_ answer: ProviderAnswer, by model: String) -> [ProviderEvent] {
        func chunk(_ delta: JSONValue, finish: JSONValue = nil, isWords: Bool = false) -> ProviderEvent {
            var members = head("chat.completion.chunk", model)
            members["choices"] = [["index": 0, "delta": delta, "finish_reason": finish, "logprobs": nil]]
            return ProviderEvent(.object(members), isWords: isWords)
        }
        var events = [chunk(["role": "assistant", "content": ""])]
        events += answer.words.map { chunk(["content": .string($0)], isWords: true) }
        for index in answer.calls.indices {
            var first = call(answer, index).objectValue ?? [:]
            first["index"] = .int(index)
            first["function"] = ["name": .string(answer.calls[index].name), "arguments": ""]
            events.append(chunk(["tool_calls": [.object(first)]]))
            events += answer.calls[index].arguments.pieces(of: 7).map { piece in
                chunk(["tool_calls": [["index": .int(index), "function": ["arguments": .string(piece)]]]])
            }
        }
        events.append(chunk([:], finish: .string(finish(answer))))
        if let used = answer.usage {
            var members = head("chat.completion.chunk", model)
            members["choices"] = []
            members["usage"] = usage(used)
            events.append(ProviderEvent(.object(members)))
        }
        return events + [ProviderEvent(text: "[DONE]")]
    }

    private static func head(_ object: String, _ model: String) -> JSONObject {
        ["id": "chatcmpl-1", "object": .string(object), "created": 1, "model": .string(model)]
    }

    private static func call(_ answer: ProviderAnswer, _ index: Int) -> JSONValue {
        let call = answer.calls[index]
        return [
            "id": .string("call_\(index + 1)"), "type": "function",
            "function": ["name": .string(call.name), "arguments": .string(call.arguments)],
        ]
    }

    private static func finish(_ answer: ProviderAnswer) -> String { answer.calls.isEmpty ? "stop" : "tool_calls" }

    private static func usage(_ usage: TokenUsage) -> JSONValue {
        [
            "prompt_tokens": .int(usage.inputTokens), "completion_tokens": .int(usage.outputTokens),
            "total_tokens": .int(usage.tokens),
            "prompt_tokens_details": ["cached_tokens": .int(usage.cachedInputTokens)],
        ]
    }
}

extension String {
    /// So many characters each, the last one less.
    func pieces(of size: Int) -> [String] {
        var rest = self[...]
        var pieces: [String] = []
        while !rest.isEmpty {
            pieces.append(String(rest.prefix(size)))
            rest = rest.dropFirst(size)
        }
        return pieces
    }
}
