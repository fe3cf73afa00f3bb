import HubCore
import Support
import Testing

/// Chroma goes away and comes back: searches say so, uploads wait, and all else works.
@Suite(.timeLimit(.minutes(5)), .serialized, .enabled(if: TestChroma.url != nil, "\(TestChroma.missing)"))
struct ChromaOutageTests {
    @Test func uploadsWaitAndOtherAgentsAnswer() async throws {
        let chroma = try ChromaProxy()
        let erp = try LoopbackServer(StockClerk.erp)
        defer {
            chroma.stop()
            erp.stop()
        }
        let hub = try await KnowledgeTenant.start(environment: ["AGENTHUB_CHROMA_URL": chroma.url])
        let tenant = try await KnowledgeTenant.write(on: hub)
        try await StockAgent(hub: hub).write(erp: erp.port)
        try await tenant.teach([.init("dogs.md", "# Dogs\n\nDogs are welcome on Fridays.")])
        let before = try await tenant.ask("When are dogs welcome?", .hybrid)
        #expect(before["text"]?.stringValue?.contains("Fridays") == true, "\(before.text)")

        chroma.leave()
        let job = try #require(
            try await tenant.upload([.init("cats.md", "# Cats\n\nCats are welcome on Mondays.")])["job_id"]?.stringValue
        )
        let during = try await tenant.ask("When are dogs welcome?", .hybrid)
        #expect(during["status"] == "error", "\(during.text)")
        let tool = during["metadata"]?["tools"]?.arrayValue?.first
        #expect(tool?["name"] == "search_hybrid" && tool?["status"] == "unavailable", "\(during.text)")
        #expect(during["citations"] == [])
        let stock = try await StockAgent(hub: hub).ask()
        #expect(stock.json["status"] == "success", "\(stock.json.text)")
        try await Patience.until("the document waits") { hub.logText.contains("A document waits.") }
        #expect(try await tenant.administer("GET", "knowledge/jobs/\(job)")["done"] == 0)

        chroma.comeBack()
        try await tenant.finished(job)
        for (question, day) in [("When are dogs welcome?", "Fridays"), ("When are cats welcome?", "Mondays")] {
            let after = try await tenant.ask(question, .hybrid)
            #expect(after["status"] == "success" && after["text"]?.stringValue?.contains(day) == true, "\(after.text)")
        }
        await hub.stop()
    }
}
