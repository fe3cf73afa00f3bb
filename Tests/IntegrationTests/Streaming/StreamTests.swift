import Foundation
import HubCore
import Support
import Testing

/// Streams of the real server, straight and through a real nginx with the rules of `deploy/nginx`.
@Suite(.timeLimit(.minutes(5))) struct StreamTests {
    private static let question = #"{"message": "\#(StockAgent.question)", "stream": true}"#

    /// The data of the last event, which must have this name.
    private func last(_ name: String, of response: RawHTTP.Response) throws -> JSONValue {
        #expect(response.status == 200)
        #expect(response.headers["content-type"] == "text/event-stream; charset=utf-8")
        let text = String(decoding: response.body, as: UTF8.self)
        let event = try #require(text.components(separatedBy: "event: \(name)\ndata: ").dropFirst().last, "\(text)")
        return try JSONValue(parsing: event.components(separatedBy: "\n\n")[0])
    }

    @Test(arguments: HubBackend.available) func aStreamEndsWithTheStoredReply(backend: HubBackend) async throws {
        try await HubSite.run(on: backend) { site in
            let hub = try await site.worker(["--demo"])
            let token = try hub.token()
            let key = "Idempotency-Key: \(UUID().uuidString)"
            func ask() async throws -> RawHTTP.Response {
                try await hub.http.request(
                    "POST", "/api/demo/chat", token: token,
                    body: ["message": "Show me debt for customer MST 0104985841", "stream": true], headers: [key])
            }
            let first = try await ask()
            let reply = try last("reply", of: first)
            let text = String(decoding: first.body, as: UTF8.self)
            let names = text.components(separatedBy: "event: ").dropFirst().map { $0.prefix { $0 != "\n" } }
            #expect(names.filter { $0 != "text" } == ["routing", "tool_start", "tool_end", "reply"], "\(text)")
            #expect(names.contains("text"), "\(text)")
            #expect(reply["status"] == "success" && reply["agent"] == "AgentDebt", "\(reply.text)")
            let session = reply["session_id"]?.stringValue ?? ""
            let messages = try await hub.http.request("GET", "/api/demo/sessions/\(session)/messages", token: token)
            #expect(messages.json["messages"]?.arrayValue?.count == 2)
            #expect(messages.json["messages"]?.arrayValue?.last?["reply"] == reply)
            let again = try await ask()
            #expect(again.headers["idempotency-replayed"] == "true")
            #expect(try last("reply", of: again) == reply)
        }
    }

    @Test func whatIsRefusedBeforeIsAnOrdinaryAnswer() async throws {
        let hub = try await HubProcess.start()
        let answer = try await hub.http.request(
            "POST", "/api/demo/chat", token: try hub.token(),
            body: ["message": "x", "agent": "AgentNobody", "stream": true])
        #expect(answer.status == 403 && answer.json["code"] == "agent_not_available", "\(answer.json.text)")
        #expect(answer.headers["content-type"] == "application/problem+json")
        await hub.stop()
    }

    @Test func aStreamUnderWayEndsWithItsReplyWhenTheServerStops() async throws {
        let gate = LoopbackGate()
        let erp = try LoopbackServer { _ in [.wait(gate)] + .json(#"{"sku": "SKU-12345", "level": 12}"#) }
        defer { erp.stop() }
        let agent = try await StockAgent.start(erp: erp.port)
        let connection = try send(to: agent.hub, port: agent.hub.port)
        _ = await erp.received(1)
        async let status = agent.hub.stop()
        let http = agent.hub.http
        try await Patience.until("it takes no new connections") {
            do {
                close(try http.connection())
                return false
            } catch RawHTTP.Failure.connect {
                return true
            }
        }
        gate.open()
        let lines = LineReader(connection)
        var names: [String] = []
        while let line = await lines.next() {
            if line.hasPrefix("event: ") { names.append(line) }
        }
        #expect(names.last == "event: reply")
        #expect(await status == 0)
    }

    /// A connection over which the question was sent.
    private func send(to hub: HubProcess, port: Int) throws -> FileHandle {
        let connection = FileHandle(fileDescriptor: try RawHTTP(port: port).connection(), closeOnDealloc: true)
        let head = """
            POST /api/\(StockAgent.tenant)/chat HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n\
            Authorization: Bearer \(try hub.token(tenant: StockAgent.tenant))\r\n\
            Content-Length: \(Self.question.utf8.count)\r\n\r\n
            """
        try connection.write(contentsOf: Data((head + Self.question).utf8))
        return connection
    }

    /// The model says nothing, so nothing is written either.
    @Test(arguments: [false, true]) func aClientThatGoesEndsTheCallsOfItsTurn(throughNginx: Bool) async throws {
        let model = try LoopbackServer { _ in [.hang] }
        let erp = try LoopbackServer { _ in .json("{}") }
        defer {
            model.stop()
            erp.stop()
        }
        let agent = try await StockAgent.start(
            erp: erp.port,
            environment: [
                "AGENTHUB_OPENAI_BASE_URL": "http://127.0.0.1:\(model.port)/v1", "AGENTHUB_OPENAI_API_KEY": "sk-test",
                "AGENTHUB_OPENAI_MODEL": "scripted", "AGENTHUB_OPENAI_PRICES": "0.15,0.60",
                // Only the client's going can end the call.
                "AGENTHUB_TURN_TIMEOUT_MS": "240000",
            ])
        let nginx = throughNginx ? try NginxServer(upstreams: [UInt16(agent.hub.port)]) : nil
        let port = nginx.map { Int($0.port) } ?? agent.hub.port
        let connection = try send(to: agent.hub, port: port)
        _ = await model.received(1)
        try connection.close()
        await model.ended(1)
        // The scrape is a request itself.
        try await Patience.until("the request has ended") {
            try await agent.hub.metric("agenthub_http_requests_in_flight") == 1
        }
        await agent.hub.stop()
        withExtendedLifetime(nginx) {}
    }
}
