import HubCore
import Support

/// An OpenAI-compatible model that calls every tool that it is offered with the code of the question, then says what it was
/// told, and whose key it was told it with. It knows the keys of its own customers only.
enum CanaryModel {
    static func script(_ fleet: CanaryFleet, provider: Int) -> LoopbackServer.Script {
        let customers = fleet.tenants.filter { $0.provider == provider }
        let marks = Dictionary(uniqueKeysWithValues: customers.map { ("Bearer \($0.key)", $0.mark) })
        return { request in
            guard let mark = marks[request.header("authorization") ?? ""] else { return .json("{}", status: 401) }
            let body = (try? JSONValue(parsing: request.body)) ?? .null
            let messages = body["messages"]?.arrayValue ?? []
            let question = messages.last { $0["role"] == "user" }?["content"]?.stringValue ?? ""
            let tools = (body["tools"]?.arrayValue ?? []).compactMap { $0["function"]?["name"]?.stringValue }
            if tools.isEmpty, messages.last?["role"] != "tool" { return route(question) }
            guard let last = messages.last, last["role"] == "tool" else { return calls(tools, of: question) }
            let results = messages.suffix(while: { $0["role"] == "tool" }).compactMap { $0["content"]?.stringValue }
            return completion(content: "\(mark) was asked: \(question) and told: \(results.joined(separator: " "))")
        }
    }

    private static func route(_ question: String) -> [LoopbackAction] {
        let agent = CanaryFleet.Agent.allCases.first { question.contains($0.question("")) }
        return completion(
            content: #"""
                {"agents": ["\#(agent?.rawValue ?? "")"], "language": "en", "intent": "a look-up", "confidence": 0.9}
                """#)
    }

    private static func calls(_ tools: [String], of question: String) -> [LoopbackAction] {
        let code = question.split(separator: " ").last.map(String.init) ?? ""
        let calls: [JSONValue] = tools.map { tool in
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
