import HubCore
import Support

/// An OpenAI-compatible model that calls every tool with the code of the question, then says what it was told, and whose
/// key it was told it with.
enum CanaryModel {
    static func script(_ fleet: CanaryFleet) -> LoopbackServer.Script {
        let marks = Dictionary(uniqueKeysWithValues: fleet.tenants.map { ("Bearer \($0.key)", $0.mark) })
        return { request in
            guard let mark = marks[request.header("authorization") ?? ""] else { return .json("{}", status: 401) }
            let body = (try? JSONValue(parsing: request.body)) ?? .null
            let messages = body["messages"]?.arrayValue ?? []
            let question = messages.last { $0["role"] == "user" }?["content"]?.stringValue ?? ""
            if body["tools"]?.arrayValue?.isEmpty ?? true, messages.last?["role"] != "tool" {
                return completion(content: Self.route)
            }
            guard let last = messages.last, last["role"] == "tool" else { return calls(of: question) }
            let results = messages.suffix(while: { $0["role"] == "tool" }).compactMap { $0["content"]?.stringValue }
            return completion(content: "\(mark) was asked: \(question) and told: \(results.joined(separator: " "))")
        }
    }

    private static let route = #"""
        {"agents": ["\#(CanaryFleet.agent)"], "language": "en", "intent": "ledger", "confidence": 0.9}
        """#

    private static func calls(of question: String) -> [LoopbackAction] {
        let code = question.split(separator: " ").last.map(String.init) ?? ""
        let calls: [JSONValue] = CanaryFleet.tools.map { tool in
            let arguments: JSONValue = ["code": .string(code)]
            return [
                "id": .string("call_\(tool)"), "type": "function",
                "function": ["name": .string(tool), "arguments": .string(arguments.text)],
            ]
        }
        return completion(["role": "assistant", "content": nil, "tool_calls": .array(calls)], finish: "tool_calls")
    }

    private static func completion(content: String) -> [LoopbackAction] {
        completion(["role": "assistant", "content": .string(content)], finish: "stop")
    }

    private static func completion(_ message: JSONValue, finish: String) -> [LoopbackAction] {
        let body: JSONValue = [
            "id": "c", "object": "chat.completion", "created": 1, "model": "shared",
            "choices": [["index": 0, "message": message, "finish_reason": .string(finish)]],
            "usage": ["prompt_tokens": 10, "completion_tokens": 2, "total_tokens": 12],
        ]
        return .json(body.text)
    }
}

extension [JSONValue] {
    /// The last elements that all satisfy a condition.
    fileprivate func suffix(while condition: (JSONValue) -> Bool) -> ArraySlice<JSONValue> {
        self[(lastIndex { !condition($0) }.map { $0 + 1 } ?? startIndex)...]
    }
}
