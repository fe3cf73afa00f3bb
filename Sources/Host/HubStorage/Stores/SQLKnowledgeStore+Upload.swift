import HubCore

extension SQLKnowledgeStore {
    /// How often an upload is tried again because the document of its name was changed meanwhile.
    private static let attempts = 8

    /// What was found is compared again by the transaction.
    package func take(
        _ scope: TenantScope, document: KnowledgeDocument, by author: ConfigurationAuthor
    ) async throws -> KnowledgeJob.Item {
        for _ in 0..<Self.attempts {
            let current = try await current(scope, document)
            if let item = try await take(scope, document, over: current, by: author) { return item }
        }
        throw ConfigurationStoreError.stale
    }

    private func current(_ scope: TenantScope, _ document: KnowledgeDocument) async throws -> KnowledgeDocument? {
        try await database.read(
            as: .tenant(scope),
            SQLStatement(
                """
                SELECT id, collection, name, title, language, metadata, principals, media_type, file_id, digest, size,
                    version, state, failure_code, failure, pages, chunks, job_id, created_at, updated_at
                FROM knowledge_documents
                WHERE tenant_id = $1 AND collection = $2 AND name = $3 AND state <> 'removing'
                """,
                .tenant(scope.tenant), .text(document.collection.rawValue), .text(document.name))
        ).first.map(KnowledgeRow.document)
    }

    /// nil: what was found is no longer so.
    private func take(
        _ scope: TenantScope, _ document: KnowledgeDocument, over current: KnowledgeDocument?,
        by author: ConfigurationAuthor
    ) async throws -> KnowledgeJob.Item? {
        var next = current.map(document.succeeding) ?? document
        if next.title.isEmpty { next.title = next.name }
        let upload = KnowledgeUpload(scope: scope, document: next, found: current?.version ?? 0)
        if let current, current.state == .ready, next.isSame(as: current) {
            let results = try await database.write(as: .tenant(scope), upload.leaving)
            if results[1].isEmpty { return nil }
            return KnowledgeJob.Item(name: next.name, outcome: .unchanged, document: next.id)
        }
        let change = ConfigurationChange(
            current == nil ? "knowledge.document.create" : "knowledge.document.update", next.id.description,
            of: scope.tenant, by: author,
            detail: [
                "collection": .string(next.collection.rawValue), "version": .int(upload.found + 1),
                "job_id": .string(next.job.description),
            ])
        let results = try await make(change, upload.acceptance(change) + [upload.file, upload.job])
        if !results[2].isEmpty {
            return KnowledgeJob.Item(name: next.name, outcome: .accepted, document: next.id)
        }
        if results[6].isEmpty {
            throw ConfigurationStoreError.missing(field: "file", name: next.file.description)
        }
        if results[7].isEmpty { throw ConfigurationStoreError.missing(field: "job_id", name: next.job.description) }
        return nil
    }
}
