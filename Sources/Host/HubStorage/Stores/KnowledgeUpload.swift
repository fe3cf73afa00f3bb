import FoundationEssentials
import HubCore

/// One file that is taken into a knowledge base, as statements of one transaction.
struct KnowledgeUpload {
    let scope: TenantScope
    /// The document as it shall be.
    let document: KnowledgeDocument
    /// The version that is there; 0: none.
    let found: Int

    /// Where the mark of `change` stands: the file becomes the document's, the document waits for a worker.
    func acceptance(_ change: ConfigurationChange) -> [SQLStatement] {
        [
            change.hold, Self.collection(document.collection, scope, change),
            change.record(
                taking: document.file, into: document.collection, as: document.name, version: found, job: document.job),
            possession(change), found == 0 ? insertion(change) : replacement(change),
            Self.insertion(
                of: KnowledgeJob.Item(name: document.name, outcome: .accepted, document: document.id), document.job,
                scope, where: change.mark),
        ]
    }

    /// Where the document that is there still is so and `ready`: the file goes. The second returns a row then.
    var leaving: [SQLStatement] {
        [
            ConfigurationVersionStore.hold(scope.tenant),
            SQLStatement(
                """
                INSERT INTO knowledge_job_items (tenant_id, job_id, position, name, outcome, document_id)
                SELECT $1, $2, COALESCE(
                    (SELECT MAX(position) + 1 FROM knowledge_job_items WHERE tenant_id = $1 AND job_id = $2), 0
                ), $3, 'unchanged', $4
                WHERE EXISTS (
                    SELECT 1 FROM knowledge_documents
                    WHERE tenant_id = $1 AND id = $4 AND version = $5 AND state = 'ready'
                )
                RETURNING position
                """,
                .tenant(scope.tenant), .id(document.job), .text(document.name), .id(document.id), .integer(found)),
            SQLStatement(
                """
                DELETE FROM files WHERE tenant_id = $1 AND id = $2 AND document_id IS NULL AND EXISTS (
                    SELECT 1 FROM knowledge_documents
                    WHERE tenant_id = $1 AND id = $3 AND version = $4 AND state = 'ready'
                )
                """,
                .tenant(scope.tenant), .id(document.file), .id(document.id), .integer(found)),
        ]
    }

    /// The file is there and no document's.
    var file: SQLStatement {
        SQLStatement(
            """
            SELECT id FROM files
            WHERE tenant_id = $1 AND id = $2 AND purpose = 'knowledge' AND size IS NOT NULL AND document_id IS NULL
            """, .tenant(scope.tenant), .id(document.file))
    }

    var job: SQLStatement {
        SQLStatement(
            "SELECT id FROM knowledge_jobs WHERE tenant_id = $1 AND id = $2", .tenant(scope.tenant), .id(document.job))
    }

    /// The upload's next item.
    static func insertion(of item: KnowledgeJob.Item, _ job: JobID, _ scope: TenantScope) -> SQLStatement {
        SQLStatement(
            """
            INSERT INTO knowledge_job_items (
                tenant_id, job_id, position, name, outcome, document_id, failure_code, failure
            )
            VALUES ($1, $2, COALESCE(
                (SELECT MAX(position) + 1 FROM knowledge_job_items WHERE tenant_id = $1 AND job_id = $2), 0
            ), $3, $4, $5, $6, $7)
            """,
            .tenant(scope.tenant), .id(job), .text(item.name), .text(item.outcome.rawValue), .id(item.document),
            .text(item.failure?.code.rawValue), .text(item.failure?.message))
    }

    private static func insertion(
        of item: KnowledgeJob.Item, _ job: JobID, _ scope: TenantScope, where mark: SQLValue
    ) -> SQLStatement {
        SQLStatement(
            """
            INSERT INTO knowledge_job_items (tenant_id, job_id, position, name, outcome, document_id)
            SELECT $1, $2, COALESCE(
                (SELECT MAX(position) + 1 FROM knowledge_job_items WHERE tenant_id = $1 AND job_id = $2), 0
            ), $3, $4, $5
            WHERE EXISTS (SELECT 1 FROM audit_log WHERE tenant_id = $1 AND id = $6)
            """,
            .tenant(scope.tenant), .id(job), .text(item.name), .text(item.outcome.rawValue), .id(item.document), mark)
    }

    private static func collection(_ name: CollectionName, _ scope: TenantScope, _ change: ConfigurationChange)
        -> SQLStatement
    {
        let usual = KnowledgeCollection(name: name)
        return SQLStatement(
            """
            INSERT INTO knowledge_collections (
                tenant_id, name, description, chunk_characters, overlap_characters, created_at, updated_at
            )
            VALUES ($1, $2, $3, $4, $5, $6, $6)
            ON CONFLICT (tenant_id, name) DO NOTHING
            """,
            .tenant(scope.tenant), .text(name.rawValue), .text(usual.description), .integer(usual.chunkCharacters),
            .integer(usual.overlapCharacters), change.now)
    }

    private func possession(_ change: ConfigurationChange) -> SQLStatement {
        SQLStatement(
            """
            UPDATE files SET document_id = $3
            WHERE tenant_id = $1 AND id = $2 AND EXISTS (SELECT 1 FROM audit_log WHERE tenant_id = $1 AND id = $4)
            """,
            .tenant(scope.tenant), .id(document.file), .id(document.id), change.mark)
    }

    private func insertion(_ change: ConfigurationChange) -> SQLStatement {
        SQLStatement(
            """
            INSERT INTO knowledge_documents (
                tenant_id, id, collection, name, title, language, metadata, principals, media_type, file_id, digest,
                size, version, state, job_id, created_at, updated_at, due_at
            )
            SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, CAST($12 AS BIGINT), 1, 'queued', $13,
                CAST($14 AS BIGINT), CAST($15 AS BIGINT), CAST($15 AS BIGINT)
            WHERE EXISTS (SELECT 1 FROM audit_log WHERE tenant_id = $1 AND id = $16)
            """,
            .tenant(scope.tenant), .id(document.id), .text(document.collection.rawValue), .text(document.name),
            .text(document.title), .text(document.language?.rawValue), .json(.object(document.metadata)),
            .json(KnowledgeRow.json(document.principals)), .text(document.mediaType.rawValue), .id(document.file),
            .text(document.digest), .integer(document.size), .id(document.job), .time(document.createdAt), change.now,
            change.mark)
    }

    /// A worker that is at an older version keeps its claim, and finds when it is done that there is a newer one.
    private func replacement(_ change: ConfigurationChange) -> SQLStatement {
        SQLStatement(
            """
            UPDATE knowledge_documents SET title = $3, language = $4, metadata = $5, principals = $6, media_type = $7,
                file_id = $8, digest = $9, size = $10, version = version + 1, state = 'queued', failure_code = NULL,
                failure = NULL, job_id = $11, updated_at = $12, due_at = $12, attempts = 0,
                readers_changed = CASE
                    WHEN COALESCE(principals, '') = COALESCE($6, '') THEN readers_changed ELSE 1 END
            WHERE tenant_id = $1 AND id = $2 AND EXISTS (SELECT 1 FROM audit_log WHERE tenant_id = $1 AND id = $13)
            """,
            .tenant(scope.tenant), .id(document.id), .text(document.title), .text(document.language?.rawValue),
            .json(.object(document.metadata)), .json(KnowledgeRow.json(document.principals)),
            .text(document.mediaType.rawValue), .id(document.file), .text(document.digest), .integer(document.size),
            .id(document.job), change.now, change.mark)
    }
}
