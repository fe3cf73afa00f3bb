import HubCore

/// Answers of systems that are away, refuse, or say something else than was expected.
enum HTTPAnswers {
    struct Named: Sendable {
        /// For findings.
        let name: String
        /// The most bytes that the request takes as its body.
        let answer: @Sendable (Int) -> ServiceAnswer
    }

    static let all: [Named] = [
        json(404, "{\"error\":{\"code\":\"not_found\",\"message\":\"There is no such thing.\"}}"),
        json(404, ""),
        json(403, "{\"message\":\"Forbidden\"}"),
        json(503, "{\"message\":\"Service Unavailable\"}"),
        json(503, ""),
        json(400, "{\"message\":\"Bad Request\"}"),
        json(401, "{\"error\":\"no\"}"),
        json(409, "[\"conflict\"]"),
        json(422, "{\"detail\":[{\"loc\":[\"body\"]}]}"),
        json(429, "{}"),
        text(500, "<html>Internal Server Error</html>"),
        text(502, "<html>Bad Gateway</html>"),
        json(302, ""),
        json(201, "{}"),
        json(204, ""),
        json(200, ""),
        json(200, "{}"),
        json(200, "null"),
        json(200, "[]"),
        json(200, "[[],null,1,\"two\",{}]"),
        json(200, "true"),
        json(200, "-1e308"),
        json(200, "\"text\""),
        json(200, "{\"cut\":[1,2"),
        text(200, "Not JSON at all."),
        Named(name: "200 with bytes that are no UTF-8") { _ in .http(200, [0xFF, 0xFE, 0x00, 0x80]) },
        Named(name: "200 with 120 arrays, one in the other") { _ in
            .http(200, Array((String(repeating: "[", count: 120) + String(repeating: "]", count: 120)).utf8))
        },
        Named(name: "200 with a text as long as the request allows") { limit in
            let text = Array("{\"text\":\"".utf8)
            let filling = [UInt8](repeating: 0x78, count: max(0, limit - text.count - 2))
            return .http(200, text + filling + Array("\"}".utf8))
        },
    ]

    /// The body with one thing in it changed, each thing once, as far as `most` goes.
    static func changed(_ body: JSONValue, most: Int) -> [Named] {
        var found: [Named] = []
        func add(_ what: String, _ value: JSONValue) {
            found.append(Named(name: "200 with \(what)") { _ in .http(200, value.bytes) })
        }
        /// `put` makes the whole body of the value that stands in the place; nil: without it.
        func change(_ value: JSONValue, at pointer: String, depth: Int, _ put: (JSONValue?) -> JSONValue) {
            guard found.count < most else { return }
            let place = pointer.isEmpty ? "the whole" : pointer
            if !pointer.isEmpty { add("\(place) missing", put(nil)) }
            let others: [(String, JSONValue)] = [
                ("null", .null), ("true", true), ("a number", -7), ("a text", "text"), ("an empty text", ""),
                ("a text of 5000 letters", .string(String(repeating: "ă", count: 5000))), ("an empty array", []),
                ("an empty object", [:]), ("an array of mixed values", [.null, 1, "two", [:]]),
            ]
            for (word, other) in others where other != value { add("\(place) as \(word)", put(other)) }
            guard depth < 6 else { return }
            switch value {
            case .object(let object):
                for name in object.keys {
                    change(object[name] ?? .null, at: "\(pointer)/\(name)", depth: depth + 1) { inner in
                        var copy = object
                        copy[name] = inner
                        return put(.object(copy))
                    }
                }
            case .array(let items):
                for index in items.indices.prefix(2) {
                    change(items[index], at: "\(pointer)/\(index)", depth: depth + 1) { inner in
                        var copy = items
                        if let inner { copy[index] = inner } else { copy.remove(at: index) }
                        return put(.array(copy))
                    }
                }
            case .null, .bool, .number, .string: break
            }
        }
        change(body, at: "", depth: 0) { $0 ?? .null }
        return Array(found.prefix(most))
    }

    private static func json(_ status: Int32, _ body: String) -> Named {
        Named(name: "\(status) with \(body.isEmpty ? "no body" : body)") { _ in .http(status, Array(body.utf8)) }
    }

    private static func text(_ status: Int32, _ body: String) -> Named {
        Named(name: "\(status) with the text \(body)") { _ in
            .http(status, Array(body.utf8), type: body.hasPrefix("<") ? "text/html" : "text/plain")
        }
    }
}
