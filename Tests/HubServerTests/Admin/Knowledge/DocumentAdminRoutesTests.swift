import HTTPTypes
import HubCore
import Synchronization
import Testing

@testable import HubServer

@Suite struct DocumentAdminRoutesTests {
    private static let path = "knowledge/documents"
    private let knowledge = ScriptedKnowledge()
    private let index = Index()
    private let wakes = KnowledgeUploadRoutesTests.Counter()

    /// Takes documents out, and is away.
    private final class Index: KnowledgeIndex {
        private let removals = Mutex<[String]>([])

        var removed: [String] { removals.withLock { $0 } }

        func ingest(_ request: KnowledgeIngestion) async -> Result<Int, ToolFailure> {
            Issue.record("a route indexes a document")
            return .success(0)
        }

        func remove(
            _ scope: TenantScope, collection: CollectionName, document: DocumentID, by deadline: Deadline
        ) async -> ToolFailure? {
            removals.withLock { $0.append("\(scope.tenant) \(collection) \(document)") }
            return ToolFailure(.unavailable, "The index is away.")
        }
    }

    private func door() throws -> Door {
        try Door { services in
            services.stores.tenants = ScriptedTenants(
                [Door.acme, Door.Person.rival.tenant].map { Tenant(id: $0, name: "") })
            services.uploads = UploadServices(files: Unexpected(), knowledge: knowledge, index: index) {
                [wakes] in wakes.add()
            }
        }
    }

    private func document(_ name: String, in collection: String = "handbook") throws -> KnowledgeDocument {
        let collection = try #require(CollectionName(collection))
        return KnowledgeDocument(
            collection: collection, name: name, title: name, metadata: ["year": 2026], principals: [.role(.user)],
            mediaType: .pdf, file: FileID(), digest: "d", size: 7, state: .failed,
            failure: DocumentFailure(.encrypted, "It asks for a password."), job: JobID(), createdAt: Door.date,
            updatedAt: Door.date)
    }

    @Test func documentsAreListedByTheirCollection() async throws {
        let door = try door()
        let documents = [try document("a"), try document("b", in: "other"), try document("c")]
            .sorted { $0.id.description < $1.id.description }
        for document in documents { knowledge.add(document) }
        let all = try await door.send(.get, Self.path, as: .own)
        #expect(all.json["documents"] == .array(documents.map(KnowledgeShape.json)))
        let some = try await door.send(.get, Self.path + "?collection=handbook", as: .own)
        let handbook = documents.filter { $0.collection.rawValue == "handbook" }
        #expect(some.json["documents"] == .array(handbook.map(KnowledgeShape.json)))
        let first = try await door.send(.get, Self.path + "?limit=2", as: .own)
        let next = try #require(first.json["next"]?.stringValue)
        let second = try await door.send(.get, Self.path + "?limit=2&cursor=\(next)", as: .own)
        #expect(second.json["documents"] == [KnowledgeShape.json(documents[2])] && second.json["next"] == .null)
        #expect(try await door.send(.get, Self.path + "?collection=Hand%20Book", as: .own).status == 422)
        #expect(try await door.send(.get, Self.path, as: .rival).json["documents"] == [])
        #expect(try await door.send(.get, Self.path, as: .user).status == 403)
    }

    @Test func aDocumentShowsWhatIsKnownOfIt() async throws {
        let document = try document("a.pdf")
        knowledge.add(document)
        let answer = try await door().send(.get, Self.path + "/\(document.id)", as: .own)
        #expect(answer.status == 200)
        #expect(answer.json["principals"] == ["role:user"] && answer.json["metadata"] == ["year": 2026])
        #expect(
            answer.json["failure"] == ["code": "encrypted", "message": "It asks for a password."]
                && answer.json["state"] == "failed")
    }

    @Test func aDocumentIsIndexedAgainOrRemoved() async throws {
        let door = try door()
        let document = try document("a.pdf")
        knowledge.add(document)
        let path = Self.path + "/\(document.id)"
        #expect(try await door.send(.post, path + "/reindex", as: .own).status == 202)
        #expect(knowledge.kept.reindexed == [document.id] && wakes.count == 1)
        #expect(try await door.send(.delete, path + "?tenant_id=acme-corp", as: .platform).status == 202)
        #expect(knowledge.kept.removed == [document.id] && wakes.count == 2)
        #expect(index.removed == ["acme-corp handbook \(document.id)"])
        #expect(try await door.send(.delete, path, as: .own).status == 404)
        #expect(wakes.count == 2)
    }

    /// Another tenant's is as one that is not there.
    @Test func nobodyElsesDocumentIsThere() async throws {
        let door = try door()
        let document = try document("a.pdf")
        knowledge.add(document)
        for id in [document.id.description, DocumentID().description, "x"] {
            for (method, path) in [(HTTPRequest.Method.get, ""), (.delete, ""), (.post, "/reindex")] {
                let answer = try await door.send(method, Self.path + "/\(id)\(path)", as: .rival)
                #expect(answer.status == 404 && answer.json["detail"] == "There is no such document.")
                #expect(try await door.send(method, Self.path + "/\(id)\(path)", as: .user).status == 403)
            }
        }
        #expect(knowledge.kept.reindexed.isEmpty && knowledge.kept.removed.isEmpty && wakes.count == 0)
        #expect(index.removed == [])
    }
}
