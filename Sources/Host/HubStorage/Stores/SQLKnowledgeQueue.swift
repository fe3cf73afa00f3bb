import FoundationEssentials
import HubCore

/// Documents that wait for a worker.
///
/// Each claim has a name of its own, `fence`, by which alone a worker's later words are heeded. Workers claim one at a time,
/// in the platform's name, since it is every tenant's queue; what they say of a document is said in its tenant's.
package struct SQLKnowledgeQueue: KnowledgeQueue {
    /// How often a claim is tried that others have passed by.
    private static let attempts = 4
    /// When a document is due again of which its worker said what cannot be: seconds.
    private static let confusion = 60.0

    private let database: any SQLDatabase

    package init(database: any SQLDatabase) { self.database = database }

    /// Whoever finds nothing has only read.
    package func claim(worker: String, now: Date, expired: Date, most: Int) async throws -> KnowledgeClaim? {
        for _ in 0..<Self.attempts {
            if try await database.read(as: .platform, Self.waiting(worker, now, expired, most)).isEmpty { return nil }
            let fence = UUID().uuidString.lowercased()
            let results = try await database.write(
                as: .platform,
                [
                    ConfigurationVersionStore.hold(nil), Self.claim(fence, worker, now, expired, most),
                    Self.turn(fence, now), Self.claimed(fence),
                ])
            if let row = results[3].first { return try Self.claim(row, worker: worker, fence: fence) }
        }
        return nil
    }

    package func renew(_ claim: KnowledgeClaim, now: Date) async throws -> Bool {
        let results = try await database.write(
            as: .tenant(claim.scope),
            [
                SQLStatement(
                    """
                    UPDATE knowledge_documents SET claimed_at = $4 WHERE tenant_id = $1 AND id = $2 AND claim = $3
                    RETURNING id
                    """,
                    .tenant(claim.scope.tenant), .id(claim.document.id), .text(claim.fence), .time(now))
            ])
        return !results[0].isEmpty
    }

    package func finish(_ claim: KnowledgeClaim, _ result: KnowledgeResult) async throws {
        let statements =
            switch result {
            case .indexed(let pages, let chunks, let language, let title):
                Self.indexed(claim, pages: pages, chunks: chunks, language: language, title: title)
            case .failed(let failure): [Self.failed(claim, failure)]
            case .removed: Self.removed(claim)
            }
        _ = try await database.write(as: .tenant(claim.scope), statements + [Self.release(claim)])
    }

    package func postpone(_ claim: KnowledgeClaim, until due: Date) async throws {
        _ = try await database.write(
            as: .tenant(claim.scope),
            [
                SQLStatement(
                    """
                    UPDATE knowledge_documents SET claim = NULL, worker = NULL, attempts = attempts + 1, due_at = $5,
                        state = CASE state WHEN 'indexing' THEN 'queued' ELSE state END
                    WHERE tenant_id = $1 AND id = $2 AND claim = $3 AND version = $4
                    """,
                    .tenant(claim.scope.tenant), .id(claim.document.id), .text(claim.fence),
                    .integer(claim.document.version), .time(due)),
                Self.release(claim),
            ])
    }

    private static func claim(_ row: SQLRow, worker: String, fence: String) throws(SQLError) -> KnowledgeClaim {
        var columns = row.columns
        guard let tenant = try columns.optionalTenant() else { throw columns.failure }
        let document = try KnowledgeRow.document(&columns)
        let (attempts, readersChanged) = (try columns.count(), try columns.count() == 1)
        let collection = KnowledgeCollection(
            name: document.collection, description: try columns.text(), chunkCharacters: try columns.count(),
            overlapCharacters: try columns.count())
        return KnowledgeClaim(
            scope: TenantScope(tenant: tenant), document: document, collection: collection, worker: worker,
            attempts: attempts, fence: fence, hasOtherReaders: readersChanged)
    }
}

// What a claim takes.
extension SQLKnowledgeQueue {
    private static func waiting(_ worker: String, _ now: Date, _ expired: Date, _ most: Int) -> SQLStatement {
        SQLStatement(
            """
            SELECT d.id FROM knowledge_documents d JOIN tenants t ON t.id = d.tenant_id
            WHERE d.due_at <= $1 AND (d.claim IS NULL OR d.claimed_at < $2) AND (t.enabled = 1 OR d.state = 'removing')
                AND (
                    d.state = 'removing' OR (
                        SELECT COUNT(*) FROM knowledge_documents b
                        WHERE b.tenant_id = d.tenant_id AND b.worker = $3 AND b.claimed_at >= $2
                    ) < $4
                )
            LIMIT 1
            """, .time(now), .time(expired), .text(worker), .integer(most))
    }

    /// Of the tenant whose last turn is longest ago, the document that has waited longest; before all others what is searched
    /// by people who must not find it any more. What leaves is taken however many the worker has of the tenant.
    private static func claim(
        _ fence: String, _ worker: String, _ now: Date, _ expired: Date, _ most: Int
    ) -> SQLStatement {
        SQLStatement(
            """
            UPDATE knowledge_documents SET claim = $1, worker = $2, claimed_at = $3,
                state = CASE state WHEN 'removing' THEN 'removing' ELSE 'indexing' END
            WHERE due_at <= $3 AND (claim IS NULL OR claimed_at < $4) AND (tenant_id, id) IN (
                SELECT d.tenant_id, d.id FROM knowledge_documents d JOIN tenants e ON e.id = d.tenant_id
                WHERE d.due_at <= $3 AND (d.claim IS NULL OR d.claimed_at < $4)
                    AND (e.enabled = 1 OR d.state = 'removing')
                    AND d.tenant_id = (
                        SELECT c.tenant_id FROM knowledge_collections c JOIN tenants t ON t.id = c.tenant_id
                        WHERE EXISTS (
                            SELECT 1 FROM knowledge_documents w
                            WHERE w.tenant_id = c.tenant_id AND w.due_at <= $3
                                AND (w.claim IS NULL OR w.claimed_at < $4)
                                AND (t.enabled = 1 OR w.state = 'removing')
                                AND (
                                    w.state = 'removing' OR (
                                        SELECT COUNT(*) FROM knowledge_documents b
                                        WHERE b.tenant_id = c.tenant_id AND b.worker = $2 AND b.claimed_at >= $4
                                    ) < $5
                                )
                        )
                        GROUP BY c.tenant_id
                        ORDER BY MAX(c.served_at), (
                            SELECT MIN(o.due_at) FROM knowledge_documents o WHERE o.tenant_id = c.tenant_id
                        ), c.tenant_id
                        LIMIT 1
                    )
                ORDER BY CASE WHEN d.state = 'removing' THEN 0 WHEN d.readers_changed = 1 THEN 1 ELSE 2 END, d.due_at,
                    d.id
                LIMIT 1
            )
            """, .text(fence), .text(worker), .time(now), .time(expired), .integer(most))
    }

    /// The tenant has had its turn, whatever becomes of the document's row.
    private static func turn(_ fence: String, _ now: Date) -> SQLStatement {
        SQLStatement(
            """
            UPDATE knowledge_collections SET served_at = $2 WHERE (tenant_id, name) IN (
                SELECT tenant_id, collection FROM knowledge_documents WHERE claim = $1
            )
            """, .text(fence), .time(now))
    }

    private static func claimed(_ fence: String) -> SQLStatement {
        SQLStatement(
            """
            SELECT d.tenant_id, d.id, d.collection, d.name, d.title, d.language, d.metadata, d.principals, d.media_type,
                d.file_id, d.digest, d.size, d.version, d.state, d.failure_code, d.failure, d.pages, d.chunks, d.job_id,
                d.created_at, d.updated_at, d.attempts, d.readers_changed, c.description, c.chunk_characters,
                c.overlap_characters
            FROM knowledge_documents d
            JOIN knowledge_collections c ON c.tenant_id = d.tenant_id AND c.name = d.collection
            WHERE d.claim = $1
            """, .text(fence))
    }
}

// How a claim ends. Each first statement holds the row, if it is still as it was claimed.
extension SQLKnowledgeQueue {
    private static func indexed(
        _ claim: KnowledgeClaim, pages: Int, chunks: Int, language: Language?, title: String?
    ) -> [SQLStatement] {
        [
            SQLStatement(
                """
                UPDATE knowledge_documents SET state = 'ready', failure_code = NULL, failure = NULL, pages = $5,
                    readers_changed = 0, chunks = $6, language = COALESCE(language, $7),
                    title = CASE WHEN title = name THEN COALESCE($8, title) ELSE title END, due_at = NULL,
                    updated_at = $9
                WHERE tenant_id = $1 AND id = $2 AND claim = $3 AND version = $4 AND state = 'indexing'
                """,
                .tenant(claim.scope.tenant), .id(claim.document.id), .text(claim.fence),
                .integer(claim.document.version), .integer(pages), .integer(chunks), .text(language?.rawValue),
                .text(title), .time(Date())),
            SQLStatement(
                """
                DELETE FROM files WHERE tenant_id = $1 AND document_id = $2 AND EXISTS (
                    SELECT 1 FROM knowledge_documents d
                    WHERE d.tenant_id = $1 AND d.id = $2 AND d.claim = $3 AND d.state = 'ready'
                        AND d.file_id <> files.id
                )
                """, .tenant(claim.scope.tenant), .id(claim.document.id), .text(claim.fence)),
        ]
    }

    /// What was searched before still is, and its file stays.
    private static func failed(_ claim: KnowledgeClaim, _ failure: DocumentFailure) -> SQLStatement {
        SQLStatement(
            """
            UPDATE knowledge_documents SET state = 'failed', failure_code = $5, failure = $6, due_at = NULL,
                updated_at = $7
            WHERE tenant_id = $1 AND id = $2 AND claim = $3 AND version = $4 AND state = 'indexing'
            """,
            .tenant(claim.scope.tenant), .id(claim.document.id), .text(claim.fence), .integer(claim.document.version),
            .text(failure.code.rawValue), .text(failure.message), .time(Date()))
    }

    private static func removed(_ claim: KnowledgeClaim) -> [SQLStatement] {
        [
            SQLStatement(
                """
                DELETE FROM knowledge_documents
                WHERE tenant_id = $1 AND id = $2 AND claim = $3 AND version = $4 AND state = 'removing'
                """,
                .tenant(claim.scope.tenant), .id(claim.document.id), .text(claim.fence),
                .integer(claim.document.version)),
            SQLStatement(
                """
                DELETE FROM files WHERE tenant_id = $1 AND document_id = $2 AND NOT EXISTS (
                    SELECT 1 FROM knowledge_documents WHERE tenant_id = $1 AND id = $2
                )
                """, .tenant(claim.scope.tenant), .id(claim.document.id)),
        ]
    }

    /// Ends the claim, whatever has become of the document. One that still waits has a newer version, which is due at
    /// once.
    private static func release(_ claim: KnowledgeClaim) -> SQLStatement {
        let now = Date()
        return SQLStatement(
            """
            UPDATE knowledge_documents SET claim = NULL, worker = NULL, attempts = 0, due_at = CASE
                WHEN due_at IS NULL THEN NULL WHEN version = $4 THEN CAST($5 AS BIGINT) ELSE CAST($6 AS BIGINT) END,
                state = CASE state WHEN 'indexing' THEN 'queued' ELSE state END
            WHERE tenant_id = $1 AND id = $2 AND claim = $3
            """,
            .tenant(claim.scope.tenant), .id(claim.document.id), .text(claim.fence), .integer(claim.document.version),
            .time(now.addingTimeInterval(confusion)), .time(now))
    }
}
