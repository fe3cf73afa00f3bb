import HubCore
import PluginABI
import Testing

@testable import HubPlugins

/// Documents on their way to the type that keeps them.
@Suite struct KnowledgeIndexTests {
    private func document(title: String = "Handbook") throws -> KnowledgeDocument {
        KnowledgeDocument(
            collection: try #require(CollectionName("handbook")), name: "handbook.md", title: title, language: .english,
            metadata: ["year": 2026], principals: [.role(.tenantAdmin), .user(try #require(UserID("ann")))],
            mediaType: .markdown, file: FileID(), digest: "d", size: 1, version: 4, job: JobID())
    }

    private func scope(_ tenant: String = "acme") throws -> TenantScope {
        TenantScope(tenant: try #require(TenantID(tenant)))
    }

    private func ingestion(
        _ document: KnowledgeDocument, _ chunks: [KnowledgeChunk], tenant: String = "acme",
        within limit: Duration = .seconds(60)
    ) throws -> KnowledgeIngestion {
        KnowledgeIngestion(
            scope: try scope(tenant), document: document, chunks: chunks, embedder: nil, deadline: .after(limit))
    }

    private func last(_ fixture: HostFixture) async throws -> JSONValue {
        try #require(try await fixture.call(.of("KNOWLEDGE")).value)
    }

    @Test(.everyHosting) func aSmallDocumentTravelsWhole() async throws {
        try await HostFixture.with(.plugin("knowledge")) { fixture async throws in
            let document = try document()
            let chunks = [
                KnowledgeChunk(index: 0, text: "Trả hàng", page: 2, heading: "A › B"),
                KnowledgeChunk(index: 1, text: "\"text\""),
            ]
            let outcome = await fixture.host.ingest(try ingestion(document, chunks))
            #expect(try outcome.get() == 2)
            let names = OpaqueNames(installation: "")
            let tenant = try scope().tenant
            #expect(
                try await last(fixture)["request"] == [
                    "collection": "handbook",
                    "document": [
                        "id": .string(document.id.description), "version": 4, "title": "Handbook",
                        "metadata": ["year": 2026], "language": "en",
                        "principals": [
                            .string(names.principal(.role(.tenantAdmin), of: tenant)),
                            .string(names.principal(.user(try #require(UserID("ann"))), of: tenant)),
                        ],
                    ],
                    "chunks": [
                        ["id": "0", "text": "Trả hàng", "page": 2, "heading": "A › B"],
                        ["id": "1", "text": "\"text\"", "page": nil, "heading": nil],
                    ],
                ])
        }
    }

    @Test(.everyHosting) func aDocumentForEverybodyNamesNobody() async throws {
        try await HostFixture.with(.plugin("knowledge")) { fixture async throws in
            var document = try document()
            document.principals = nil
            document.language = nil
            _ = try await fixture.host.ingest(try ingestion(document, [])).get()
            let told = try await last(fixture)["request"]?["document"]
            #expect(told?["principals"] == .null && told?["language"] == .null)
        }
    }

    /// The same names as the `caller` service gives to a call of theirs.
    @Test func itsReadersAreNamedAsTheyAreWhenTheyAsk() throws {
        let names = OpaqueNames(installation: "i")
        let tenant = try scope().tenant
        let ann = try #require(UserID("ann"))
        let caller = Caller(scope: try scope(), user: ann, roles: [.user, .tenantAdmin], token: Secret("t"))
        #expect(
            Set(names.principals(of: caller)) == [
                names.principal(.user(ann), of: tenant), names.principal(.role(.user), of: tenant),
                names.principal(.role(.tenantAdmin), of: tenant),
            ])
        let other = try scope("other").tenant
        #expect(names.principal(.user(ann), of: other) != names.principal(.user(ann), of: tenant))
        #expect(names.principal(.role(.user), of: other) != names.principal(.role(.user), of: tenant))
    }

    @Test(.everyHosting) func aLargeDocumentTravelsAsLinesOfABlob() async throws {
        try await HostFixture.with(.plugin("knowledge")) { fixture async throws in
            // Over one piece of a blob.
            let text = String(repeating: "đoạn\n", count: 400)
            let chunks = (0..<600).map { KnowledgeChunk(index: $0, text: text, page: $0 / 2 + 1) }
            let outcome = await fixture.host.ingest(try ingestion(try document(), chunks))
            #expect(try outcome.get() == 600)
            let last = try await last(fixture)
            #expect(last["request"]?["blob"] == "chunks" && last["request"]?["chunks"] == nil)
            #expect(last["line"] == ["id": "0", "text": .string(text), "page": 1, "heading": nil])
        }
    }

    /// By what its JSON takes and not by its texts alone.
    @Test func theBorderIsThePayloadLimit() throws {
        let names = OpaqueNames(installation: "")
        let quotes = String(repeating: "\"", count: Int(AH_MAX_PAYLOAD) / 2)
        let escaped = IngestionDocument(
            try ingestion(try document(), [KnowledgeChunk(index: 0, text: quotes)]), names: names)
        #expect(escaped.blob != nil)
        let small = IngestionDocument(
            try ingestion(try document(), [KnowledgeChunk(index: 0, text: String(quotes.dropLast(1000)))]), names: names
        )
        #expect(small.blob == nil && small.inline.bytes.count <= Int(AH_MAX_PAYLOAD))
        // An array's chunk takes as much as its text has bytes, and one byte decides.
        let room = Int(AH_MAX_PAYLOAD) - small.inline.bytes.count
        func blob(_ more: Int) throws -> IngestionBlob? {
            let text = String(quotes.dropLast(1000)) + String(repeating: "a", count: more)
            return IngestionDocument(
                try ingestion(try document(), [KnowledgeChunk(index: 0, text: text)]), names: names
            ).blob
        }
        #expect(try blob(room) == nil)
        #expect(try blob(room + 1) != nil)
    }

    @Test(.everyHosting) func aDocumentIsForgottenAndTheIndexTellsWhatItHolds() async throws {
        try await HostFixture.with(.plugin("knowledge")) { fixture async throws in
            let id = DocumentID()
            let failure = await fixture.host.remove(
                try scope(), collection: try #require(CollectionName("handbook")), document: id,
                by: .after(.seconds(60)))
            #expect(failure == nil)
            #expect(
                try await last(fixture)["request"] == ["collection": "handbook", "document": .string(id.description)])
            let indexed = try await fixture.host.indexed(try scope(), by: .after(.seconds(60))).get()
            #expect(indexed.count == 1 && indexed["handbook"]?.documents == 2 && indexed["handbook"]?.chunks == 7)
        }
    }

    @Test func eachTenantHasAnInstanceOfItsOwnThatNoRowHas() async throws {
        try await HostFixture.with(.plugin("knowledge")) { fixture async throws in
            for tenant in ["acme", "acme", "other"] {
                _ = try await fixture.host.ingest(try ingestion(try document(), [], tenant: tenant)).get()
            }
            #expect(try fixture.plugin("knowledge").count(.created) == 2)
            _ = try await last(fixture)
            #expect(try fixture.plugin("knowledge").count(.created) == 3)
            #expect(KnowledgeRow.id.description == "00000000-0000-8000-8000-6b6e6f776c65")
        }
    }

    @Test(.everyHosting) func withoutAPluginThatKeepsDocumentsTheIndexIsUnavailable() async throws {
        try await HostFixture.with(.plugin("echo")) { fixture async throws in
            let outcome = await fixture.host.ingest(try ingestion(try document(), []))
            guard case .failure(let failure) = outcome else { throw TestFailure() }
            #expect(failure.code == .unavailable)
        }
    }

    @Test(.everyHosting) func whatThePluginSaysOfAFailureIsHandedOn() async throws {
        try await HostFixture.with(.plugin("knowledge")) { fixture async throws in
            func failure(_ title: String) async throws -> ToolFailure? {
                let outcome = await fixture.host.ingest(try ingestion(try document(title: title), []))
                if case .failure(let failure) = outcome { return failure }
                return nil
            }
            #expect(try await failure("fail")?.code == .upstream)
            #expect(try await failure("fail")?.message == "the index is down")
            #expect(try await failure("silent")?.code == .internal)
        }
    }

    @Test func aLongIngestionKeepsNoThreadAndHarmsNobodysStanding() async throws {
        try await HostFixture.with(
            .plugin("knowledge"),
            configure: {
                // Far shorter than the call's own time.
                $0.grace = .milliseconds(1)
                $0.workers = 1
                $0.workersPerPlugin = 1
            }
        ) { fixture async throws in
            let plugin = fixture.plugin("knowledge")
            let held = try ingestion(try document(title: "hold"), [], within: .seconds(600))
            async let outcome = fixture.host.ingest(held)
            try await plugin.pass(0)
            // A search meanwhile.
            #expect(try await last(fixture)["request"]?["document"]?["title"] == "hold")
            try plugin.open(1)
            #expect(try await outcome.get() == 1)
            let statistics = try fixture.statistics("test.knowledge")
            #expect(statistics.quarantine == nil && statistics.misbehaviours.isEmpty)
        }
    }

    @Test func itEndsAtItsDeadlineOrWhenItIsCancelled() async throws {
        try await HostFixture.with(.plugin("knowledge")) { fixture async throws in
            let plugin = fixture.plugin("knowledge")
            let held = try ingestion(try document(title: "hold"), [])
            let task = Task { await fixture.host.ingest(held) }
            try await plugin.pass(0)
            task.cancel()
            guard case .failure(let failure) = await task.value else { throw TestFailure() }
            #expect(failure.code == .cancelled)
            try plugin.open(1)
        }
    }

    @Test(
        .everyHosting,
        arguments: [
            ("-DPARTIAL", "has no function remove in agenthub.knowledge/1 of the tool type KNOWLEDGE"),
            ("-DSMALL", "has a table of 8 bytes for agenthub.knowledge/1"),
        ])
    func aTableThatIsNotWholeRefusesThePlugin(_ flag: String, _ words: String) async throws {
        try await HostFixture.with(.plugin("knowledge", as: nil, flag)) { fixture async throws in
            #expect(fixture.line("knowledge.so").contains(words))
        }
    }
}

private struct TestFailure: Error {}
