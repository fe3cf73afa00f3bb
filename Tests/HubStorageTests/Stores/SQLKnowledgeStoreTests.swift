import Foundation
import HubCore
import Testing

@testable import HubStorage

@Suite(.onEveryDatabase) struct SQLKnowledgeStoreTests {
    private let scope = TenantID.acme.scope
    private let other = TenantID.globex.scope

    private func run(
        _ body: (SQLKnowledgeStore, KnowledgeFixture, any SQLDatabase) async throws -> Void
    ) async throws {
        try await TestDatabase.run {
            let fixture = KnowledgeFixture(database: $0)
            try await body(fixture.store, fixture, $0)
        }
    }

    @Test func keepsCollectionsAndCountsWhatIsInThem() async throws {
        try await run { store, fixture, database in
            let handbook = KnowledgeCollection(
                name: KnowledgeFixture.handbook, description: "Of the house", chunkCharacters: 800,
                overlapCharacters: 80)
            try await store.put(scope, collection: KnowledgeCollection(name: handbook.name), by: .operator)
            try await store.put(scope, collection: handbook, by: .operator)
            #expect(try await store.collections(scope) == [handbook])
            #expect(try await store.collections(other).isEmpty)
            #expect(
                try await database.audited(.acme) == ["knowledge.collection.put", "knowledge.collection.put"])
            try await fixture.index(try await fixture.upload(scope, "a.txt"))
            let second = try await fixture.upload(scope, "b.txt", 11)
            try await fixture.index(second)
            var counted = handbook
            (counted.documents, counted.chunks) = (2, 4)
            #expect(try await store.collections(scope) == [counted])
            #expect(try await store.remove(scope, id: second.id, by: .operator))
            (counted.documents, counted.chunks) = (1, 2)
            #expect(try await store.collections(scope) == [counted])
            // One that an upload makes is cut as is usual.
            try await fixture.upload(other)
            #expect(
                try await store.collections(other) == [KnowledgeCollection(name: handbook.name, documents: 1)])
        }
    }

    @Test func takesAFileInWithTheItemOfItsJob() async throws {
        try await run { store, fixture, database in
            let job = KnowledgeJob(
                collection: KnowledgeFixture.handbook, user: .ann,
                createdAt: Date(timeIntervalSince1970: 1_800_000_000))
            try await store.begin(scope, job: job, by: .operator)
            let file = FileFixture.file(10, purpose: .knowledge)
            try await FileFixture(store: fixture.files).keep(scope, file)
            var document = KnowledgeFixture.document(file, job: job.id)
            document.title = "Sổ tay"
            document.language = .vietnamese
            document.metadata = ["year": 2026, "draft": false]
            document.principals = [.role(.tenantAdmin), .user(.bob)]
            let refused = KnowledgeJob.Item(
                name: "b.exe", outcome: .refused, failure: DocumentFailure(.unsupported, "No document."))
            try await store.refuse(scope, job: job.id, item: refused)
            let item = try await store.take(scope, document: document, by: .operator)
            #expect(item == KnowledgeJob.Item(name: "a.txt", outcome: .accepted, document: document.id))
            var expected = job
            expected.items = [refused, item]
            #expect(try await store.job(scope, id: job.id) == expected)
            #expect(try await store.job(other, id: job.id) == nil)
            #expect(try await store.job(scope, id: JobID()) == nil)
            let kept = try #require(try await store.document(scope, id: document.id))
            document.createdAt = kept.createdAt
            document.updatedAt = kept.updatedAt
            #expect(kept == document)
            #expect(try await store.documents(scope, job: job.id) == [document])
            #expect(try await store.documents(other, job: job.id).isEmpty)
            #expect(try await store.document(other, id: document.id) == nil)
            #expect(try await database.audited(.acme) == ["knowledge.upload", "knowledge.document.create"])
        }
    }

    @Test func makesANewVersionOfWhatHasTheName() async throws {
        try await run { store, fixture, database in
            let first = try await fixture.upload(scope) {
                $0.title = "Handbook"
                $0.metadata = ["year": 2026]
                $0.principals = [.user(.bob)]
            }
            try await fixture.index(first)
            let second = try await fixture.upload(scope, "a.txt", 11)
            #expect(second.id == first.id)
            #expect(second.createdAt == first.createdAt)
            #expect(second.version == 2)
            #expect(second.state == .queued)
            #expect(second.size == 11)
            #expect(second.file != first.file)
            // What the upload did not say stays, and the language was found out meanwhile.
            #expect(second.title == "Handbook")
            #expect(second.metadata == ["year": 2026])
            #expect(second.principals == [.user(.bob)])
            #expect(second.language == .english)
            // What is searched is still the first.
            #expect(second.chunks == 2)
            #expect(try await fixture.files.file(scope, id: first.file) != nil)
            let third = try await fixture.upload(scope, "a.txt", 11) { $0.metadata = ["year": 2027] }
            #expect(third.version == 3)
            #expect(third.metadata == ["year": 2027])
            #expect(
                try await database.audited(.acme) == [
                    "knowledge.upload", "knowledge.document.create", "knowledge.upload", "knowledge.document.update",
                    "knowledge.upload", "knowledge.document.update",
                ])
        }
    }

    @Test func doesNothingForTheSameFileOnceItIsIndexed() async throws {
        try await run { store, fixture, database in
            let first = try await fixture.upload(scope)
            // It may yet fail.
            #expect(try await fixture.upload(scope).version == 2)
            try await fixture.index(first)
            let before = try #require(try await store.document(scope, id: first.id))
            let file = FileFixture.file(10, purpose: .knowledge)
            try await FileFixture(store: fixture.files).keep(scope, file)
            let audited = try await database.audited(.acme).count
            let item = try await fixture.take(scope, file)
            #expect(item == KnowledgeJob.Item(name: "a.txt", outcome: .unchanged, document: first.id))
            #expect(try await store.document(scope, id: first.id) == before)
            #expect(try await fixture.files.file(scope, id: file.id) == nil)
            #expect(try await fixture.files.kept(scope) == [1, 10])
            #expect(try await database.audited(.acme).count == audited + 1)
            let titled = try await fixture.upload(scope) { $0.title = "Handbook" }
            #expect(titled.version == before.version + 1)
            #expect(titled.title == "Handbook")
        }
    }

    @Test func takesOnlyAFinishedFileForKnowledgeThatIsNoDocuments() async throws {
        try await run { store, fixture, _ in
            let files = FileFixture(store: fixture.files)
            let begun = FileFixture.file(10, purpose: .knowledge)
            try await files.write(scope, begun.id, FileFixture.bytes(10))
            let chat = FileFixture.file(10)
            try await files.keep(scope, chat)
            let theirs = FileFixture.file(10, purpose: .knowledge)
            try await files.keep(other, theirs)
            let taken = FileFixture.file(10, purpose: .knowledge, name: "taken")
            try await files.keep(scope, taken)
            try await fixture.take(scope, taken)
            for file in [begun, chat, theirs, taken] {
                let missing = ConfigurationStoreError.missing(field: "file", name: file.id.description)
                await #expect(throws: missing) { try await fixture.take(scope, file) { $0.name = "new" } }
            }
            #expect(try await store.documents(scope, collection: nil, after: nil, limit: 9).map(\.name) == ["taken"])
            let job = JobID()
            let free = FileFixture.file(10, purpose: .knowledge)
            try await files.keep(scope, free)
            let missing = ConfigurationStoreError.missing(field: "job_id", name: job.description)
            await #expect(throws: missing) { try await fixture.take(scope, free) { $0.job = job } }
            await #expect(throws: missing) {
                try await store.refuse(scope, job: job, item: KnowledgeJob.Item(name: "a", outcome: .refused))
            }
        }
    }

    @Test func takesFilesOfOneNameAtOnceOneAfterTheOther() async throws {
        try await run { store, fixture, _ in
            let uploads = (0..<6).map { FileFixture.file(10 + $0, purpose: .knowledge) }
            for file in uploads { try await FileFixture(store: fixture.files).keep(scope, file) }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for file in uploads {
                    group.addTask { [scope] in
                        let item = try await fixture.take(scope, file)
                        #expect(item.outcome == .accepted)
                    }
                }
                try await group.waitForAll()
            }
            let documents = try await store.documents(scope, collection: nil, after: nil, limit: 9)
            #expect(documents.map(\.version) == [6])
        }
    }

    @Test func listsDocumentsByTimeAndCollection() async throws {
        try await run { store, fixture, _ in
            var all: [KnowledgeDocument] = []
            for number in 0..<4 {
                let time = TurnFixture.start.addingTimeInterval(Double(number))
                all.append(
                    try await fixture.upload(scope, "\(number)") {
                        $0.id = DocumentID(.version7(now: time))
                        if number == 3, let faq = CollectionName("faq") { $0.collection = faq }
                    })
            }
            try await fixture.upload(other)
            #expect(try await store.documents(scope, collection: nil, after: nil, limit: 3) == Array(all[0..<3]))
            #expect(try await store.documents(scope, collection: nil, after: all[2].id, limit: 3) == [all[3]])
            #expect(
                try await store.documents(scope, collection: KnowledgeFixture.handbook, after: all[0].id, limit: 9)
                    == Array(all[1..<3]))
            #expect(try await store.remove(scope, id: all[1].id, by: .operator))
            #expect(
                try await store.documents(scope, collection: KnowledgeFixture.handbook, after: all[1].id, limit: 9)
                    == [all[2]])
            #expect(try await store.document(scope, id: all[1].id)?.state == .removing)
        }
    }

    @Test func indexesAgainWhatIsThere() async throws {
        try await run { store, fixture, database in
            let document = try await fixture.upload(scope)
            try await fixture.index(document)
            let gone = try await fixture.upload(scope, "gone")
            #expect(try await store.remove(scope, id: gone.id, by: .operator))
            let audited = try await database.audited(.acme).count
            #expect(try await store.reindex(scope, id: gone.id, by: .operator) == false)
            #expect(try await store.reindex(other, id: document.id, by: .operator) == false)
            #expect(try await store.reindex(scope, id: DocumentID(), by: .operator) == false)
            #expect(try await store.reindex(other, collection: KnowledgeFixture.handbook, by: .operator) == 0)
            #expect(try await database.audited(.acme).count == audited)
            #expect(try await database.audited(.globex).isEmpty)
            #expect(try await store.reindex(scope, id: document.id, by: .operator))
            let again = try #require(try await store.document(scope, id: document.id))
            #expect(again.state == .queued)
            #expect(again.version == 2)
            #expect(try await store.reindex(scope, collection: KnowledgeFixture.handbook, by: .operator) == 1)
            #expect(
                try await database.audited(.acme).suffix(2) == [
                    "knowledge.document.reindex", "knowledge.collection.reindex",
                ])
        }
    }

    @Test func removesADocumentOnceAndFreesItsName() async throws {
        try await run { store, fixture, database in
            let document = try await fixture.upload(scope)
            #expect(try await store.remove(other, id: document.id, by: .operator) == false)
            #expect(try await store.remove(scope, id: document.id, by: .operator))
            #expect(try await store.remove(scope, id: document.id, by: .operator) == false)
            #expect(try await database.audited(.acme).last == "knowledge.document.delete")
            #expect(try await store.documents(scope, collection: nil, after: nil, limit: 9).isEmpty)
            let next = try await fixture.upload(scope)
            #expect(next.id != document.id)
            #expect(next.version == 1)
        }
    }

    /// An operator of another tenant: the key's row is that one's, the document's this one's.
    @Test func keepsTheAnswerOfARepeatedRequestWithTheChange() async throws {
        try await run { store, fixture, database in
            let document = try await fixture.upload(scope)
            let operations = try #require(TenantID("operations"))
            let user = try #require(UserID("olga"))
            let key = IdempotencyKey(scope: operations.scope, user: user, key: "k")
            let hold = IdempotencyHold(key)
            let answers = SQLIdempotencyStore(database: database)
            #expect(try await answers.claim(hold, fingerprint: "f", lease: .seconds(60)) == .claimed)
            var author = ConfigurationAuthor.operator
            author.answer = KeptAnswer(hold: hold, answer: IdempotentAnswer(status: 202, body: "{}"))
            #expect(try await store.reindex(scope, id: document.id, by: author))
            let repeated = try await answers.claim(IdempotencyHold(key), fingerprint: "f", lease: .seconds(60))
            #expect(repeated == .answered(IdempotentAnswer(status: 202, body: "{}")))
            author.answer = KeptAnswer(
                hold: IdempotencyHold(key), answer: IdempotentAnswer(status: 202, body: "{}"))
            await #expect(throws: IdempotencyClaimLost.self) {
                try await store.remove(scope, id: document.id, by: author)
            }
            #expect(try await store.document(scope, id: document.id)?.state == .queued)
        }
    }

    @Test func namesATenantThatIsNotThere() async throws {
        try await run { store, _, _ in
            let nobody = try #require(TenantID("nobody"))
            let missing = ConfigurationStoreError.missing(field: "tenant_id", name: "nobody")
            await #expect(throws: missing) {
                try await store.put(
                    nobody.scope, collection: KnowledgeCollection(name: KnowledgeFixture.handbook), by: .operator)
            }
        }
    }
}
