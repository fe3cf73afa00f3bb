import Foundation
import HubCore
import PluginABI
import Support
import Synchronization
import Testing

/// Against a real server. Each test is a tenant of its own; each harness is a worker with a folder of its own.
@Suite(
    .timeLimit(.minutes(5)), .serialized,
    .enabled(if: ChromaForwarder.url != nil, "AGENTHUB_TEST_CHROMA_URL names no Chroma server"))
struct ChromaTests {
    private let forwarder = ChromaForwarder()
    private let scope = "\(ToolID())"

    private func worker(scope: String? = nil, hasModel: Bool = true) throws -> RAGToolHarness {
        let harness = try RAGToolHarness(
            http: forwarder.service, scope: scope ?? self.scope,
            settings: ["chroma_url": .string(ChromaForwarder.url ?? "")])
        if hasModel {
            harness.host.offers.space = ("topics", 4)
            harness.host.offers.embed = Topics.vector
        }
        return harness
    }

    private func tool(_ worker: RAGToolHarness, _ mode: String) throws -> ScriptedPluginInstance {
        try worker.tool(["collection": "handbook", "mode": .string(mode), "top_k": 20])
    }

    @Test func isThere() async throws {
        #expect(await (try worker().tool()).health().has(AH_OK))
        #expect(await (try worker().tool()).collections().json == ["collections": []])
        #expect(await (try worker().tool()).run(["query": "anything"]).passages == [])
    }

    @Test(arguments: ["lexical", "vector", "hybrid"])
    func allWorkersFindTheDocuments(_ mode: String) async throws {
        let (first, second) = (try worker(), try worker())
        try await first.ingest([
            "dogs": ["Our hounds policy: đổi trả welcome on Fridays.", "A puppy is a small hound."],
            "cats": ["Kittens stay at home."],
        ])
        #expect(Set(try await second.found("hounds", by: tool(second, mode))).contains("dogs"))
        #expect(try await first.found("kittens at home", by: tool(first, mode)).first == "cats")
        // A worker whose folder was lost has them as well.
        let third = try worker()
        let completion = await (try tool(third, mode)).run(["query": "puppy"])
        #expect(completion.mode == mode)
        #expect(completion.json?["note"] == .null)
        let passage = try #require(completion.passages.first { $0["chunk"] == 1 })
        #expect(passage["document"] == "dogs")
        #expect(passage["title"] == "Title of dogs")
        #expect(passage["page"] == 2)
        #expect(
            await (try second.tool()).collections().json == [
                "collections": [["name": "handbook", "documents": 2, "chunks": 3]]
            ])
    }

    @Test func foldsDiacriticsAsTheEmbeddedIndexDoes() async throws {
        let worker = try worker(hasModel: false)
        try await worker.ingest(["vi": ["Chính sách đổi trả trong 30 ngày."], "en": ["Return policy."]])
        #expect(try await worker.found("chinh sach doi tra", by: tool(worker, "hybrid")) == ["vi"])
        let completion = await (try tool(worker, "hybrid")).run(["query": "đổi trả"])
        #expect(completion.mode == "lexical")
        #expect(completion.documents == ["vi"])
    }

    @Test(arguments: ["lexical", "vector", "hybrid"])
    func checksAccessListsAndFilters(_ mode: String) async throws {
        let worker = try worker()
        let ingesting = try worker.tool()
        for document in [
            RAGToolHarness.document("open", ["Hounds are welcome."], metadata: ["year": 2020, "dept": "hr"]),
            RAGToolHarness.document(
                "leaders", ["Hounds of leaders."], metadata: ["year": 2024, "dept": "it"], principals: ["r:leaders"]),
            RAGToolHarness.document(
                "anna", ["Hounds of Anna."], metadata: ["year": 2022.5, "open": true], principals: ["u:anna"]),
            RAGToolHarness.document("nobody", ["Hounds of nobody."], principals: []),
            RAGToolHarness.document("other", ["Hounds of the board."], collection: "board"),
        ] { #expect(await ingesting.ingest(document).has(AH_OK)) }
        let tool = try tool(worker, mode)
        func find(_ principals: [String], _ filters: JSONValue = .null) async throws -> Set<String> {
            worker.host.offers.principals = principals
            return Set(try await worker.found("hounds", by: tool, ["filters": filters]))
        }
        #expect(try await find([]) == ["open"])
        #expect(try await find(["u:anna"]) == ["open", "anna"])
        #expect(try await find(["r:leaders", "u:eve"]) == ["open", "leaders"])
        #expect(try await find(["open", "m:open", "$or", "u:ann"]) == ["open"])
        let all = ["u:anna", "r:leaders"]
        #expect(try await find(all, ["year": ["minimum": 2021]]) == ["leaders", "anna"])
        #expect(try await find(all, ["year": ["minimum": 2021, "maximum": 2023]]) == ["anna"])
        #expect(try await find(all, ["year": [2020, 2024]]) == ["open", "leaders"])
        #expect(try await find(all, ["dept": ["minimum": "i"]]) == ["leaders"])
        #expect(try await find(all, ["dept": "hr", "year": 2020]) == ["open"])
        #expect(try await find(all, ["$or": "hr"]) == [])
    }

    @Test func tenantsAndKnowledgeBasesAreApart() async throws {
        let (mine, other) = (try worker(), try worker(scope: "\(ToolID())"))
        try await mine.ingest(["a": ["Hounds are welcome."]])
        try await other.ingest(["b": ["Hounds are not."]])
        try await mine.ingest(["c": ["Hounds of the board."]], collection: "board")
        for mode in ["lexical", "vector", "hybrid"] {
            #expect(try await mine.found("hounds", by: tool(mine, mode)) == ["a"])
            #expect(try await other.found("hounds", by: tool(other, mode)) == ["b"])
        }
        #expect(await (try other.tool()).remove(["collection": "board"]).json == ["removed": 0])
        #expect(await (try mine.tool()).remove(["collection": "handbook"]).json == ["removed": 1])
        #expect(try await mine.found("hounds", by: tool(mine, "hybrid")) == [])
        #expect(try await other.found("hounds", by: tool(other, "hybrid")) == ["b"])
    }

    @Test func replacesAndRemovesForAllWorkers() async throws {
        let (first, second) = (try worker(), try worker())
        try await first.ingest(["a": ["Hounds are red.", "Hounds are round."], "b": ["Hounds are green."]])
        #expect(try await second.found("hounds", by: tool(second, "hybrid")).sorted() == ["a", "a", "b"])
        try await first.ingest(["a": ["Kittens are blue."]])
        for mode in ["lexical", "vector", "hybrid"] {
            #expect(try await second.found("hounds", by: tool(second, mode)) == ["b"])
            #expect(try await second.found("kittens", by: tool(second, mode)) == ["a"])
        }
        #expect(await (try second.tool()).remove(["collection": "handbook", "document": "a"]).json == ["removed": 1])
        #expect(await (try second.tool()).remove(["collection": "handbook", "document": "a"]).json == ["removed": 0])
        #expect(try await first.found("kittens", by: tool(first, "hybrid")) == [])
    }

    @Test func saysWhatItCouldNotSearch() async throws {
        let (first, second) = (try worker(), try worker())
        try await first.ingest(["a": ["Hounds are welcome."]])
        forwarder.loseTexts(true)
        let completion = await (try tool(second, "lexical")).run(["query": "hounds"])
        #expect(completion.passages == [])
        #expect(
            completion.note == "Some documents are not copied to this worker yet and were not searched.")
        forwarder.loseTexts(false)
        let later = await (try tool(second, "lexical")).run(["query": "hounds"])
        #expect(later.documents == ["a"])
        #expect(later.json?["note"] == .null)
        // A new version that cannot be had takes the old one away, which others may have been allowed to read.
        let closed = RAGToolHarness.document("a", ["Hounds are secret."], principals: ["u:boss"])
        #expect(await (try first.tool()).ingest(closed).has(AH_OK))
        forwarder.loseTexts(true)
        for mode in ["lexical", "vector", "hybrid"] {
            #expect(try await second.found("hounds", by: tool(second, mode)) == [])
        }
        forwarder.loseTexts(false)
        second.host.offers.principals = ["u:boss"]
        #expect(try await second.found("hounds", by: tool(second, "hybrid")) == ["a"])
    }

    /// Several workers may have one copy in common, and bring it up to date at the same time.
    @Test func aCopyIsBroughtUpToDateByMany() async throws {
        let (writer, reader) = (try worker(), try worker())
        for round in 0..<5 {
            try await writer.ingest([
                "a": ["Hounds of a, round\(round)."], "b": ["Hounds of b, round\(round)."],
                "c\(round)": ["Hounds of c\(round)."],
            ])
            #expect(
                await (try writer.tool()).remove(["collection": "handbook", "document": .string("c\(round - 1)")])
                    .has(AH_OK))
            let tool = try tool(reader, "lexical")
            await withTaskGroup(of: PluginCompletion.self) { group in
                for _ in 0..<4 { group.addTask { await tool.run(["query": "hounds"]) } }
                for await completion in group {
                    #expect(completion.json?["note"] == .null)
                    #expect(completion.documents.sorted() == ["a", "b", "c\(round)"])
                }
            }
        }
    }

    /// The server is lost after each of the steps that a new version takes: what is found is the old version or the new one.
    @Test func aBrokenReplacementLeavesOneVersionWhole() async throws {
        let old = RAGToolHarness.document("doc", (0..<3).map { "Hound \($0) of the old version." })
        let new = RAGToolHarness.document("doc", (0..<5).map { "Hound \($0) of the new version." })
        var outcomes: Set<String> = []
        for changes in 0..<12 {
            let worker = try worker(scope: "\(scope)-\(changes)")
            #expect(await (try worker.tool()).ingest(old).has(AH_OK))
            #expect(try await worker.found("hound", by: tool(worker, "lexical")).count == 3)
            forwarder.breakOff(afterChanges: changes)
            let completion = await (try worker.tool()).ingest(new)
            forwarder.breakOff(afterChanges: nil)
            for mode in ["lexical", "vector", "hybrid"] {
                for seeing in [worker, try self.worker(scope: "\(scope)-\(changes)")] {
                    let found = await (try tool(seeing, mode)).run(["query": "hound"])
                    let texts = found.passages.compactMap { $0["text"]?.stringValue }
                    let isOld = texts.count == 3 && texts.allSatisfy { $0.contains("old") }
                    let isNew = texts.count == 5 && texts.allSatisfy { $0.contains("new") }
                    #expect(isOld || isNew, "after \(changes) changes, \(mode): \(texts)")
                    if completion.has(AH_OK) { #expect(isNew) }
                    outcomes.insert(isOld ? "old" : "new")
                }
            }
            // Done again, it is the new one.
            #expect(await (try worker.tool()).ingest(new).has(AH_OK))
            #expect(try await worker.found("hound", by: tool(worker, "hybrid")).count == 5)
            if completion.has(AH_OK) { break }
            #expect(completion.has(AH_E_UNAVAILABLE))
        }
        #expect(outcomes == ["old", "new"])
    }

    @Test func pagesWhatIsLargerThanARequest() async throws {
        let worker = try worker()
        worker.host.offers.space = ("large", 1536)
        worker.host.offers.embed = { _, text in
            (0..<1536).map { Float(($0 * 7 + text.utf8.count * 13) % 101) / 101 - 0.5 }
        }
        let chunks = (0..<150).map { "Hound number\($0). " + String(repeating: "đường dài ", count: 700) }
        #expect(await (try worker.tool()).ingest(RAGToolHarness.document("long", chunks)).json == ["chunks": 150])
        let other = try self.worker()
        #expect(try await other.found("number149", by: tool(other, "lexical")) == ["long"])
        let missing = await (try tool(other, "vector")).run(["query": "hound"])
        #expect(missing.note?.hasPrefix("None of the documents has vectors") == true)
        #expect(missing.passages == [])
    }

    /// More documents than one page of the catalogue has bytes for.
    @Test func copiesACatalogueOfManyPages() async throws {
        let (first, second) = (try worker(hasModel: false), try worker(hasModel: false))
        let tool = try first.tool()
        let fact = String(repeating: "x", count: 7000)
        for index in 0..<180 {
            let document = RAGToolHarness.document(
                "d\(index)", ["Hounds of number\(index)."], metadata: ["fact": .string(fact)])
            #expect(await tool.ingest(document).has(AH_OK))
        }
        #expect(
            await tool.collections().json == [
                "collections": [["name": "handbook", "documents": 180, "chunks": 180]]
            ])
        #expect(try await second.found("number179", by: self.tool(second, "lexical")) == ["d179"])
        #expect(try await second.found("number0", by: self.tool(second, "lexical")) == ["d0"])
    }

    @Test func ingestsAndSearchesAtTheSameTime() async throws {
        let workers = [try worker(), try worker()]
        @Sendable func version(_ number: Int) -> JSONValue {
            RAGToolHarness.document("doc", (0..<4).map { "Hound \($0) of version v\(number)." })
        }
        #expect(await (try workers[0].tool()).ingest(version(0)).has(AH_OK))
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                let tool = try workers[0].tool()
                for round in 1...6 {
                    let completion = await tool.ingest(version(round))
                    #expect(completion.has(AH_OK))
                }
            }
            for mode in ["lexical", "hybrid", "vector"] {
                let tool = try tool(workers[1], mode)
                group.addTask {
                    for _ in 0..<6 {
                        let completion = await tool.run(["query": "hound"])
                        let texts = completion.passages.compactMap { $0["text"]?.stringValue }
                        #expect(texts.count == 4, "\(mode): \(completion.text)")
                        #expect(Set(texts.map { $0.split(separator: " ").last }).count == 1)
                    }
                }
            }
            try await group.waitForAll()
        }
    }
}

/// What a server that is down, or is none, makes of a call. No real one is needed.
@Suite(.timeLimit(.minutes(2))) struct ChromaOutageTests {
    private func harness(_ answer: ScriptedHTTPService.Answer) throws -> RAGToolHarness {
        try RAGToolHarness(
            http: ScriptedHTTPService { _ in answer }, settings: ["chroma_url": "http://chroma.example:8000/"])
    }

    static let outages: [(ScriptedHTTPService.Answer, String)] = [
        (.noConnection, "cannot be reached"),
        (.failure(Int(AH_E_DEADLINE), kind: "deadline"), "did not answer in time"),
        (.failure(Int(AH_E_DENIED), kind: "denied"), "does not let"),
        (.failure(Int(AH_E_TOO_LARGE), kind: "too_large"), "more than is taken"),
        (.json(500, "{\"error\":\"secret stack\"}"), "HTTP 500"), (.json(401, "{}"), "HTTP 401"),
        (.json(200, "<html>hello</html>"), "not Chroma's"), (.json(200, "[]"), "not Chroma's"),
        (.json(200, #"{"id":"../../other/collection"}"#), "not Chroma's"),
    ]

    @Test func asksForNoEmptyPageOfAnswersThatAreTooLarge() async throws {
        let asked = Mutex<[Int]>([])
        let http = ScriptedHTTPService { request in
            guard request.url?.hasSuffix("/get") == true else {
                return .json(200, #"{"id":"0a","metadata":{"revision":"1"}}"#)
            }
            let body = try? JSONValue(parsing: request.body)
            let limit = body?["limit"]?.intValue ?? -1
            asked.withLock { $0.append(limit) }
            // A server gives nothing where it is asked for nothing, for as long as it is asked.
            if limit == 0, asked.withLock({ $0.count }) < 50 {
                return .json(200, #"{"ids":[],"documents":null,"metadatas":[]}"#)
            }
            return .failure(Int(AH_E_TOO_LARGE), kind: "too_large")
        }
        let harness = try RAGToolHarness(http: http, settings: ["chroma_url": "http://chroma.example:8000/"])
        let completion = await (try harness.tool()).run(["query": "apples"])
        #expect(completion.has(AH_E_UNAVAILABLE), "\(completion.text)")
        #expect(asked.withLock { $0 } == [1000, 250, 62, 15, 3, 1])
    }

    @Test(arguments: outages.indices) func saysThatTheServerIsTrouble(_ index: Int) async throws {
        let (answer, words) = Self.outages[index]
        let harness = try harness(answer)
        let tool = try harness.tool()
        for completion in [
            await tool.run(["query": "apples"]), await tool.ingest(RAGToolHarness.document("a", ["Apples."])),
            await tool.remove(["collection": "handbook", "document": "a"]), await tool.collections(),
        ] {
            #expect(completion.has(AH_E_UNAVAILABLE), "\(completion.text)")
            #expect(completion.message?.contains(words) == true, "\(completion.text)")
            #expect(!completion.text.contains("secret"))
        }
        #expect(
            harness.host.http.requests.allSatisfy { $0.url?.hasPrefix("http://chroma.example:8000/api/v2/") == true })
        #expect(harness.host.http.requests.allSatisfy { $0.head["auth"] == .null })
    }

    @Test(
        arguments: [
            ["chroma_url": "chroma:8000"], ["chroma_url": 7], ["chroma_url": "http://u@h/"],
            ["chroma_url": "http://h", "chroma_tenant": "../x"], ["chroma_url": "http://h", "chroma_database": ""],
            ["vector_memory_mb": -1], ["vector_memory_mb": "much"],
        ] as [JSONValue])
    func refusesSettingsThatNameNoServer(_ settings: JSONValue) throws {
        let harness = try RAGToolHarness(settings: settings)
        let refusal = try #require(try harness.refusal(["collection": "a"]))
        #expect(refusal.status == ah_status(AH_E_INVALID_CONFIG))
        #expect(refusal.message?.hasPrefix("The operator's setting ") == true)
    }
}
