import HubCore

extension SQLKnowledgeStore: KnowledgeDocumentStore {
    /// Ids grow with the time.
    package func documents(
        _ scope: TenantScope, collection: CollectionName?, after: DocumentID?, limit: Int
    ) async throws -> [KnowledgeDocument] {
        // Every id follows the empty text.
        try await database.read(
            as: .tenant(scope),
            SQLStatement(
                """
                SELECT id, collection, name, title, language, metadata, principals, media_type, file_id, digest, size,
                    version, state, failure_code, failure, pages, chunks, job_id, created_at, updated_at
                FROM knowledge_documents
                WHERE tenant_id = $1 AND (CAST($2 AS TEXT) IS NULL OR collection = $2) AND id > $3
                    AND state <> 'removing'
                ORDER BY id LIMIT $4
                """,
                .tenant(scope.tenant), .text(collection?.rawValue), .text(after?.description ?? ""), .integer(limit))
        ).map(KnowledgeRow.document)
    }

    package func document(_ scope: TenantScope, id: DocumentID) async throws -> KnowledgeDocument? {
        try await database.read(
            as: .tenant(scope),
            SQLStatement(
                """
                SELECT id, collection, name, title, language, metadata, principals, media_type, file_id, digest, size,
                    version, state, failure_code, failure, pages, chunks, job_id, created_at, updated_at
                FROM knowledge_documents WHERE tenant_id = $1 AND id = $2
                """, .tenant(scope.tenant), .id(id))
        ).first.map(KnowledgeRow.document)
    }

    package func documents(_ scope: TenantScope, job: JobID) async throws -> [KnowledgeDocument] {
        try await database.read(
            as: .tenant(scope),
            SQLStatement(
                """
                SELECT id, collection, name, title, language, metadata, principals, media_type, file_id, digest, size,
                    version, state, failure_code, failure, pages, chunks, job_id, created_at, updated_at
                FROM knowledge_documents WHERE tenant_id = $1 AND job_id = $2 ORDER BY name, id
                """, .tenant(scope.tenant), .id(job))
        ).map(KnowledgeRow.document)
    }

    package func reindex(_ scope: TenantScope, id: DocumentID, by author: ConfigurationAuthor) async throws -> Bool {
        let change = ConfigurationChange("knowledge.document.reindex", id.description, of: scope.tenant, by: author)
        return try await queue(scope, id, nil, change) > 0
    }

    package func reindex(_ scope: TenantScope, collection: CollectionName, by author: ConfigurationAuthor)
        async throws -> Int
    {
        let change = ConfigurationChange(
            "knowledge.collection.reindex", collection.rawValue, of: scope.tenant, by: author)
        return try await queue(scope, nil, collection, change)
    }

    /// How many documents wait now.
    private func queue(
        _ scope: TenantScope, _ id: DocumentID?, _ collection: CollectionName?, _ change: ConfigurationChange
    ) async throws -> Int {
        let queue = SQLStatement(
            """
            UPDATE knowledge_documents SET version = version + 1, state = 'queued', failure_code = NULL, failure = NULL,
                updated_at = $4, due_at = $4, attempts = 0
            WHERE tenant_id = $1 AND (id = $2 OR collection = $3) AND state <> 'removing'
                AND EXISTS (SELECT 1 FROM audit_log WHERE tenant_id = $1 AND id = $5)
            RETURNING version
            """,
            .tenant(scope.tenant), .id(id), .text(collection?.rawValue), change.now, change.mark)
        return try await make(change, [change.hold, change.record(document: id, of: collection), queue])[2].count
    }

    /// The name is free at once, the file goes with the row.
    package func remove(_ scope: TenantScope, id: DocumentID, by author: ConfigurationAuthor) async throws -> Bool {
        let change = ConfigurationChange("knowledge.document.delete", id.description, of: scope.tenant, by: author)
        let removal = SQLStatement(
            """
            UPDATE knowledge_documents SET version = version + 1, state = 'removing', failure_code = NULL,
                failure = NULL, updated_at = $3, due_at = $3, attempts = 0
            WHERE tenant_id = $1 AND id = $2 AND state <> 'removing'
                AND EXISTS (SELECT 1 FROM audit_log WHERE tenant_id = $1 AND id = $4)
            RETURNING id
            """, .tenant(scope.tenant), .id(id), change.now, change.mark)
        return try await !make(change, [change.hold, change.record(document: id, of: nil), removal])[2].isEmpty
    }
}
