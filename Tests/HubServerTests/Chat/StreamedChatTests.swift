import HTTPTypes
import HubCore
import HubEngine
import HubMetrics
import HubSchema
import Synchronization
import Testing

@testable import HubServer

@Suite struct StreamedChatTests {
    private static let routed = TurnEvent.routed(
        agent: "AgentInventory", language: .vietnamese, intent: "get_stock", confidence: 0.98765, router: .local)

    private let events: [TurnEvent] = [
        Self.routed, .toolStarted(call: 1, name: "get_stock"),
        .toolOutput(call: 1, name: "get_stock", text: "Counting\n"), .toolOutput(call: 1, name: "get_stock", text: ""),
        .toolEnded(call: 1, name: "get_stock", status: "ok", milliseconds: 1.23456), .words("Wrong", step: 2),
        .wordsWithdrawn(step: 2), .words("There are\n", step: 2), .words("", step: 2), .words("240.", step: 2),
    ]

    @Test func sendsWhatHappensInItsOrderAndThenTheReplyAsInOnePiece() async throws {
        let house = try TurnHouse { [events] turn in
            for event in events { turn.observer?.observe(event) }
            return ChatAnswer(reply: .scripted(), rate: nil)
        }
        let reply = try await house.post("chat", TurnHouse.question)
        #expect(reply.status == 200)
        #expect(reply.header("Content-Type") == "text/event-stream; charset=utf-8")
        #expect(reply.header("Cache-Control") == "no-store" && reply.header("X-Accel-Buffering") == "no")
        #expect(reply.header("Content-Length") == nil)
        let stream = try StreamText(reply.text)
        #expect(
            stream.names == [
                "routing", "tool_start", "tool_output", "tool_end", "text", "text_reset", "text", "text", "reply",
            ])
        #expect(
            stream.data.dropLast().map(\.text) == [
                #"{"agent":"AgentInventory","language":"vi","intent":"get_stock","confidence":0.988,"router":"local"}"#,
                #"{"call":1,"name":"get_stock"}"#, #"{"call":1,"name":"get_stock","text":"Counting\n"}"#,
                #"{"call":1,"name":"get_stock","status":"ok","ms":1.235}"#,
                #"{"text":"Wrong","step":2}"#, #"{"step":2}"#, #"{"text":"There are\n","step":2}"#,
                #"{"text":"240.","step":2}"#,
            ])
        let whole = try await house.post("chat", #"{"message": "How many?"}"#)
        #expect(stream.data.last?.text == whole.text && whole.header("Content-Type")?.contains("json") == true)
        #expect(house.logs.lines.compactMap { $0["stream"] } == ["complete"])
        #expect(house.registry.exposition().contains(#"agenthub_http_streams_total{outcome="complete"} 1"#))
        #expect(house.registry.exposition().contains("agenthub_http_requests_in_flight 0\n"))
    }

    @Test func everyEventIsAsItIsDescribed() async throws {
        let shape = ChatStreamShape.stream
        let described = try #require(shape.schema["x-events"]?.objectValue)
        let house = try TurnHouse { [events] turn throws(ChatError) in
            for event in events { turn.observer?.observe(event) }
            if turn.message == "fail" { throw .storage(.commit) }
            return ChatAnswer(reply: .scripted(), rate: nil)
        }
        var seen: Set<String> = []
        func check(_ text: String) throws {
            for case .event(let name?, let data?, _) in try StreamText(text).blocks {
                let reference = try #require(described[name]?["$ref"]?.stringValue, "\(name)")
                let part = try #require(shape.parts.first { $0.reference["$ref"]?.stringValue == reference })
                let violations = try CompiledSchema(.object(part.schema)).violations(of: data)
                #expect(violations.isEmpty, "\(name): \(violations)")
                seen.insert(name)
            }
        }
        try check(try await house.post("chat", TurnHouse.question).text)
        try check(try await house.post("chat", #"{"message": "fail", "stream": true}"#).text)
        #expect(seen == Set(described.keys))
        try check(try #require(shape.example.stringValue))
        _ = try StreamText(try #require(CompletionShape.stream.example.stringValue))
    }

    @Test func wordsCanBeWithdrawnHere() async throws {
        let house = try TurnHouse { turn in
            #expect(turn.observer?.canWithdrawWords == true)
            return ChatAnswer(reply: .scripted(), rate: nil)
        }
        // A turn that shows nothing has its reply.
        #expect(try StreamText(try await house.post("chat", TurnHouse.question).text).names == ["reply"])
    }

    @Test func refusesAsEverWhatIsRefusedBeforeTheFirstEvent() async throws {
        let errors: [(ChatError, Int)] = [
            (.agentNotAvailable, 403), (.sessionNotFound, 404), (.sessionBusy, 409), (.overloaded, 503),
            (.shuttingDown, 503), (.storage(.window), 503),
            (.rateLimited(RateVerdict(states: [], retryAfter: .seconds(3))), 429),
        ]
        for (error, status) in errors {
            let reply = try await TurnHouse { _ throws(ChatError) in throw error }.post("chat", TurnHouse.question)
            #expect(reply.status == status && reply.code != nil, "\(error)")
            #expect(reply.header("Content-Type") == "application/problem+json")
        }
        let untouched = try TurnHouse { _ throws(ChatError) in
            Issue.record("the engine was asked")
            throw .cancelled
        }
        #expect(try await untouched.post("chat", TurnHouse.question, token: "x").status == 401)
        for body in [#"{"stream": true}"#, #"{"message": "x", "stream": "yes"}"#] {
            #expect(try await untouched.post("chat", body).status == 422)
        }
    }

    @Test func tellsInTheStreamWhatFailsAfterwards() async throws {
        let house = try TurnHouse { turn throws(ChatError) in
            turn.observer?.observe(Self.routed)
            throw .storage(.commit)
        }
        let reply = try await house.post("chat", TurnHouse.question)
        #expect(reply.status == 200)
        let stream = try StreamText(reply.text)
        #expect(stream.names == ["routing", "error"])
        let problem = try #require(stream.data.last)
        #expect(problem["code"] == "storage_unavailable" && problem["status"] == 503)
        #expect(problem["request_id"]?.stringValue == reply.header("X-Request-Id"))
        let line = try #require(house.logs.lines.last)
        #expect(line["stream"] == "error" && line["status"] == "200" && line["ms"] != nil)
    }

    // MARK: Idempotency

    /// An engine that keeps its reply under the key, as its transaction does.
    private func keeping(_ turns: Counter) throws -> TurnHouse {
        let box = Mutex<ScriptedIdempotency?>(nil)
        let house = try TurnHouse { turn throws(ChatError) in
            turns.add()
            turn.observer?.observe(Self.routed)
            let reply = Reply.scripted()
            if let hold = turn.idempotency {
                do {
                    try box.withLock { $0 }?.keep(
                        KeptAnswer(hold: hold, answer: IdempotentAnswer(status: 200, body: reply.json.text)))
                } catch {
                    throw .superseded
                }
            }
            return ChatAnswer(reply: reply, rate: nil)
        }
        box.withLock { $0 = house.idempotency }
        return house
    }

    private final class Counter: Sendable {
        private let value = Atomic(0)
        var count: Int { value.load(ordering: .relaxed) }
        func add() { value.add(1, ordering: .relaxed) }
    }

    @Test func aRepeatedStreamIsTheStoredReply() async throws {
        let turns = Counter()
        let house = try keeping(turns)
        let first = try await house.post("chat", TurnHouse.question, [("Idempotency-Key", "k")])
        let again = try await house.post("chat", TurnHouse.question, [("Idempotency-Key", "k")])
        #expect(turns.count == 1)
        #expect(again.header("Idempotency-Replayed") == "true" && first.header("Idempotency-Replayed") == nil)
        #expect(again.header("Content-Type") == "text/event-stream; charset=utf-8")
        let (replies, repeated) = (try StreamText(first.text), try StreamText(again.text))
        #expect(replies.names == ["routing", "reply"] && repeated.names == ["reply"])
        #expect(replies.data.last == repeated.data.last)
    }

    @Test func aCompletionRepeatedIsTheStoredReply() async throws {
        let turns = Counter()
        let house = try keeping(turns)
        for stream in ["false", "true"] {
            let body = #"{"model": "auto", "messages": [{"role": "user", "content": "x"}], "stream": \#(stream)}"#
            let first = try await house.post("v1/chat/completions", body, [("Idempotency-Key", stream)])
            let again = try await house.post("v1/chat/completions", body, [("Idempotency-Key", stream)])
            #expect(again.header("Idempotency-Replayed") == "true" && first.header("Idempotency-Replayed") == nil)
            if stream == "true" {
                #expect(try StreamText(again.text).content == "There are 240.")
            } else {
                #expect(again.json?["agenthub"] == first.json?["agenthub"] && again.json?["object"] != nil)
            }
        }
        #expect(turns.count == 2)
    }

    @Test func theKeyIsHeldForAsLongAsTheStreamTakes() async throws {
        let begun = Signal()
        let go = Signal()
        let house = try TurnHouse { turn throws(ChatError) in
            turn.observer?.observe(Self.routed)
            begun.come()
            do { try await go.wait() } catch { throw .cancelled }
            return ChatAnswer(reply: .scripted(), rate: nil)
        }
        async let reply = house.post("chat", TurnHouse.question, [("Idempotency-Key", "k")])
        try await begun.wait()
        try await house.execution.claims.renew()
        #expect(house.idempotency.kept.renewals == [1])
        #expect(try await house.post("chat", TurnHouse.question, [("Idempotency-Key", "k")]).code == "idempotency_busy")
        go.come()
        #expect(try StreamText(try await reply.text).names == ["routing", "reply"])
        try await house.execution.claims.renew()
        #expect(house.idempotency.kept.renewals == [1])
    }

    @Test func aKeyThatIsLostEndsTheTurnAndTheStream() async throws {
        let begun = Signal()
        let house = try TurnHouse { turn throws(ChatError) in
            turn.observer?.observe(Self.routed)
            begun.come()
            do { try await Signal().wait() } catch {}
            throw .cancelled
        }
        async let reply = house.post("chat", TurnHouse.question, [("Idempotency-Key", "k")])
        try await begun.wait()
        house.idempotency.change { state in
            for key in state.rows.keys { state.rows[key]?.fence = "thief" }
        }
        try await house.execution.claims.renew()
        let stream = try StreamText(try await reply.text)
        #expect(stream.names == ["routing", "error"] && stream.data.last?["code"] == "idempotency_busy")
    }
}
