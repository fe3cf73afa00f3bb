import PluginSDK
import Synchronization

/// Sends the request that its arguments describe and tells the response.
struct HTTPProbe: Tool {
    func invoke(_ call: Call) {
        var request = HTTPRequest(
            method: call.input["method"]?.stringValue ?? "GET", url: call.input["url"]?.stringValue ?? "")
        request.headers = [("X-One", "1"), ("X-Two", "2")]
        request.body = Array((call.input["body"]?.stringValue ?? "").utf8)
        request.maximumResponseBytes = 1000
        request.redirects = 2
        request.authorization =
            switch call.input["auth"]?.stringValue {
            case "user": .userJWT
            case .some(let name): .credential(name)
            case nil: .none
            }
        call.http.send(request) { answer in
            call.complete {
                let response = try answer.get()
                return [
                    "status": .number(JSONNumber(response.status)), "headers": response.headers,
                    "body": .string(String(decoding: response.body, as: UTF8.self)),
                ]
            }
        }
    }
}

/// Does with the cache what `do` names.
struct CacheTool: Tool {
    func invoke(_ call: Call) throws {
        let key = Array((call.input["key"]?.stringValue ?? "").utf8)
        switch call.input["do"]?.stringValue {
        case "get":
            call.keyValueStore.get(key) { answer in
                call.complete { .string(String(decoding: try answer.get(), as: UTF8.self)) }
            }
        case "put":
            let value = Array((call.input["value"]?.stringValue ?? "").utf8)
            let lifetime = call.input["milliseconds"]?.numberValue?.intValue.map { Duration.milliseconds($0) }
            call.keyValueStore.put(key, value: value, lifetime: lifetime) { answer in
                call.complete {
                    try answer.get()
                    return true
                }
            }
        case "remove":
            call.keyValueStore.remove(key) { answer in
                call.complete {
                    try answer.get()
                    return true
                }
            }
        case _: throw ToolError(.invalidInput, "The cache cannot do that.")
        }
    }
}

/// Tells what it can know of its call, and writes to the log.
struct FactsTool: Tool {
    func invoke(_ call: Call) {
        call.log(.warning, "Seen: \(call.input["word"]?.stringValue ?? "nothing")")
        let deadline = call.deadline.nanoseconds
        call.complete(with: ["deadline": .string(String(deadline)), "cancelled": .bool(call.isCancelled)])
        // Over now: the host does not know the call any more.
        let isOver = call.isCancelled && call.deadline < .now()
        call.log(.trace, isOver ? "over" : "not over")
    }
}

/// Keeps its calls until they are cancelled.
final class HoldingTool: Tool {
    private let calls = Mutex<[Call.ID: Call]>([:])

    func invoke(_ call: Call) {
        calls.withLock { $0[call.id] = call }
        call.log(.debug, "held")
        // It may have been cancelled before it was here to be found.
        if call.isCancelled { cancel(call.id) }
    }

    func cancel(_ id: Call.ID) {
        let call = calls.withLock { $0.removeValue(forKey: id) }
        call?.fail(ToolError(.cancelled, call?.isCancelled == true ? "Cancelled." : "Cancelled, says who?"))
    }
}
