import HTTPTypes
import HubCore
import HubEngine
import Hummingbird

/// `/api/admin/knowledge/documents`.
struct DocumentAdminRoutes {
    private typealias Call = OperationCall<AdminContext>

    let services: UploadServices
    let tenants: any TenantStore

    /// For taking a document out of the index before the answer.
    private static let removalTime = Duration.seconds(5)
    private static let cursor = Paging.cursor(of: KnowledgeDocument.self)
    private static let collection = QueryParameter<CollectionName>(
        "collection", ["type": "string", "pattern": .string(KnowledgeBody.namePattern)],
        "Only documents of this knowledge base.", rule: KnowledgeBody.nameRule, parse: { CollectionName($0) })

    var operations: [Operation<AdminContext>] {
        let tenant = TenantParameter.parameter.description
        return [
            Operation(
                .get, "knowledge/documents", id: "listKnowledgeDocuments", "The tenant's documents, the oldest first.",
                parameters: [Paging.limit.description, Self.cursor.description, Self.collection.description, tenant],
                answers: [.ok(KnowledgeShape.documents, "A page of documents.")], refusals: [.notFound],
                handler: list),
            Operation(
                .get, "knowledge/documents/{id}", id: "readKnowledgeDocument",
                "What is known of one document, and how far it has come.", parameters: [tenant],
                answers: [.ok(KnowledgeShape.document, "The document.")], refusals: [.notFound], handler: show),
            Operation(
                .delete, "knowledge/documents/{id}", id: "deleteKnowledgeDocument", "Delete a document.",
                parameters: [tenant],
                answers: [
                    Answer(
                        status: .accepted,
                        text: "It is not listed any more, and no later answer is made from it; where the index is "
                            + "away, once that is back.", shape: nil)
                ], refusals: [.notFound], handler: delete),
            Operation(
                .post, "knowledge/documents/{id}/reindex", id: "reindexKnowledgeDocument",
                "Read and index one document again.", parameters: [tenant],
                answers: [Answer(status: .accepted, text: "It waits for it.", shape: nil)], refusals: [.notFound],
                handler: reindex),
        ]
    }

    private func list(_ call: Call) async throws -> Response {
        let scope = try await call.chosenScope(in: tenants)
        let collection = try call.query.value(Self.collection)
        let page = try call.page(Self.cursor)
        let documents = try await storage {
            try await services.knowledge.documents(
                scope, collection: collection, after: page.after, limit: page.limit)
        }
        return .json(
            Paging.body(
                "documents", documents, limit: try call.limit, cursor: \.id.description, json: KnowledgeShape.json))
    }

    private func show(_ call: Call) async throws -> Response {
        let scope = try await call.chosenScope(in: tenants)
        let id: DocumentID = try call.id("document")
        guard let document = try await storage({ try await services.knowledge.document(scope, id: id) }) else {
            throw Problem.notFound("document")
        }
        return .json(KnowledgeShape.json(document))
    }

    private func delete(_ call: Call) async throws -> Response {
        try await change(call) { scope, id in
            let document = try await services.knowledge.document(scope, id: id)
            guard let document, try await services.knowledge.remove(scope, id: id, by: call.context.author) else {
                return false
            }
            // So that no later answer is made from it, however much the workers have to do. They do it again, and see to an
            // index that is away.
            _ = await services.index?.remove(
                scope, collection: document.collection, document: id, by: .after(Self.removalTime))
            return true
        }
    }

    private func reindex(_ call: Call) async throws -> Response {
        try await change(call) { try await services.knowledge.reindex($0, id: $1, by: call.context.author) }
    }

    /// 404 where the change finds no such document.
    private func change(
        _ call: Call, _ change: (TenantScope, DocumentID) async throws -> Bool
    ) async throws -> Response {
        let scope = try await call.chosenScope(in: tenants)
        let id: DocumentID = try call.id("document")
        guard try await storage({ try await change(scope, id) }) else { throw Problem.notFound("document") }
        services.wake()
        return Response(status: .accepted)
    }
}
