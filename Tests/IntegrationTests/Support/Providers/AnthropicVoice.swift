import HubCore

/// Answers as the messages API has them.
enum AnthropicVoice {
    static func whole(_ answer: ProviderAnswer, by model: String) -> JSONValue {
        var content: [JSONValue] = answer.words.isEmpty ? [] : [["type": "text", "text": .string(answer.text)]]
        for index in answer.calls.indices {
            content.append(
                block(answer, index, input: (try? JSONValue(parsing: Array(answer.calls[index].arguments.utf8))) ?? [:])
            )
        }
        var members = message(model, content)
        members["stop_reason"] = .string(stop(answer))
        if let usage = answer.usage { members["usage"] = Self.usage(usage, output: usage.outputTokens) }
        return .object(members)
    }

    static func events(_ answer: ProviderAnswer, by model: String) -> [ProviderEvent] {
        func event(_ type: String, _ members: JSONObject, isWords: Bool = false) -> ProviderEvent {
            var data: JSONObject = ["type": .string(type)]
            for (key, value) in members { data[key] = value }
            return ProviderEvent(.object(data), name: type, isWords: isWords)
        }
        var start = message(model, [])
        start["stop_reason"] = .null
        if let usage = answer.usage { start["usage"] = Self.usage(usage, output: 1) }
        var events = [event("message_start", ["message": .object(start)]), event("ping", [:])]
        var index = 0
        func add(_ block: JSONValue, _ deltas: [JSONValue], areWords: Bool) {
            events.append(event("content_block_start", ["index": .int(index), "content_block": block]))
            events += deltas.map {
                event("content_block_delta", ["index": .int(index), "delta": $0], isWords: areWords)
            }
            events.append(event("content_block_stop", ["index": .int(index)]))
            index += 1
        }
        if !answer.words.isEmpty {
            add(
                ["type": "text", "text": ""],
                answer.words.map { ["type": "text_delta", "text": .string($0)] }, areWords: true)
        }
        for call in answer.calls.indices {
            add(
                block(answer, call, input: [:]),
                answer.calls[call].arguments.pieces(of: 7).map {
                    ["type": "input_json_delta", "partial_json": .string($0)]
                }, areWords: false)
        }
        var ending: JSONObject = ["delta": ["stop_reason": .string(stop(answer)), "stop_sequence": nil]]
        if let usage = answer.usage { ending["usage"] = ["output_tokens": .int(usage.outputTokens)] }
        events.append(event("message_delta", ending))
        return events + [event("message_stop", [:])]
    }

    private static func message(_ model: String, _ content: [JSONValue]) -> JSONObject {
        [
            "id": "msg_1", "type": "message", "role": "assistant", "model": .string(model),
            "content": .array(content), "stop_sequence": nil,
        ]
    }

    private static func block(_ answer: ProviderAnswer, _ index: Int, input: JSONValue) -> JSONValue {
        [
            "type": "tool_use", "id": .string("toolu_\(index + 1)"), "name": .string(answer.calls[index].name),
            "input": input,
        ]
    }

    private static func stop(_ answer: ProviderAnswer) -> String { answer.calls.isEmpty ? "end_turn" : "tool_use" }

    /// What was read from the cache stands beside the input here, not within it.
    private static func usage(_ usage: TokenUsage, output: Int) -> JSONValue {
        [
            "input_tokens": .int(usage.inputTokens - usage.cachedInputTokens),
            "cache_read_input_tokens": .int(usage.cachedInputTokens), "cache_creation_input_tokens": 0,
            "output_tokens": .int(output),
        ]
    }
}
