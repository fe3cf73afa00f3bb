import Foundation
import HubCore
import PluginABI
import Support
import Testing

@Suite(.timeLimit(.minutes(3))) struct ConcurrencyTests {
    private let harness: RAGToolHarness

    init() throws { harness = try RAGToolHarness() }

    /// Two instances, and so several connections, as those of two processes: each search sees one version of a document, whole.
    @Test func searchesSeeOneVersionWholeWhileItIsReplaced() async throws {
        harness.host.offers.space = ("topics", 4)
        harness.host.offers.embed = Topics.vector
        @Sendable func version(_ number: Int) -> JSONValue {
            RAGToolHarness.document("doc", (0..<8).map { "Hound \($0) of version v\(number)." })
        }
        #expect(await (try harness.tool()).ingest(version(0)).has(AH_OK))
        let harness = harness
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<2 {
                group.addTask {
                    let tool = try harness.tool()
                    for round in 1...15 {
                        let completion = await tool.ingest(version(2 * round + writer))
                        #expect(completion.has(AH_OK), "\(completion.text)")
                    }
                }
            }
            for mode in ["lexical", "hybrid", "vector"] {
                group.addTask {
                    let tool = try harness.tool(["collection": "handbook", "mode": .string(mode), "top_k": 20])
                    for _ in 0..<30 {
                        let completion = await tool.run(["query": "hound"])
                        let texts = completion.passages.compactMap { $0["text"]?.stringValue }
                        #expect(texts.count == 8, "\(completion.text)")
                        #expect(Set(texts.map { $0.split(separator: " ").last }).count == 1)
                    }
                }
            }
            try await group.waitForAll()
        }
        let access = try IndexFileAccess(harness.file)
        #expect(try access.number("SELECT count(*) FROM documents") == 1)
        #expect(try access.number("SELECT count(*) FROM chunks") == 8)
        #expect(try access.number("SELECT count(*) FROM vectors") == 8)
        // FTS5's own check of its tables.
        try access.run("INSERT INTO words (words) VALUES ('integrity-check')")
    }

    /// Whoever comes first makes the file.
    @Test func manyMayBeginAtOnce() async throws {
        for _ in 0..<10 {
            let harness = try RAGToolHarness()
            await withTaskGroup(of: PluginCompletion?.self) { group in
                for index in 0..<6 {
                    group.addTask {
                        await (try? harness.tool())?.ingest(
                            RAGToolHarness.document("d\(index)", ["Apple number \(index)."]))
                    }
                }
                for await completion in group {
                    #expect(completion?.json == ["chunks": 1], "\(completion?.text ?? "none")")
                }
            }
            #expect(try await harness.found("apple").count == 6)
        }
    }

    /// As when a process dies in the middle: what it had written is rolled back by whoever opens the file next.
    @Test func aHalfWrittenVersionIsNeverSeen() async throws {
        try await harness.ingest(["a": ["Apples are red.", "Apples are round."]])
        let snapshot = try RAGToolHarness()
        do {
            let dying = try IndexFileAccess(harness.file)
            // A small cache makes it write into the log before it commits.
            try dying.run("PRAGMA cache_size = 1; BEGIN IMMEDIATE; DELETE FROM chunks; DELETE FROM documents")
            try dying.run(
                """
                WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
                INSERT INTO chunks (document, position, text) SELECT 99, i, 'Apples half written ' || i FROM n
                """)
            #expect(try await harness.found("apples") == ["a", "a"])
            // What would be on the disk after a kill.
            for suffix in ["", "-wal"] {
                try FileManager.default.copyItem(
                    atPath: harness.file.path + suffix, toPath: snapshot.file.path + suffix)
            }
            try dying.run("ROLLBACK")
        }
        #expect(try await snapshot.found("apples") == ["a", "a"])
        try await snapshot.ingest(["b": ["Apples are green."]])
        #expect(try await snapshot.found("apples").sorted() == ["a", "a", "b"])
    }

    @Test func waitsForOtherWritersOnlyAsLongAsTheCallMay() async throws {
        try await harness.ingest(["a": ["Apples are red."]])
        let other = try IndexFileAccess(harness.file)
        try other.run("BEGIN IMMEDIATE")
        let tool = try harness.tool()
        let completion = await tool.ingest(
            RAGToolHarness.document("b", ["Apples."]), deadline: .after(.milliseconds(200)))
        #expect(completion.has(AH_E_BUSY))
        // Reading needs no one's leave.
        #expect(try await harness.found("apples") == ["a"])
        try other.run("ROLLBACK")
        #expect(await tool.ingest(RAGToolHarness.document("b", ["Apples are green."])).has(AH_OK))
        #expect(Set(try await harness.found("apples")) == ["a", "b"])
    }

    /// The worker's folder may be lost while its process lives.
    @Test func beginsAnewWhenTheFileIsAnother() async throws {
        harness.host.offers.space = ("topics", 4)
        harness.host.offers.embed = Topics.vector
        let tool = try harness.tool(["collection": "handbook", "mode": "vector"])
        try await harness.ingest(["old": ["Hounds are welcome."]])
        #expect(try await harness.found("dog", by: tool) == ["old"])
        for suffix in ["", "-wal", "-shm"] {
            try? FileManager.default.removeItem(atPath: harness.file.path + suffix)
        }
        #expect(try await harness.found("dog", by: tool) == [])
        try await harness.ingest(["new": ["A puppy is welcome."]])
        #expect(try await harness.found("dog", by: tool) == ["new"])
    }

    @Test func tenantsHaveNothingInCommon() async throws {
        try await harness.ingest(["a": ["Apples are red."]])
        let other = try RAGToolHarness()
        #expect(try await other.found("apples") == [])
        try await other.ingest(["b": ["Apples are green."]])
        #expect(try await other.found("apples") == ["b"])
        #expect(try await harness.found("apples") == ["a"])
    }
}
