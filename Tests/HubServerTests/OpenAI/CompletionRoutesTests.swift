import HTTPTypes
import HubCore
import HubEngine
import HubSchema
import Synchronization
import Testing

@testable import HubServer

@Suite struct CompletionRoutesTests {
    private static let path = "v1/chat/completions"
    private static let base: JSONObject = ["model": "auto", "messages": [["role": "user", "content": "How many?"]]]

    /// Remembers the turns that it answers.
    private final class Engine: Sendable {
        private let asked = Mutex<[ChatTurn]>([])
        var turns: [ChatTurn] { asked.withLock { $0 } }

        func house(limit: RateVerdict? = nil, failing error: ChatError? = nil) throws -> TurnHouse {
            try TurnHouse(limit: limit) { [self] turn throws(ChatError) in
                asked.withLock { $0.append(turn) }
                if let error { throw error }
                turn.observer?.observe(.words("There are 240.", step: 1))
                return ChatAnswer(reply: .scripted(), rate: nil)
            }
        }
    }

    private func body(_ members: JSONObject = [:]) -> String {
        var body = Self.base
        for (name, value) in members { body[name] = value }
        return JSONValue.object(body).text
    }

    @Test func answersWithACompletionAndTheReply() async throws {
        let engine = Engine()
        let reply = try await engine.house().post(Self.path, body())
        #expect(reply.status == 200 && reply.header("Content-Type") == "application/json; charset=utf-8")
        #expect(reply.header("Content-Length") == "\(reply.text.utf8.count)")
        let json = try #require(reply.json)
        #expect(json["id"]?.stringValue == "chatcmpl-" + (reply.header("X-Request-Id") ?? ""))
        #expect(json["object"] == "chat.completion" && json["created"] == 1_795_334_400 && json["model"] == "auto")
        let choice = try #require(json["choices"]?.arrayValue?.first)
        #expect(choice["message"] == ["role": "assistant", "content": "There are 240.", "refusal": .null])
        #expect(choice["finish_reason"] == "stop")
        #expect(
            json["usage"] == [
                "prompt_tokens": 20, "completion_tokens": 5, "total_tokens": 25,
                "prompt_tokens_details": ["cached_tokens": 4],
            ])
        var rest = try #require(Reply.scripted().json.objectValue)
        rest["text"] = nil
        #expect(json["agenthub"] == .object(rest))
        let violations = try CompiledSchema(.object(CompletionShape.answer.schema)).violations(of: json)
        #expect(violations.isEmpty, "\(violations)")
    }

    @Test func asksTheAgentThatTheModelNames() async throws {
        let engine = Engine()
        let house = try engine.house()
        _ = try await house.post(Self.path, body())
        _ = try await house.post(Self.path, body(["model": "AgentInventory"]))
        #expect(engine.turns.map(\.agent) == [nil, "AgentInventory"])
        #expect(engine.turns.allSatisfy { $0.session == nil && $0.message == "How many?" && $0.isCounted })
        #expect(engine.turns.allSatisfy { $0.observer == nil })
    }

    @Test func takesTheConversationOrTheSession() async throws {
        let engine = Engine()
        let house = try engine.house()
        let session = "019aab50-1111-7000-8000-000000000001"
        let messages: JSONValue = [
            ["role": "system", "content": "Obey."], ["role": "user", "content": "A?"],
            ["role": "assistant", "content": "B."], ["role": "user", "content": "C?"],
        ]
        _ = try await house.post(Self.path, body(["messages": messages]))
        _ = try await house.post(Self.path, body(["messages": messages, "agenthub": ["session_id": .string(session)]]))
        #expect(engine.turns.map(\.message) == ["C?", "C?"])
        #expect(engine.turns[0].session == nil && engine.turns[0].history?.map(\.text) == ["Obey.", "A?", "B."])
        #expect(engine.turns[1].session?.description == session && engine.turns[1].history == nil)
    }

    @Test func streamsWhenItIsAsked() async throws {
        let engine = Engine()
        let reply = try await engine.house().post(
            Self.path, body(["stream": true, "stream_options": ["include_usage": true]]))
        #expect(reply.header("Content-Type") == "text/event-stream; charset=utf-8")
        let stream = try StreamText(reply.text)
        #expect(stream.content == "There are 240." && stream.names.last == "[DONE]")
        #expect(stream.data.last?["choices"] == [] && stream.data.last?["usage"]?["total_tokens"] == 25)
        #expect(engine.turns.first?.observer?.canWithdrawWords == false)
    }

    @Test func tellsErrorsInOpenAIsForm() async throws {
        func error(_ reply: House.Reply) -> [JSONValue?] {
            #expect(reply.header("Content-Type") == "application/json; charset=utf-8")
            #expect(reply.json?["error"]?["message"]?.stringValue?.isEmpty == false)
            let error = reply.json?["error"]
            return [.int(reply.status), error?["type"], error?["param"], error?["code"]]
        }
        let house = try Engine().house(failing: .agentNotAvailable)
        #expect(
            try await error(house.post(Self.path, body(["model": "Nobody"])))
                == [404, "invalid_request_error", "model", "model_not_found"])
        #expect(
            try await error(house.post(Self.path, body(), token: "x"))
                == [401, "authentication_error", .null, "invalid_token"])
        #expect(
            try await error(house.post(Self.path, body(), token: house.token(.rival)))
                == [403, "permission_error", .null, "wrong_tenant"])
        #expect(
            try await error(house.post(Self.path, body(["messages": [["role": "user"]]])))
                == [400, "invalid_request_error", "messages[0].content", "invalid_body"])
        #expect(try await error(house.post(Self.path, "{")) == [400, "invalid_request_error", .null, "invalid_json"])
        #expect(
            try await error(house.send(.put, Self.path)) == [405, "invalid_request_error", .null, "method_not_allowed"])
        #expect(
            try await error(house.send(.get, "v1/nothing")) == [404, "invalid_request_error", .null, "no_such_route"])
        let busy = try Engine().house(limit: RateVerdict(states: [], retryAfter: .seconds(7)))
        let limited = try await busy.post(Self.path, body())
        #expect(error(limited) == [429, "rate_limit_error", .null, "rate_limited"])
        #expect(limited.header("Retry-After") == "7")
        let lost = try Engine().house(failing: .sessionNotFound)
        #expect(try await error(lost.post(Self.path, body(["stream": true])))[0] == 404)
    }

    @Test func takesAWholeConversation() async throws {
        let engine = Engine()
        let house = try engine.house()
        let long = String(repeating: "x", count: 60_000)
        let said = (0..<10).map { _ in ["role": "assistant", "content": .string(long)] as JSONValue }
        let messages = JSONValue.array(said + [["role": "user", "content": "How many?"]])
        #expect(try await house.post(Self.path, body(["messages": messages])).status == 200)
        let tooMuch = JSONValue.array(said + said + [["role": "user", "content": "How many?"]])
        #expect(try await house.post(Self.path, body(["messages": tooMuch])).status == 413)
        let question: JSONValue = [["role": "user", "content": .string(long + long)]]
        #expect(try await house.post(Self.path, body(["messages": question])).status == 400)
        #expect(engine.turns.count == 1)
    }

    @Test func listsTheAgents() async throws {
        let house = try Engine().house()
        let list = try await house.send(.get, "v1/models")
        let auto: JSONValue = ["id": "auto", "object": "model", "created": 0, "owned_by": "acme-corp"]
        #expect(list.json?["object"] == "list" && list.json?["data"]?.arrayValue?.first == auto)
        #expect(list.json?["data"]?.arrayValue?.compactMap { $0["id"] } == ["auto", "AgentInventory"])
        #expect(try await house.send(.get, "v1/models/AgentInventory").json?["id"] == "AgentInventory")
        #expect(try await house.send(.get, "v1/models/auto").json == auto)
        let nobody = try await house.send(.get, "v1/models/Nobody")
        #expect(nobody.status == 404 && nobody.json?["error"]?["code"] == "model_not_found")
    }

    @Test func passesOverWhatItDoesNotKnow() async throws {
        #expect(try await Engine().house().post(Self.path, body(["tomorrows_field": [1, ["x": "y"]]])).status == 200)
    }

    private static let values: [(type: String, value: JSONValue)] = [
        ("null", .null), ("true", true), ("false", false), ("one", 1), ("fraction", 0.5), ("string", "none"),
        ("empty", []), ("array", [[:]]), ("object", [:]), ("text", ["type": "text"]), ("json", ["type": "json_object"]),
        ("modalities", ["text", "audio"]), ("tools", [["type": "function"]]), ("usage", ["include_usage": 1]),
    ]

    /// What the body's schema says in the document is what is read: field by field.
    @Test func everyFieldIsReadAsItsSchemaSays() async throws {
        let house = try Engine().house()
        let schema = try CompiledSchema(.object(CompletionBody.shape.schema))
        var refused = 0
        for field in CompletionBody.shape.fields {
            for (type, value) in Self.values {
                var members = Self.base
                members[field.name] = value
                let isAccepted = schema.violations(of: .object(members)).isEmpty
                let reply = try await house.post(Self.path, JSONValue.object(members).text)
                #expect(isAccepted == (reply.status == 200), "\(field.name) \(type): \(reply.text)")
                if isAccepted { continue }
                refused += 1
                let param = reply.json?["error"]?["param"]?.stringValue ?? ""
                #expect(param.hasPrefix(field.name), "\(field.name) \(type): \(reply.text)")
            }
        }
        #expect(refused > 80)
    }
}
