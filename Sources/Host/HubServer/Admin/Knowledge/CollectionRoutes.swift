import HTTPTypes
import HubCore
import HubEngine
import Hummingbird

/// `/api/admin/knowledge/collections`.
struct CollectionRoutes {
    private typealias Call = OperationCall<AdminContext>

    let services: UploadServices
    let tenants: any TenantStore

    var operations: [Operation<AdminContext>] {
        let parameters = [TenantParameter.parameter.description]
        return [
            Operation(
                .get, "knowledge/collections", id: "listKnowledgeCollections", "The tenant's knowledge bases, by name.",
                parameters: parameters, answers: [.ok(KnowledgeShape.collections, "All of them.")],
                refusals: [.notFound], handler: list),
            Operation(
                .put, "knowledge/collections/{collection}", id: "putKnowledgeCollection",
                "Make a knowledge base, or say anew what is in it and how it is cut; that counts for what is indexed from "
                    + "then on. It has no version: If-Match is refused.",
                parameters: parameters, body: KnowledgeBody.settings,
                answers: [.ok(KnowledgeShape.collection, "As it now stands.")], refusals: [.notFound], handler: put),
            Operation(
                .post, "knowledge/collections/{collection}/reindex", id: "reindexKnowledgeCollection",
                "Read and index all of its documents again.", parameters: parameters,
                answers: [
                    Answer(status: .accepted, text: "So many documents wait for it.", shape: KnowledgeShape.reindexed)
                ], refusals: [.notFound], handler: reindex),
        ]
    }

    private func list(_ call: Call) async throws -> Response {
        let collections = try await collections(of: try await call.chosenScope(in: tenants))
        return .json(["collections": .array(collections.map(KnowledgeShape.json))])
    }

    private func put(_ call: Call) async throws -> Response {
        let scope = try await call.chosenScope(in: tenants)
        guard let name = try name(call) else {
            throw Problem(
                .unprocessableContent, "invalid_path", "A knowledge base's name must be \(KnowledgeBody.nameRule).")
        }
        var reader = call.body
        var collection = KnowledgeCollection(name: name)
        reader.set(&collection.description, KnowledgeBody.description, default: "")
        reader.set(&collection.chunkCharacters, KnowledgeBody.chunk, default: collection.chunkCharacters)
        let half = collection.chunkCharacters / 2
        let overlap = reader.value(KnowledgeBody.overlap)
        if let overlap, overlap > half {
            reader.note(KnowledgeBody.overlap.name, "must be \(half) at the most: half of a chunk.")
        }
        collection.overlapCharacters = overlap ?? min(collection.overlapCharacters, half)
        try reader.finish()
        let written = collection
        try await storage { try await services.knowledge.put(scope, collection: written, by: call.context.author) }
        // What this request wrote, even where another has written since; only the counts are read.
        let stored = try await collections(of: scope).first { $0.name == name }
        collection.documents = stored?.documents ?? 0
        collection.chunks = stored?.chunks ?? 0
        return .json(KnowledgeShape.json(collection))
    }

    private func reindex(_ call: Call) async throws -> Response {
        let scope = try await call.chosenScope(in: tenants)
        guard let name = try name(call), try await collections(of: scope).contains(where: { $0.name == name }) else {
            throw Problem.notFound("knowledge base")
        }
        let count = try await storage {
            try await services.knowledge.reindex(scope, collection: name, by: call.context.author)
        }
        services.wake()
        return .json(["documents": .int(count)], status: .accepted)
    }

    private func collections(of scope: TenantScope) async throws -> [KnowledgeCollection] {
        try await storage { try await services.knowledge.collections(scope) }
    }

    /// nil: no name that one may have.
    private func name(_ call: Call) throws -> CollectionName? {
        CollectionName(try call.text("knowledge base", "collection"))
    }
}
