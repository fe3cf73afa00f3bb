import FoundationEssentials
import HubCore

extension SQLFileStore: FileCatalog {
    /// Files that one statement of a sweep deletes, with all of their pieces.
    private static let sweptAtOnce = 50

    package func files(
        _ scope: TenantScope, user: UserID, purpose: StoredFile.Purpose, before: FileID?, limit: Int
    ) async throws -> [StoredFile] {
        let rows = try await database.read(
            as: .tenant(scope),
            before.map {
                SQLStatement(
                    """
                    SELECT id, purpose, user_id, name, media_type, size, digest, created_at FROM files
                    WHERE tenant_id = $1 AND user_id = $2 AND purpose = $3 AND (created_at, id) < (
                        SELECT created_at, id FROM files
                        WHERE tenant_id = $1 AND user_id = $2 AND purpose = $3 AND id = $5
                    )
                    ORDER BY created_at DESC, id DESC LIMIT $4
                    """,
                    .tenant(scope.tenant), .text(user.rawValue), .text(purpose.rawValue), .integer(limit), .id($0))
            }
                ?? SQLStatement(
                    """
                    SELECT id, purpose, user_id, name, media_type, size, digest, created_at FROM files
                    WHERE tenant_id = $1 AND user_id = $2 AND purpose = $3
                    ORDER BY created_at DESC, id DESC LIMIT $4
                    """,
                    .tenant(scope.tenant), .text(user.rawValue), .text(purpose.rawValue), .integer(limit)))
        return try rows.map(FileRow.file)
    }

    package func usage(_ scope: TenantScope) async throws -> (files: Int, bytes: Int) {
        let rows = try await database.read(
            as: .tenant(scope),
            SQLStatement(
                """
                SELECT COUNT(*), CAST(COALESCE(SUM(size), 0) AS BIGINT) FROM files
                WHERE tenant_id = $1 AND size IS NOT NULL
                """, .tenant(scope.tenant)))
        guard var columns = rows.first?.columns else { throw SQLError.unexpectedValue(column: 0) }
        return (try columns.count(), try columns.count())
    }

    /// In the platform's name, since it is every tenant's. A part after the other, each a transaction: a file has many
    /// pieces.
    package func removeAbandoned(begunBefore: Date, chatFilesBefore expiry: Date) async throws -> Int {
        let unused = SQLStatement(
            """
            DELETE FROM files
            WHERE document_id IS NULL AND (purpose IS NULL OR purpose = 'knowledge') AND (tenant_id, id) IN (
                SELECT tenant_id, id FROM files
                WHERE begun_at < $1 AND document_id IS NULL AND (purpose IS NULL OR purpose = 'knowledge')
                ORDER BY begun_at LIMIT $2
            )
            RETURNING id
            """, .time(begunBefore), .integer(Self.sweptAtOnce))
        let expired = SQLStatement(
            """
            DELETE FROM files WHERE (tenant_id, id) IN (
                SELECT tenant_id, id FROM files WHERE created_at < $1 AND purpose = 'chat'
                ORDER BY created_at LIMIT $2
            )
            RETURNING id
            """, .time(expiry), .integer(Self.sweptAtOnce))
        var removed = 0
        for statement in [unused, expired] {
            var last = Self.sweptAtOnce
            while last == Self.sweptAtOnce {
                last = try await database.write(as: .platform, [statement])[0].count
                removed += last
            }
        }
        return removed
    }
}
