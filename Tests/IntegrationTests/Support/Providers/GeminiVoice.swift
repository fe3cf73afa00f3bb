import HubCore

/// Answers as `generateContent` and `streamGenerateContent` have them.
enum GeminiVoice {
    static func whole(_ answer: ProviderAnswer, by model: String) -> JSONValue {
        var parts: [JSONValue] = answer.words.isEmpty ? [] : [["text": .string(answer.text)]]
        parts += answer.calls.map(part)
        return response(parts, model, isLast: true, answer.usage)
    }

    /// A call comes whole, in a part of its own.
    static func events(_ answer: ProviderAnswer, by model: String) -> [ProviderEvent] {
        var parts: [(JSONValue, isWords: Bool)] = answer.words.map { (["text": .string($0)], true) }
        parts += answer.calls.map { (part($0), false) }
        return parts.enumerated().map { index, part in
            let isLast = index == parts.count - 1
            return ProviderEvent(
                response([part.0], model, isLast: isLast, isLast ? answer.usage : nil), isWords: part.isWords)
        }
    }

    private static func response(
        _ parts: [JSONValue], _ model: String, isLast: Bool, _ usage: TokenUsage?
    ) -> JSONValue {
        var candidate: JSONObject = ["content": ["role": "model", "parts": .array(parts)], "index": 0]
        if isLast { candidate["finishReason"] = "STOP" }
        var members: JSONObject = [
            "candidates": [.object(candidate)], "modelVersion": .string(model), "responseId": "1",
        ]
        if let usage {
            members["usageMetadata"] = [
                "promptTokenCount": .int(usage.inputTokens), "cachedContentTokenCount": .int(usage.cachedInputTokens),
                "candidatesTokenCount": .int(usage.outputTokens), "totalTokenCount": .int(usage.tokens),
            ]
        }
        return .object(members)
    }

    private static func part(_ call: ProviderAnswer.Call) -> JSONValue {
        let arguments = (try? JSONValue(parsing: Array(call.arguments.utf8))) ?? [:]
        return ["functionCall": ["name": .string(call.name), "args": arguments]]
    }
}
