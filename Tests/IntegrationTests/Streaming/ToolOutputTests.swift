import Foundation
import HubCore
import Support
import Testing

/// What a real plugin says while it works, and what it writes, as a client of the real server gets it.
@Suite(.timeLimit(.minutes(5))) struct ToolOutputTests {
    private struct Event {
        var name: String
        var data: JSONValue
    }

    /// Of a body as it came, in chunks.
    private func events(_ body: String) throws -> [Event] {
        try Self.unchunked(body).components(separatedBy: "\n\n").compactMap { block in
            let lines = block.components(separatedBy: "\n")
            guard let name = lines.first(where: { $0.hasPrefix("event: ") }),
                let data = lines.first(where: { $0.hasPrefix("data: ") })
            else { return nil }
            return Event(name: String(name.dropFirst(7)), data: try JSONValue(parsing: String(data.dropFirst(6))))
        }
    }

    private func said(_ events: [Event]) -> String {
        events.filter { $0.name == "tool_output" }.compactMap { $0.data["text"]?.stringValue }.joined()
    }

    private func numbers(_ text: String, _ count: Int) -> String { (0..<count).map { "\(text)\($0);" }.joined() }

    @Test func twoHundredChunksComeInTheirOrderBetweenTheCallsStartAndItsEnd() async throws {
        try await StreamingAgent.run { agent in
            try await agent.add("bees", ["text": "ong ", "times": 200, "numbered": true, "streamed": true])
            let answer = try await agent.ask("bees")
            let events = try events(String(decoding: answer.body, as: UTF8.self))
            let names = events.map(\.name)
            let (start, end) = (names.firstIndex(of: "tool_start"), names.firstIndex(of: "tool_end"))
            #expect(
                names.indices.filter { names[$0] == "tool_output" }
                    == Array(try #require(start) + 1..<(try #require(end))))
            #expect(names.count { $0 == "tool_output" } == 200)
            #expect(said(events) == numbers("ong ", 200))
            #expect(
                events.allSatisfy {
                    $0.name != "tool_output" || $0.data["call"] == 1 && $0.data["name"] == "tell_story"
                })
            let reply = try #require(events.last)
            #expect(reply.name == "reply" && reply.data["data"] == ["text": .string(numbers("ong ", 200))])
            // In one piece nothing of it is shown, and the reply is the same.
            let whole = try await agent.hub.ask("Tell me a story about bees", tenant: "bees").json
            #expect(whole["data"] == reply.data["data"], "\(whole.text)")
        }
    }

    /// The system's own buffers may hold all that a call may say, so that its wait for a reader is shown by the tests of the queue.
    @Test func aSlowReaderHoldsUpNobodyElseAndGetsAll() async throws {
        let chunk = String(repeating: "x", count: 60_000)
        try await StreamingAgent.run { agent in
            for tenant in ["slow", "quick"] {
                try await agent.add(tenant, ["text": .string(chunk), "times": 17, "numbered": true])
            }
            let connection = try agent.open("slow")
            let quick = try events(String(decoding: try await agent.ask("quick").body, as: UTF8.self))
            #expect(quick.last?.name == "reply" && said(quick) == numbers(chunk, 17))
            let slow = try await Self.text(of: connection)
            let body = slow.components(separatedBy: "\r\n\r\n").dropFirst().joined(separator: "\r\n\r\n")
            let events = try events(body)
            #expect(events.last?.name == "reply" && said(events) == numbers(chunk, 17))
            try await Patience.until("the call is over") { try await agent.callsInFlight() == 0 }
        }
    }

    /// All that comes until the connection ends, read on a thread of its own.
    private static func text(of connection: FileHandle) async throws -> String {
        try await withCheckedThrowingContinuation { continuation in
            Thread {
                continuation.resume(
                    with: Result { String(decoding: try connection.readToEnd() ?? Data(), as: UTF8.self) })
            }.start()
        }
    }

    /// The text of a chunked body (RFC 9112 §7.1).
    private static func unchunked(_ body: String) -> String {
        var rest = Array(body.utf8)[...]
        var text: [UInt8] = []
        while let end = rest.firstRange(of: Array("\r\n".utf8)),
            let count = Int(String(decoding: rest[..<end.lowerBound], as: UTF8.self), radix: 16), count > 0,
            rest.endIndex - end.upperBound >= count
        {
            text += rest[end.upperBound..<end.upperBound + count]
            rest = rest[(end.upperBound + count)...].dropFirst(2)
        }
        return String(decoding: text, as: UTF8.self)
    }

    @Test func aClientThatGoesCancelsTheCallThatWaitsForIt() async throws {
        try await StreamingAgent.run { agent in
            let chunk = String(repeating: "x", count: 60_000)
            try await agent.add("bees", ["text": .string(chunk), "times": 17, "numbered": true])
            let connection = try agent.open("bees")
            try await Patience.until("the call is under way") { try await agent.callsInFlight() == 1 }
            try connection.close()
            try await Patience.until("the call is over") { try await agent.callsInFlight() == 0 }
            // It was cancelled: nothing of the turn is stored.
            let sessions = try await agent.hub.http.request(
                "GET", "/api/bees/sessions", token: try agent.hub.token(tenant: "bees"))
            #expect(sessions.json["sessions"] == [], "\(sessions.json.text)")
        }
    }

    @Test func aSecretOverTwoChunksIsShownToNobody() async throws {
        let secret = "hunter2-hunter3-hunter4"
        try await StreamingAgent.run { agent in
            try await agent.add("bees", ["secret": "erp", "streamed": true], secret: secret)
            let text = String(decoding: try await agent.ask("bees").body, as: UTF8.self)
            let events = try events(text)
            #expect(said(events) == "before ••• behind")
            #expect(events.last?.data["data"] == ["text": "before ••• behind"])
            let shown = Self.unchunked(text)
            #expect(!shown.contains("hunter2") && !shown.contains("hunter4"))
        }
    }

    @Test func aFileThatAToolWritesIsTheCallersToDownload() async throws {
        try await StreamingAgent.run { agent in
            try await agent.add(
                "bees", type: "WRITE",
                ["text": "hive,kilos\n1,3\n", "times": 100_000, "name": "honey.csv", "waiting": true])
            try await agent.add("wasps", ["text": "x"])
            let events = try events(String(decoding: try await agent.ask("bees").body, as: UTF8.self))
            let reply = try #require(events.last?.data)
            let id = try #require(reply["data"]?["file"]?["blob"]?.stringValue, "\(reply.text)")
            func get(_ path: String, _ tenant: String = "bees", user: String = "tester") async throws
                -> RawHTTP.Response
            {
                try await agent.hub.http.request(
                    "GET", "/api/\(tenant)/\(path)", token: try agent.hub.token(tenant: tenant, user: user))
            }
            let file = try await get("files/\(id)").json
            #expect(file["name"] == "honey.csv" && file["media_type"] == "text/csv" && file["size"] == 1_500_000)
            let content = try await get("files/\(id)/content")
            #expect(content.status == 200 && content.headers["content-length"] == "1500000")
            #expect(content.headers["content-disposition"]?.hasPrefix("attachment; ") == true)
            #expect(content.headers["x-content-type-options"] == "nosniff")
            #expect(content.body == Array(String(repeating: "hive,kilos\n1,3\n", count: 100_000).utf8))
            let session = reply["session_id"]?.stringValue ?? ""
            let messages = try await get("sessions/\(session)/messages").json["messages"]?.arrayValue
            #expect(messages?.last?["attachments"]?.arrayValue?.map { $0["id"] } == [.string(id)])
            // Nobody else's: neither another user's of the tenant nor another tenant's.
            #expect(try await get("files/\(id)/content", user: "other").status == 404)
            #expect(try await get("files/\(id)/content", "wasps").status == 404)
        }
    }
}
