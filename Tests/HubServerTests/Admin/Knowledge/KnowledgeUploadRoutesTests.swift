import HTTPTypes
import HubCore
import HubCrypto
import Synchronization
import Testing

@testable import HubServer

@Suite struct KnowledgeUploadRoutesTests {
    private static let path = "knowledge/upload"
    private static let form = FormText().field("collection", "handbook")

    private let files = ScriptedFiles()
    private let wakes = Counter()

    final class Counter: Sendable {
        private let state = Mutex(0)
        var count: Int { state.withLock { $0 } }
        func add() { state.withLock { $0 += 1 } }
    }

    private func door(
        _ knowledge: ScriptedKnowledge, limits: TenantLimits = TenantLimits()
    ) throws -> Door {
        try Door { services in
            services.stores.tenants = ScriptedTenants([
                Tenant(id: Door.acme, name: "", settings: TenantSettings(limits: limits)),
                Tenant(id: Door.Person.rival.tenant, name: ""),
            ])
            services.uploads = UploadServices(files: files, knowledge: knowledge) { [wakes] in wakes.add() }
        }
    }

    @Test func takesDocumentsInWithTheirFacts() async throws {
        let knowledge = ScriptedKnowledge()
        let text = "# Returns\n\nWithin 30 days."
        let answer = try await door(knowledge).send(
            Self.path, as: .own,
            Self.form.field("title", "Returns").field("language", "en")
                .field("metadata", #"{"year": 2026, "public": true, "team": "sales"}"#)
                .field("principals", #"["role:user", "user:anna"]"#).file(text, filename: "returns.md"))
        #expect(answer.status == 202, "\(answer.text)")
        let document = try #require(knowledge.kept.documents[Door.scope]?.first)
        #expect(document.name == "returns.md" && document.title == "Returns" && document.language == .english)
        #expect(document.metadata == ["year": 2026, "public": true, "team": "sales"])
        #expect(document.principals?.map(\.text) == ["role:user", "user:anna"])
        #expect(document.collection.rawValue == "handbook" && document.mediaType == .markdown)
        #expect(document.digest == SHA256.hex(text) && document.size == text.utf8.count)
        #expect(files.bytes(of: document.file) == Array(text.utf8))
        #expect(files.kept.files[document.file]?.file.purpose == .knowledge)
        let job = try #require(knowledge.kept.jobs[Door.scope]?.values.first)
        #expect(answer.json["job_id"]?.stringValue == job.id.description && job.user.rawValue == "anna")
        #expect(answer.headers[.location] == "/api/admin/knowledge/jobs/\(job.id)")
        #expect(
            answer.json["documents"] == [
                [
                    "name": "returns.md", "outcome": "accepted", "document_id": .string(document.id.description),
                    "state": "queued", "failure": .null,
                ]
            ])
        #expect(wakes.count == 1 && knowledge.kept.authors.map(\.tenant) == [Door.acme])
    }

    /// A title that was not said is the name: the store takes one that it finds in the text.
    @Test func factsThatAreNotSaidAreLeftOpen() async throws {
        let knowledge = ScriptedKnowledge()
        _ = try await door(knowledge).send(Self.path, as: .own, Self.form.file("x", filename: "a.txt"))
        let document = try #require(knowledge.kept.documents[Door.scope]?.first)
        #expect(document.title == "a.txt" && document.language == nil && document.principals == nil)
        #expect(document.metadata.isEmpty)
    }

    @Test func aBadFileLeavesTheOthersAlone() async throws {
        let knowledge = ScriptedKnowledge()
        let answer = try await door(knowledge, limits: TenantLimits(fileBytes: 100_000, storageBytes: 100_000)).send(
            Self.path, as: .own,
            Self.form.file("First.", filename: "1.txt").file("", filename: "2.txt")
                .file([0x7F, 0x45, 0x4C, 0x46, 0, 0], filename: "3.pdf")
                .file(String(repeating: "x", count: 100_001), filename: "4.txt").file("x", filename: nil)
                .file(String(repeating: "x", count: 100_000), filename: "6.txt").file("Last.", filename: "7.txt"))
        #expect(answer.status == 202)
        let items = answer.json["documents"]?.arrayValue ?? []
        let outcomes = items.map { $0["outcome"]?.stringValue ?? "" }
        #expect(outcomes == ["accepted", "refused", "refused", "refused", "refused", "refused", "accepted"])
        #expect(
            items.prefix(6).map { $0["failure"]?["code"] } == [
                nil, "empty", "unsupported", "too_large", "unsupported", "too_large",
            ])
        #expect(items.map { $0["name"] }.prefix(6) == ["1.txt", "2.txt", "3.pdf", "4.txt", "file", "6.txt"])
        #expect(knowledge.kept.documents[Door.scope]?.map(\.name) == ["1.txt", "7.txt"])
        #expect(Set(files.all.map(\.name)) == ["1.txt", "7.txt"] && files.kept.begun.isEmpty)
        #expect(knowledge.kept.jobs[Door.scope]?.values.first?.items.count == 7)
    }

    /// What came before the fault is there, and what broke off is not: sent again, the one is unchanged.
    @Test func anUploadThatBreaksOffIsSentAgain() async throws {
        let knowledge = ScriptedKnowledge()
        let door = try door(knowledge)
        let form = Self.form.file("First.", filename: "1.txt").file(
            String(repeating: "x", count: 9000), filename: "2.txt")
        let cut = try await door.send(Self.path, as: .own, form.cut)
        #expect(cut.status == 400 && cut.code == "invalid_multipart")
        #expect(knowledge.kept.documents[Door.scope]?.map(\.name) == ["1.txt"])
        #expect(files.all.map(\.name) == ["1.txt"] && files.kept.begun.isEmpty)
        let again = try await door.send(Self.path, as: .own, form)
        #expect(again.status == 202 && knowledge.kept.documents[Door.scope]?.map(\.name) == ["1.txt", "2.txt"])
    }

    @Test(
        arguments: [
            (FormText().file("x"), "/collection"),
            (FormText().field("collection", "Hand Book").file("x"), "/collection"),
            (FormText().file("x").field("collection", "handbook"), "/collection"), (form, "/file"),
            (form.field("collection", "other").file("x"), "/collection"),
            (form.field("language", "de").file("x"), "/language"),
            (form.field("title", " ").file("x"), "/title"), (form.field("metadata", "{").file("x"), "/metadata"),
            (form.field("metadata", "[]").file("x"), "/metadata"),
            (form.field("metadata", #"{"a": {}}"#).file("x"), "/metadata"),
            (form.field("metadata", #"{"a": null}"#).file("x"), "/metadata"),
            (form.field("metadata", #"{"a": "\u0000"}"#).file("x"), "/metadata"),
            (form.field("principals", "[]").file("x"), "/principals"),
            (form.field("principals", #"["role:root"]"#).file("x"), "/principals"),
            (form.field("principals", #"["anna"]"#).file("x"), "/principals"),
            (form.field("principals", #""role:user""#).file("x"), "/principals"),
            (form.field("x", "y").file("x"), "/x"),
            (form.field("title", "a\0").file("x"), "/title"),
            (form.field("metadata", String(repeating: "x", count: 16_385)).file("x"), "/metadata"),
        ] as [(FormText, String)])
    func refusesAFormThatIsWrong(form: FormText, pointer: String) async throws {
        let knowledge = ScriptedKnowledge()
        let answer = try await door(knowledge).send(Self.path, as: .own, form)
        #expect(answer.status == 422 && answer.pointers == [pointer], "\(answer.text)")
        #expect(files.kept.begun.isEmpty)
    }

    @Test func aTitleGoesWithOneFile() async throws {
        let knowledge = ScriptedKnowledge()
        let answer = try await door(knowledge).send(
            Self.path, as: .own,
            Self.form.field("title", "T").file("x", filename: "1.txt").file("y", filename: "2.txt"))
        #expect(answer.json["documents"]?.arrayValue?.map { $0["outcome"] } == ["accepted", "refused"])
        #expect(knowledge.kept.documents[Door.scope]?.map(\.title) == ["T"] && files.all.count == 1)
    }

    @Test func aDocumentThatIsNotTakenLeavesNoFile() async throws {
        let answer = try await door(ScriptedKnowledge(takesNothing: true)).send(
            Self.path, as: .own, Self.form.file("x"))
        #expect(answer.status == 500 && files.all.isEmpty && files.kept.begun.isEmpty && wakes.count == 0)
    }

    @Test func nobodyUploadsForAnotherTenant() async throws {
        let knowledge = ScriptedKnowledge()
        let door = try door(knowledge)
        let form = Self.form.file("x")
        #expect(try await door.send(Self.path, as: .user, form).status == 403)
        #expect(try await door.send(Self.path + "?tenant_id=acme-corp", as: .rival, form).status == 404)
        #expect(try await door.send(Self.path + "?tenant_id=nobody", as: .platform, form).status == 404)
        // Its own tenant has no row.
        #expect(try await door.send(Self.path, as: .platform, form).status == 404)
        #expect(knowledge.kept.documents.isEmpty && files.all.isEmpty)
        let answer = try await door.send(Self.path + "?tenant_id=acme-corp", as: .platform, form)
        let job = try #require(knowledge.kept.jobs[Door.scope]?.values.first)
        #expect(answer.status == 202)
        #expect(answer.headers[.location] == "/api/admin/knowledge/jobs/\(job.id)?tenant_id=acme-corp")
        #expect(try await door.send(Self.path, as: .rival, form).status == 202)
        #expect(Set(knowledge.kept.documents.keys) == [Door.scope, TenantScope(tenant: Door.Person.rival.tenant)])
    }

    @Test func aJobSaysHowFarItsDocumentsAre() async throws {
        let knowledge = ScriptedKnowledge()
        let door = try door(knowledge)
        let collection = try #require(CollectionName("handbook"))
        let user = try #require(UserID("anna"))
        let job = JobID()
        func document(_ name: String, _ state: KnowledgeDocument.State, job: JobID) -> KnowledgeDocument {
            KnowledgeDocument(
                collection: collection, name: name, title: name, mediaType: .pdf, file: FileID(), digest: "", size: 1,
                state: state, failure: state == .failed ? DocumentFailure(.encrypted, "It asks for a password.") : nil,
                job: job)
        }
        let documents = [
            document("1", .ready, job: job), document("2", .failed, job: job), document("3", .indexing, job: job),
            document("4", .ready, job: JobID()), document("5", .queued, job: JobID()),
        ]
        for document in documents { knowledge.add(document) }
        var items = documents.map { KnowledgeJob.Item(name: $0.name, outcome: .accepted, document: $0.id) }
        items[4].outcome = .unchanged
        items.append(.init(name: "6", outcome: .refused, failure: DocumentFailure(.empty, "The file is empty.")))
        let author = ConfigurationAuthor(tenant: Door.acme, user: user, requestID: "-")
        let row = KnowledgeJob(id: job, collection: collection, user: user, items: items)
        try await knowledge.begin(Door.scope, job: row, by: author)
        let answer = try await door.send(.get, "knowledge/jobs/\(job)", as: .own)
        #expect(answer.status == 200 && answer.json["done"] == 5 && answer.json["total"] == 6)
        let shown = answer.json["documents"]?.arrayValue ?? []
        #expect(shown.map { $0["state"] } == ["ready", "failed", "indexing", "replaced", "ready", .null])
        #expect(
            shown.map { $0["failure"]?["code"] } == [nil, "encrypted", nil, nil, nil, "empty"])
        for person in [Door.Person.rival, .platform] {
            #expect(try await door.send(.get, "knowledge/jobs/\(job)", as: person).status == 404)
        }
        #expect(try await door.send(.get, "knowledge/jobs/\(job)?tenant_id=acme-corp", as: .platform).status == 200)
        #expect(try await door.send(.get, "knowledge/jobs/\(JobID())", as: .own).status == 404)
        #expect(try await door.send(.get, "knowledge/jobs/x", as: .own).status == 404)
    }
}
