import FoundationEssentials
import HubCore
import PluginABI

/// Documents go to the type that keeps them through calls like any other: with its workers, its limits, deadlines that may
/// be minutes away, and an instance of its own for each tenant, which no row has.
extension PluginHost {
    package func ingest(_ request: KnowledgeIngestion) async -> Result<Int, ToolFailure> {
        let document = IngestionDocument(request, names: names)
        let outcome = await knowledge(
            .ingest, document.inline, document.blob, in: request.scope, embedder: request.embedder, by: request.deadline
        )
        return outcome.flatMap { Self.count("chunks", of: $0) }
    }

    package func remove(
        _ scope: TenantScope, collection: CollectionName, document: DocumentID, by deadline: Deadline
    ) async -> ToolFailure? {
        let request: JSONValue = [
            "collection": .string(collection.rawValue), "document": .string(document.description),
        ]
        switch await knowledge(.remove, request, nil, in: scope, embedder: nil, by: deadline).flatMap({
            Self.count("removed", of: $0)
        }) {
        case .success: return nil
        case .failure(let failure): return failure
        }
    }

    /// What the index holds of the tenant's: documents and chunks by the collection's name.
    package func indexed(
        _ scope: TenantScope, by deadline: Deadline
    ) async -> Result<[String: (documents: Int, chunks: Int)], ToolFailure> {
        await knowledge(.collections, [:], nil, in: scope, embedder: nil, by: deadline).flatMap { result in
            var collections: [String: (documents: Int, chunks: Int)] = [:]
            for each in result["collections"]?.arrayValue ?? [] {
                guard let name = each["name"]?.stringValue, let documents = each["documents"]?.intValue,
                    let chunks = each["chunks"]?.intValue
                else { return .failure(Self.malformed) }
                collections[name] = (documents, chunks)
            }
            return .success(collections)
        }
    }

    private func knowledge(
        _ function: PluginFunction, _ request: JSONValue, _ blob: IngestionBlob?, in scope: TenantScope,
        embedder: (any ToolEmbedder)?, by deadline: Deadline
    ) async -> Result<JSONValue, ToolFailure> {
        guard let user = UserID("agenthub.knowledge") else { return .failure(Self.malformed) }
        guard let entry = roster.beginKnowledgeCall(for: scope.tenant) else {
            return .failure(ToolFailure(.unavailable, "No loaded plugin keeps documents."))
        }
        let tool = Tool(
            id: KnowledgeRow.id, owner: scope.tenant, name: "knowledge", description: "Documents on their way in.",
            type: entry.type.id, authorization: .none)
        let caller = Caller(scope: scope, user: user, roles: [], token: Secret(""), logName: "-")
        let invocation = ToolInvocation(
            caller: caller, tool: tool, arguments: request, deadline: deadline, traceID: "-", embedder: embedder,
            blobs: blob)
        switch open(invocation, for: function, of: entry) {
        case .failure(let failure): return .failure(failure)
        case .success(let call):
            switch await run(call, tool: tool) {
            case .success(let value): return .success(value)
            case .failure(let failure): return .failure(failure)
            }
        }
    }

    private static func count(_ member: String, of result: JSONValue) -> Result<Int, ToolFailure> {
        guard let count = result[member]?.intValue, count >= 0 else { return .failure(malformed) }
        return .success(count)
    }

    private static let malformed = ToolFailure(
        .internal, "The plugin that keeps documents did not say what it has done.")
}

/// The row that instances of documents' plugins serve. No tenant has it: rows' ids are UUIDs of version 7, and this one's
/// version is 8 (RFC 9562 §5.8).
enum KnowledgeRow {
    static let id = ToolID(UUID(uuid: (0, 0, 0, 0, 0, 0, 0x80, 0, 0x80, 0, 0x6B, 0x6E, 0x6F, 0x77, 0x6C, 0x65)))
}
