import FoundationEssentials
import HubCore

/// Knowledge bases, and uploads to them. Changes of one tenant's documents are made one at a time (`hold`), so that what a
/// transaction finds of a document's version stays true until it commits; only a worker's progress comes in between, and
/// that changes no version.
package struct SQLKnowledgeStore: KnowledgeStore {
    let database: any SQLDatabase

    package init(database: any SQLDatabase) { self.database = database }

    package func collections(_ scope: TenantScope) async throws -> [KnowledgeCollection] {
        try await database.read(
            as: .tenant(scope),
            SQLStatement(
                """
                SELECT c.name, c.description, c.chunk_characters, c.overlap_characters, COUNT(d.id),
                    CAST(COALESCE(SUM(d.chunks), 0) AS BIGINT)
                FROM knowledge_collections c
                LEFT JOIN knowledge_documents d
                    ON d.tenant_id = $1 AND d.collection = c.name AND d.state <> 'removing'
                WHERE c.tenant_id = $1
                GROUP BY c.name, c.description, c.chunk_characters, c.overlap_characters
                ORDER BY c.name
                """, .tenant(scope.tenant))
        ).map(KnowledgeRow.collection)
    }

    package func put(_ scope: TenantScope, collection: KnowledgeCollection, by author: ConfigurationAuthor)
        async throws
    {
        let change = ConfigurationChange(
            "knowledge.collection.put", collection.name.rawValue, of: scope.tenant, by: author)
        let put = SQLStatement(
            """
            INSERT INTO knowledge_collections (
                tenant_id, name, description, chunk_characters, overlap_characters, created_at, updated_at
            )
            VALUES ($1, $2, $3, $4, $5, $6, $6)
            ON CONFLICT (tenant_id, name) DO UPDATE SET description = excluded.description,
                chunk_characters = excluded.chunk_characters, overlap_characters = excluded.overlap_characters,
                updated_at = excluded.updated_at
            """,
            .tenant(scope.tenant), .text(collection.name.rawValue), .text(collection.description),
            .integer(collection.chunkCharacters), .integer(collection.overlapCharacters), change.now)
        _ = try await make(change, [put, change.record])
    }

    package func begin(_ scope: TenantScope, job: KnowledgeJob, by author: ConfigurationAuthor) async throws {
        let change = ConfigurationChange(
            "knowledge.upload", job.collection.rawValue, of: scope.tenant, by: author,
            detail: ["job_id": .string(job.id.description)])
        let begin = SQLStatement(
            "INSERT INTO knowledge_jobs (tenant_id, id, collection, user_id, created_at) VALUES ($1, $2, $3, $4, $5)",
            .tenant(scope.tenant), .id(job.id), .text(job.collection.rawValue), .text(job.user.rawValue),
            .time(job.createdAt))
        _ = try await make(change, [begin, change.record])
    }

    package func refuse(_ scope: TenantScope, job: JobID, item: KnowledgeJob.Item) async throws {
        do throws(SQLError) {
            _ = try await database.write(
                as: .tenant(scope),
                [ConfigurationVersionStore.hold(scope.tenant), KnowledgeUpload.insertion(of: item, job, scope)])
        } catch .violation(.foreignKey, statement: _) {
            throw ConfigurationStoreError.missing(field: "job_id", name: job.description)
        }
    }

    package func job(_ scope: TenantScope, id: JobID) async throws -> KnowledgeJob? {
        let results = try await database.read(
            as: .tenant(scope),
            [
                SQLStatement(
                    "SELECT collection, user_id, created_at FROM knowledge_jobs WHERE tenant_id = $1 AND id = $2",
                    .tenant(scope.tenant), .id(id)),
                SQLStatement(
                    """
                    SELECT name, outcome, document_id, failure_code, failure FROM knowledge_job_items
                    WHERE tenant_id = $1 AND job_id = $2 ORDER BY position
                    """, .tenant(scope.tenant), .id(id)),
            ])
        guard var columns = results[0].first?.columns else { return nil }
        let collection = try KnowledgeRow.name(&columns)
        guard let user = UserID(try columns.text()) else { throw columns.failure }
        return KnowledgeJob(
            id: id, collection: collection, user: user, items: try results[1].map(KnowledgeRow.item),
            createdAt: try columns.time())
    }

    /// Runs a change's statements, and keeps its request's answer with them.
    func make(_ change: ConfigurationChange, _ statements: [SQLStatement]) async throws -> [[SQLRow]] {
        let statements = statements + change.answer
        do throws(SQLError) {
            return try await database.write(as: change.access, statements)
        } catch {
            if change.isClaimLost(error, of: statements) { throw IdempotencyClaimLost() }
            // Nothing else that these changes name can be missing.
            guard case .violation(.foreignKey, statement: _) = error else { throw error }
            throw ConfigurationStoreError.missing(field: "tenant_id", name: change.owner?.rawValue ?? "")
        }
    }
}
