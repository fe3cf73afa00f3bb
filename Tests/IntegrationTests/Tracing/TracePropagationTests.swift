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
