import HubCore
import Support
import Testing

/// A caller's trace goes through the service: into the answer, and on to tools and models.
@Suite struct TracePropagationTests {
    private static let trace = "4bf92f3577b34da6a3ce929d0e0e4736"

    @Test func goesOnToToolsAndModels() async throws {
        let agent = try SecretAgent()
        defer { agent.stop() }
        try await HubSite.run(on: .embedded) { site in
            let hub = try await site.worker(agent.arguments)
            try await agent.write(on: hub)
            let response = try await hub.ask(
                SecretAgent.question, tenant: "acme", headers: ["traceparent: 00-\(Self.trace)-00f067aa0ba902b7-01"])
            #expect(response.json["status"] == "success", "\(response.json.text)")
            #expect(response.json["metadata"]?["trace_id"]?.stringValue == Self.trace)
            let answered = try #require(response.headers["traceparent"])
            let called = try #require(agent.erp.requests.first?.header("traceparent"))
            let asked = try #require(agent.model.requests.first?.header("traceparent"))
            for header in [answered, called, asked] {
                #expect(header.hasPrefix("00-\(Self.trace)-"))
                #expect(header.hasSuffix("-01"))
                #expect(!header.contains("00f067aa0ba902b7"))
            }
        }
    }

    /// A trial is no turn, but its requests belong to the administrator's trace all the same.
    @Test func goesOnToToolsThatAreTried() async throws {
        let agent = try SecretAgent()
        defer { agent.stop() }
        try await HubSite.run(on: .embedded) { site in
            let hub = try await site.worker(agent.arguments)
            let tool = try await agent.write(on: hub)
            let response = try await hub.http.request(
                "POST", "/api/admin/tools/\(tool)/test",
                token: hub.token(tenant: "platform", user: "root", roles: [.platformAdmin]),
                body: ["arguments": ["sku": "SKU-12345"]],
                headers: ["traceparent: 00-\(Self.trace)-00f067aa0ba902b7-01"])
            #expect(response.json["outcome"] == "ok", "\(response.json.text)")
            let answered = try #require(response.headers["traceparent"])
            let called = try #require(agent.erp.requests.first?.header("traceparent"))
            #expect(answered.hasPrefix("00-\(Self.trace)-") && called == answered)
        }
    }

    /// By its id all that one request left in the logs is found, and by its trace all that belongs to it elsewhere.
    @Test func isInTheLinesOfARequestBesideItsID() async throws {
        let agent = try SecretAgent()
        defer { agent.stop() }
        try await HubSite.run(on: .embedded) { site in
            let hub = try await site.worker(agent.arguments)
            try await agent.write(on: hub)
            var ids: [String] = []
            for question in ["What is the stock level of SKU-66666?", SecretAgent.question] {
                let response = try await hub.ask(
                    question, tenant: "acme", headers: ["traceparent: 00-\(Self.trace)-00f067aa0ba902b7-01"])
                ids.append(try #require(response.headers["x-request-id"]))
            }
            let malformed = try #require(
                try await hub.http.exchange(Array("NONSENSE\r\n\r\n".utf8)).json["request_id"]?.stringValue)
            await hub.stop()
            try await Patience.until("the last line") { site.logs.contains(malformed) }
            #expect(Set(ids).count == 2)
            let lines = try site.logs.split(separator: "\n").map { try JSONValue(parsing: Array($0.utf8)) }
            for id in ids {
                let own = lines.filter { $0["request_id"]?.stringValue == id }
                #expect(own.contains { $0["message"] == "request" && $0["status"] == 200 })
                for line in own {
                    #expect(line["trace_id"]?.stringValue == Self.trace && line["tenant"] == "acme", "\(line.text)")
                    #expect(line["user"]?.stringValue?.count == 12, "\(line.text)")
                }
            }
            // The first turn's tool failed, which a line of the engine's tells.
            #expect(lines.contains { $0["message"] == "A tool call failed." && $0["request_id"] == .string(ids[0]) })
            #expect(lines.contains { $0["request_id"]?.stringValue == malformed && $0["status"] == 400 })
        }
    }

    @Test(arguments: ["", "garbage", "00-00000000000000000000000000000000-00f067aa0ba902b7-01"])
    func beginsANewTraceForWhatIsNone(header: String) async throws {
        try await HubSite.run(on: .embedded) { site in
            let hub = try await site.worker(["--demo"])
            let response = try await hub.http.request("GET", "/health/live", headers: ["traceparent: \(header)"])
            let parts = try #require(response.headers["traceparent"]).split(separator: "-")
            #expect(response.status == 200)
            #expect(parts.count == 4 && parts[1].count == 32 && parts[1] != "00000000000000000000000000000000")
        }
    }
}
