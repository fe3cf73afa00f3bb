import Foundation
import HubCore
import Support
import Testing

/// Questions in other words than the documents', with vectors of a model on the network.
@Suite(.timeLimit(.minutes(5)), .enabled(if: TestData.isAvailable, "the published intents are not there"))
struct ParaphraseTests {
    /// How well the right section was found.
    private struct Score {
        var first = 0
        var firstThree = 0
        var reciprocalRanks = 0.0

        mutating func note(_ rank: Int?) {
            guard let rank else { return }
            if rank == 1 { first += 1 }
            if rank <= 3 { firstThree += 1 }
            reciprocalRanks += 1 / Double(rank)
        }
    }

    @Test(arguments: KnowledgePlace.available)
    func vectorsFindWhatWordsDoNot(place: KnowledgePlace) async throws {
        let vectors = try IntentVectors()
        let embeddings = try EmbeddingServer(dimensions: vectors.dimensions) { vectors.vector(of: $0) }
        defer { embeddings.stop() }
        let hub = try await KnowledgeTenant.start(in: place)
        let tenant = try await KnowledgeTenant.write(
            on: hub, KnowledgeTenant.Mode.allCases, count: 20, embeddings: embeddings)
        let ids = try await tenant.teach(
            ParaphraseSet.sections.map { .init("\($0.id).md", "# \($0.title)\n\n\($0.text)") })
        var scores: [KnowledgeTenant.Mode: Score] = [:]
        for mode in KnowledgeTenant.Mode.allCases {
            var score = Score()
            for (question, section) in ParaphraseSet.questions {
                let result = try await tenant.search(question, mode)
                #expect(result["mode"]?.stringValue == mode.rawValue, "\(result)")
                let found = (result["passages"]?.arrayValue ?? []).map { $0["document"]?.stringValue }
                score.note(found.firstIndex(of: ids["\(section).md"]).map { $0 + 1 })
            }
            scores[mode] = score
            let mean = score.reciprocalRanks / Double(ParaphraseSet.questions.count)
            print(
                "\(place.rawValue), \(mode.rawValue): hit@1 \(score.first), hit@3 \(score.firstThree) of "
                    + "\(ParaphraseSet.questions.count), mean reciprocal rank \(String(format: "%.3f", mean))")
        }
        let (hybrid, lexical) = (try #require(scores[.hybrid]), try #require(scores[.lexical]))
        #expect(hybrid.firstThree >= lexical.firstThree + 8)
        #expect(hybrid.reciprocalRanks >= lexical.reciprocalRanks + 0.15 * Double(ParaphraseSet.questions.count))
        try await triesAToolWithVectors(tenant)
        try await comparesWordsWhenTheModelIsAway(tenant, embeddings)
        await hub.stop()
    }

    /// What an administrator tries finds what a turn finds.
    private func triesAToolWithVectors(_ tenant: KnowledgeTenant) async throws {
        let question = "is my family insured"
        let report = try await tenant.administer(
            "POST", "tools/\(tenant.tools[.vector] ?? "")/test", ["arguments": ["query": .string(question)]])
        #expect(report["outcome"] == "ok" && report["result"]?["mode"] == "vector", "\(report)")
        #expect(report["result"] == (try await tenant.search(question, .vector)), "\(report)")
    }

    private func comparesWordsWhenTheModelIsAway(
        _ tenant: KnowledgeTenant, _ embeddings: EmbeddingServer
    ) async throws {
        let question = "When are salaries transferred?"
        let words = try await tenant.search(question, .lexical)
        embeddings.leave()
        let fallen = try await tenant.search(question, .hybrid)
        #expect(fallen["mode"] == "lexical" && fallen["note"]?.stringValue?.contains("Only words") == true, "\(fallen)")
        #expect(fallen["passages"] == words["passages"] && words["passages"] != [], "\(fallen)")
        let reply = try await tenant.ask(question, .hybrid)
        #expect(reply["data"]?["mode"] == "lexical", "\(reply.text)")
        #expect(reply["text"]?.stringValue?.contains("25th") == true, "\(reply.text)")
        // What goes by vectors alone has nothing to go by.
        let failed = try await tenant.ask(question, .vector)
        #expect(failed["status"] == "error" && failed["citations"] == [], "\(failed.text)")
    }
}
