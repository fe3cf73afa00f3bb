import HubCore
import Support
import Synchronization
import Testing

/// Documents change while they are asked about.
@Suite(.timeLimit(.minutes(5))) struct DocumentVersionTests {
    private static let question = "What does the warranty cover?"
    private static let name = "warranty.md"

    /// Several chunks, each of which says its edition.
    private static func edition(_ edition: String) -> UploadForm.File {
        let sections = ["pumps", "motors", "valves", "pipes"].map { part in
            "## Warranty of \(part)\n\nThe warranty covers \(part) by the \(edition) edition of its terms. "
                + String(repeating: "Damage by water is covered as well. ", count: 4)
        }
        return .init(name, "# Terms\n\n" + sections.joined(separator: "\n\n"))
    }

    /// The editions that an answer was made from.
    private static func editions(_ reply: JSONValue) -> Set<String> {
        let passages = reply["data"]?["passages"]?.arrayValue ?? []
        let texts = passages.compactMap { $0["text"]?.stringValue } + [reply["text"]?.stringValue ?? ""]
        return Set(["first", "second"].filter { edition in texts.contains { $0.contains("\(edition) edition") } })
    }

    @Test(arguments: KnowledgePlace.available)
    func isReplacedAtOnceWhileManyAsk(place: KnowledgePlace) async throws {
        let hub = try await KnowledgeTenant.start(in: place)
        let tenant = try await KnowledgeTenant.write(on: hub, count: 8)
        try await tenant.administer(
            "PUT", "knowledge/collections/\(KnowledgeTenant.collection)",
            ["chunk_characters": 300, "overlap_characters": 0])
        let old = try await tenant.teach([Self.edition("first")])
        #expect(Self.editions(try await tenant.ask(Self.question, .hybrid)) == ["first"])
        let asked = try await withThrowingTaskGroup(of: [Set<String>].self) { group in
            for number in 0..<8 {
                group.addTask {
                    var seen: [Set<String>] = []
                    repeat {
                        let reply = try await tenant.ask(Self.question, .hybrid, as: "asker-\(number)")
                        #expect(reply["status"] == "success", "\(reply.text)")
                        seen.append(Self.editions(reply))
                    } while seen.last != ["second"] && !Task.isCancelled
                    return seen
                }
            }
            let new = try await tenant.teach([Self.edition("second")])
            #expect(new == old)
            var all: [[Set<String>]] = []
            for try await seen in group { all.append(seen) }
            return all
        }
        // Each answer shows one edition, whole.
        #expect(asked.joined().allSatisfy { $0 == ["first"] || $0 == ["second"] }, "\(asked)")
        let reply = try await tenant.ask(Self.question, .hybrid)
        #expect(reply["data"]?["passages"]?.arrayValue?.count ?? 0 >= 4, "\(reply.text)")
        await hub.stop()
    }

    @Test(arguments: KnowledgePlace.available)
    func isIndexedAgainAndLeavesWhenItIsDeleted(place: KnowledgePlace) async throws {
        let hub = try await KnowledgeTenant.start(in: place)
        let tenant = try await KnowledgeTenant.write(on: hub)
        let id = try #require(try await tenant.teach([Self.edition("first")])[Self.name])
        let before = try await tenant.search(Self.question, .hybrid)
        func version() async throws -> (Int?, JSONValue?) {
            let document = try await tenant.administer("GET", "knowledge/documents/\(id)")
            return (document["version"]?.intValue, document["state"])
        }
        #expect(try await version() == (1, "ready"))
        try await tenant.administer("POST", "knowledge/documents/\(id)/reindex")
        try await Patience.until("it is indexed again") { try await version() == (2, "ready") }
        let count = try await tenant.administer(
            "POST", "knowledge/collections/\(KnowledgeTenant.collection)/reindex")["documents"]
        #expect(count == 1)
        try await Patience.until("the collection is indexed again") { try await version() == (3, "ready") }
        #expect(try await tenant.search(Self.question, .hybrid) == before)

        try await tenant.administer("DELETE", "knowledge/documents/\(id)")
        #expect(try await tenant.documents() == [])
        let reply = try await tenant.ask(Self.question, .hybrid)
        #expect(reply["text"] == "I found nothing about this in the documents.")
        #expect(reply["citations"] == [])
        // The same file is a document anew.
        let again = try await tenant.teach([Self.edition("first")])
        #expect(again[Self.name] != nil && again[Self.name] != id)
        #expect(Self.editions(try await tenant.ask(Self.question, .hybrid)) == ["first"])
        await hub.stop()
    }

    @Test(arguments: KnowledgePlace.available)
    func isInNoAnswerOnceItIsDeletedHoweverBusyWorkersAre(place: KnowledgePlace) async throws {
        let embeddings = try EmbeddingServer.words()
        defer { embeddings.stop() }
        let hub = try await KnowledgeTenant.start(in: place)
        let tenant = try await KnowledgeTenant.write(on: hub, [.lexical], embeddings: embeddings)
        let id = try #require(try await tenant.teach([Self.edition("first")])[Self.name])
        #expect(Self.editions(try await tenant.ask(Self.question, .lexical)) == ["first"])
        // All that work wait for their vectors from then on.
        embeddings.fallSilent(after: 0)
        let others = (0..<8).map { UploadForm.File("other-\($0).md", "# Other\n\nOf number\($0).") }
        let job = try #require(try await tenant.upload(others)["job_id"]?.stringValue)
        try await Patience.until("two are worked on") {
            try await tenant.documents().count { $0["state"] == "indexing" } >= 2
        }
        try await tenant.administer("DELETE", "knowledge/documents/\(id)")
        let reply = try await tenant.ask(Self.question, .lexical)
        #expect(reply["citations"] == [] && Self.editions(reply) == [], "\(reply.text)")
        #expect(try await tenant.administer("GET", "knowledge/jobs/\(job)")["done"] == 0)
        await hub.stop()
    }
}
