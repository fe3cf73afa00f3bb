import Foundation
import HubCore
import Logging
import PluginABI
import Support
import Testing

@testable import HubPlugins

/// Plugins that were built for ABI 1.0, against its header as it was then, with the host of today. Nothing here may need a plugin to
/// be built anew.
@Suite(.everyHosting) struct FrozenPluginTests {
    private struct Blobs: ToolBlobs {
        let files: [String: String]

        func read(
            _ id: String, offset: Int, length: Int, by deadline: Deadline
        ) async throws(DocumentFailure) -> [UInt8]? {
            files[id].map { Array($0.utf8.dropFirst(offset).prefix(length)) }
        }
    }

    private struct Embedder: ToolEmbedder {
        let space = EmbeddingSpace(name: "model", dimensions: 3)

        func embed(
            _ texts: [String], for purpose: EmbeddingRequest.Purpose, by deadline: Deadline
        ) async throws(ModelError) -> [[Float]] {
            texts.map { [Float($0.utf8.count), 0, 0] }
        }
    }

    /// In C and in C++; the header of today is there to tell a broken test from a broken promise.
    static let headers: [PluginCompiler.Language] = [.c, .frozenC, .frozenCxx]
    static let languages = headers + (PluginCompiler.has("rustc") ? [.rust] : [])

    private func with(
        _ language: PluginCompiler.Language, egress: [String] = [], _ test: (HostFixture) async throws -> Void
    ) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "agenthub-frozen-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        try await HostFixture.with(
            .plugin("frozen", in: language), egress: egress,
            configure: {
                $0.grants["test.frozen"] = Set(HostService.allCases)
                $0.dataFolder = folder.path
            }, test)
    }

    private func ask(
        _ fixture: HostFixture, _ word: String, _ tool: Tool = .of("FROZEN"), credential: String? = nil
    ) async throws -> ToolOutcome {
        try await fixture.call(tool, ["do": .string(word)], credential: credential)
    }

    @Test(arguments: languages) func itDescribesItselfAndStarts(_ language: PluginCompiler.Language) async throws {
        try await with(language) { fixture async throws in
            let line = fixture.line("frozen.so")
            #expect(line.hasPrefix("frozen.so: test.frozen 1.0.0 offers FROZEN"), "\(line)")
            let type = try #require(fixture.host.toolTypes().first)
            #expect(type.id == "FROZEN" && type.version == "1.0.0")
            #expect(type.description.hasPrefix("A tool that was built for ABI 1.0"))
        }
    }

    @Test(arguments: languages) func itAnswersFailsAndLogs(_ language: PluginCompiler.Language) async throws {
        try await with(language) { fixture async throws in
            #expect(
                try await fixture.call(.of("FROZEN"), ["do": "echo", "text": "nợ"]).value == [
                    "do": "echo", "text": "nợ",
                ])
            #expect(try await ask(fixture, "log").value == [:])
            let line = try #require(fixture.lines(with: "a line of a frozen plugin").first)
            #expect(line.level == .warning)
            // The host checks what it is given by the schema of the type.
            #expect(try await fixture.call(.of("FROZEN"), ["without": "a word"]).failure?.code == .invalidInput)
        }
    }

    @Test(arguments: headers) func itFailsAndRefusesInItsWords(_ language: PluginCompiler.Language) async throws {
        try await with(language) { fixture async throws in
            let failure = try #require(try await ask(fixture, "fail").failure)
            #expect(failure.code == .rateLimited && failure.message == "Too often." && failure.details == ["again": 5])
            #expect(try await ask(fixture, "refuse").failure?.code == .denied)
            #expect(try await ask(fixture, "twice").value == [:])
            #expect(try await ask(fixture, "second").value == ["status": .int(Int(AH_E_STALE))])
        }
    }

    @Test(arguments: headers) func itKnowsItsTime(_ language: PluginCompiler.Language) async throws {
        try await with(language) { fixture async throws in
            let value = try #require(try await ask(fixture, "time").value)
            let left = try #require(value["left"]?.intValue)
            #expect(left > 0 && left <= 60000)
            #expect(value["cancelled"] == 0 && value["unknown"] == 1)
        }
    }

    @Test(arguments: languages) func itHearsThatNobodyWaits(_ language: PluginCompiler.Language) async throws {
        try await with(language) { fixture async throws in
            let tool = Tool.of("FROZEN")
            let waiting = Task { try await fixture.call(tool, ["do": "wait"]) }
            #expect(try await fixture.call(tool, ["do": "until waiting"]).value == [:])
            waiting.cancel()
            #expect(try await waiting.value.failure?.code == .cancelled)
            #expect(try await fixture.call(tool, ["do": "until cancelled"]).value == [:])
        }
    }

    @Test(arguments: languages) func aRowIsRefusedInItsWords(_ language: PluginCompiler.Language) async throws {
        try await with(language) { fixture async throws in
            let problems = await fixture.host.problems(with: .of("FROZEN", config: ["refuse": true]))
            #expect(problems.map { "\($0.pointer): \($0.message)" } == ["/config/refuse: This row is refused."])
            #expect(await fixture.host.problems(with: .of("FROZEN")).isEmpty)
        }
    }

    @Test(arguments: languages) func itsHealthIsAsked(_ language: PluginCompiler.Language) async throws {
        try await with(language) { fixture async throws in
            var tool = Tool.of("FROZEN", config: ["unwell": true])
            tool.owner = TenantID("acme")
            let probe = ToolProbe(
                scope: TenantScope(tenant: try #require(TenantID("acme"))), user: try #require(UserID("ann")),
                credential: nil, traceID: "trace-1")
            let problems = await fixture.host.problems(with: tool, probe: probe)
            #expect(problems.map { "\($0.pointer): \($0.message)" } == ["/config/unwell: It is not well."])
        }
    }

    @Test(arguments: headers) func itIsToldOfItsRowAndItsHost(_ language: PluginCompiler.Language) async throws {
        try await with(language) { fixture async throws in
            let value = try #require(try await ask(fixture, "told", .of("FROZEN", config: ["a": 1])).value)
            #expect(value["config"]?["a"] == 1 && value["config"]?["auth"]?["type"] == "user_jwt")
            #expect(
                value["scope"]?["version"] == 1 && value["scope"]?["limits"]?["payload"] == .int(Int(AH_MAX_PAYLOAD)))
            #expect(value["scope"]?["data_dir"]?.stringValue?.contains("/test.frozen/") == true)
            #expect(value["host"] == "agenthub" && value["abi"] == .int(Int(AH_ABI)))
        }
    }

    @Test(arguments: headers) func everyServiceOf1_0HasItsTable(_ language: PluginCompiler.Language) async throws {
        try await with(language) { fixture async throws in
            var value = try #require(try await ask(fixture, "tables").value?.objectValue)
            #expect(value["unknown"] == 0)
            value["unknown"] = nil
            #expect(value == Self.tables)
        }
    }

    private static let tables: JSONObject = [
        "host": 1, "http": 1, "kv": 1, "credentials": 1, "egress": 1, "embedding": 1, "blob": 1, "caller": 1,
        "stream": 1, "same": 1,
    ]

    @Test(arguments: languages) func itSendsRequests(_ language: PluginCompiler.Language) async throws {
        let server = try LoopbackServer { _ in .json("{\"total\": 15432.50}") }
        defer { server.stop() }
        try await with(language, egress: ["127.0.0.0/8"]) { fixture async throws in
            let head: JSONValue = ["method": "POST", "url": .string(server.url("/orders")), "auth": ["user_jwt": true]]
            let value = try await fixture.call(
                .of("FROZEN", endpoint: server.url("/")), ["do": "http", "head": head]
            ).value
            #expect(value?["status"] == 200 && value?["body"]?["total"]?.literal == "15432.50")
            #expect(server.requests.first?.text == "{\"sent\": 1}")
            #expect(server.requests.first?.header("authorization") == "Bearer the-token")
        }
    }

    @Test(arguments: languages) func itKeepsAValue(_ language: PluginCompiler.Language) async throws {
        try await with(language) { fixture async throws in
            let value = try #require(try await ask(fixture, "kv").value)
            #expect(value["value"] == "a value")
            // Rust's does not remove it.
            #expect(language == .rust || value["afterwards"] == .int(Int(AH_E_NOT_FOUND)))
        }
    }

    @Test(arguments: headers) func itGetsASecretAndAddresses(_ language: PluginCompiler.Language) async throws {
        try await with(language, egress: ["127.0.0.0/8:5432"]) { fixture async throws in
            let tool = Tool.of("FROZEN", authorization: .credential("db"))
            #expect(try await ask(fixture, "secret", tool, credential: "s3cret-value").value == ["length": 12])
            #expect(try await ask(fixture, "secret").failure?.code == .denied)
            #expect(try await ask(fixture, "resolve").value == ["addresses": ["127.0.0.1"]])
        }
    }

    @Test(arguments: headers) func itGetsVectorsFilesAndWhoAsks(_ language: PluginCompiler.Language) async throws {
        try await with(language) { fixture async throws in
            func call(_ arguments: JSONValue) async throws -> ToolOutcome {
                var invocation = try HostFixture.invocation(.of("FROZEN"), arguments)
                invocation.embedder = Embedder()
                invocation.blobs = Blobs(files: ["file-1": "hello world"])
                return await fixture.host.invoke(invocation)
            }
            #expect(try await call(["do": "describe"]).value?["dimensions"] == 3)
            #expect(try await call(["do": "embed"]).value == ["rows": 2, "dimensions": 3, "first": 3])
            #expect(try await call(["do": "read", "file": "file-1"]).value == ["text": "world"])
            #expect(try await call(["do": "who"]).value?.arrayValue?.count == 2)
        }
    }

    @Test(arguments: headers) func itKeepsDocuments(_ language: PluginCompiler.Language) async throws {
        try await with(language) { fixture async throws in
            let scope = TenantScope(tenant: try #require(TenantID("acme")))
            let collection = try #require(CollectionName("handbook"))
            let document = KnowledgeDocument(
                collection: collection, name: "handbook.md", title: "Handbook", language: .english, metadata: [:],
                principals: [], mediaType: .markdown, file: FileID(), digest: "d", size: 1, version: 1, job: JobID())
            let chunks = [KnowledgeChunk(index: 0, text: "one"), KnowledgeChunk(index: 1, text: "two")]
            let ingestion = KnowledgeIngestion(
                scope: scope, document: document, chunks: chunks, embedder: nil, deadline: .after(.seconds(60)))
            #expect(try await fixture.host.ingest(ingestion).get() == 2)
            let indexed = try await fixture.host.indexed(scope, by: .after(.seconds(60))).get()
            #expect(indexed["handbook"]?.chunks == 2)
        }
    }
}
