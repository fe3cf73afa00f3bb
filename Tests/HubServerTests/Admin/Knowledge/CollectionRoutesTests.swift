import HTTPTypes
import HubCore
import Testing

@testable import HubServer

@Suite struct CollectionRoutesTests {
    private let knowledge = ScriptedKnowledge()

    private func door() throws -> Door {
        try Door { services in
            services.stores.tenants = ScriptedTenants(
                [Door.acme, Door.Person.rival.tenant].map { Tenant(id: $0, name: "") })
            services.uploads = UploadServices(files: Unexpected(), knowledge: knowledge, wake: {})
        }
    }

    @Test(arguments: [Door.Person.own, .platform])
    func aCollectionIsWrittenAndListed(person: Door.Person) async throws {
        let door = try door()
        let tenant = person == .platform ? "?tenant_id=acme-corp" : ""
        let path = "knowledge/collections"
        let first = try await door.send(.put, "\(path)/handbook\(tenant)", as: person, [:])
        #expect(first.status == 200 && first.json["chunk_characters"] == 1200, "\(first.text)")
        let second = try await door.send(
            .put, "\(path)/handbook\(tenant)", as: person, ["description": "Rules.", "chunk_characters": 200])
        // The usual overlap would be more than half of a chunk.
        #expect(second.status == 200 && second.json["overlap_characters"] == 100)
        let list = try await door.send(.get, path + tenant, as: person)
        #expect(list.json == ["collections": [second.json]])
        #expect(knowledge.kept.collections[Door.scope]?.count == 1)
        #expect(try await door.send(.get, path, as: .rival).json == ["collections": []])
        #expect(try await door.send(.get, path + "?tenant_id=acme-corp", as: .rival).status == 404)
    }

    @Test(
        arguments: [
            (["chunk_characters": 199], "/chunk_characters"), (["chunk_characters": 8001], "/chunk_characters"),
            (["overlap_characters": 601], "/overlap_characters"), (["overlap_characters": -1], "/overlap_characters"),
            (["chunk_characters": 300, "overlap_characters": 151], "/overlap_characters"), (["name": "x"], "/name"),
            (["description": 1], "/description"),
        ] as [(JSONValue, String)])
    func refusesSettingsThatAreWrong(body: JSONValue, pointer: String) async throws {
        let answer = try await door().send(.put, "knowledge/collections/handbook", as: .own, body)
        #expect(answer.status == 422 && answer.pointers == [pointer] && knowledge.kept.collections.isEmpty)
    }

    @Test func aNameHasItsForm() async throws {
        let answer = try await door().send(.put, "knowledge/collections/Hand%20Book", as: .own, [:])
        #expect(answer.status == 422 && answer.code == "invalid_path" && knowledge.kept.collections.isEmpty)
    }

    @Test func allOfACollectionIsIndexedAgain() async throws {
        let door = try door()
        let path = "knowledge/collections/handbook"
        #expect(try await door.send(.post, path + "/reindex", as: .own).status == 404)
        _ = try await door.send(.put, path, as: .own, [:])
        let name = try #require(CollectionName("handbook"))
        let document = KnowledgeDocument(
            collection: name, name: "a", title: "a", mediaType: .text, file: FileID(), digest: "", size: 1, job: JobID()
        )
        knowledge.add(document)
        let answer = try await door.send(.post, path + "/reindex", as: .own)
        #expect(answer.status == 202 && answer.json == ["documents": 1])
        #expect(knowledge.kept.reindexed == [document.id])
        #expect(try await door.send(.post, path + "/reindex", as: .rival).status == 404)
        #expect(try await door.send(.post, path + "/reindex", as: .user).status == 403)
        #expect(try await door.send(.post, "knowledge/collections/%00/reindex", as: .own).status == 404)
    }
}
