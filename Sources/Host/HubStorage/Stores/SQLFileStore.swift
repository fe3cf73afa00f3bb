import FoundationEssentials
import HubCore

/// Uploaded files, in pieces as they come.
package struct SQLFileStore: FileStore {
    package static let pieceBytes = 262_144

    let database: any SQLDatabase

    package init(database: any SQLDatabase) { self.database = database }

    package func begin(_ scope: TenantScope, _ id: FileID) async throws {
        _ = try await database.write(
            as: .tenant(scope),
            [
                SQLStatement(
                    "INSERT INTO files (tenant_id, id, begun_at) VALUES ($1, $2, $3)", .tenant(scope.tenant), .id(id),
                    .time(Date()))
            ])
    }

    package func append(_ scope: TenantScope, _ id: FileID, index: Int, _ bytes: [UInt8]) async throws {
        guard (1...Self.pieceBytes).contains(bytes.count) else { throw FileStoreError.wrongPiece }
        let results = try await database.write(
            as: .tenant(scope),
            [
                SQLStatement(
                    """
                    INSERT INTO file_pieces (tenant_id, file_id, position, bytes)
                    SELECT tenant_id, id, CAST($3 AS BIGINT), $4 FROM files
                    WHERE tenant_id = $1 AND id = $2 AND size IS NULL AND (CAST($3 AS BIGINT) = 0 OR EXISTS (
                        SELECT 1 FROM file_pieces
                        WHERE tenant_id = $1 AND file_id = $2 AND position = CAST($3 AS BIGINT) - 1
                            AND LENGTH(bytes) = $5
                    ))
                    RETURNING position
                    """,
                    .tenant(scope.tenant), .id(id), .integer(index), .bytes(bytes), .integer(Self.pieceBytes))
            ])
        if results[0].isEmpty { throw FileStoreError.wrongPiece }
    }

    /// One at a time of a tenant's, so that each finds in the sum what those before it have added.
    package func finish(_ scope: TenantScope, _ file: StoredFile, quota: Int) async throws -> Bool {
        let results = try await database.write(
            as: .tenant(scope),
            [
                ConfigurationVersionStore.hold(scope.tenant),
                SQLStatement(
                    """
                    UPDATE files SET purpose = $3, user_id = $4, name = $5, media_type = $6, size = $7, digest = $8,
                        created_at = $9
                    WHERE tenant_id = $1 AND id = $2 AND size IS NULL AND $7 = (
                        SELECT COALESCE(SUM(LENGTH(bytes)), 0) FROM file_pieces WHERE tenant_id = $1 AND file_id = $2
                    ) AND (
                        SELECT CAST(COALESCE(SUM(size), 0) AS BIGINT) FROM files WHERE tenant_id = $1
                    ) <= CAST($10 AS BIGINT) - $7
                    RETURNING id
                    """,
                    .tenant(scope.tenant), .id(file.id), .text(file.purpose.rawValue), .text(file.user.rawValue),
                    .text(file.name), .text(file.mediaType.rawValue), .integer(file.size), .text(file.digest),
                    .time(file.createdAt), .integer(quota)),
                SQLStatement(
                    """
                    DELETE FROM files WHERE tenant_id = $1 AND id = $2 AND size IS NULL AND $3 = (
                        SELECT COALESCE(SUM(LENGTH(bytes)), 0) FROM file_pieces WHERE tenant_id = $1 AND file_id = $2
                    )
                    RETURNING id
                    """, .tenant(scope.tenant), .id(file.id), .integer(file.size)),
            ])
        if !results[1].isEmpty { return true }
        if results[2].isEmpty { throw FileStoreError.incomplete }
        return false
    }

    package func file(_ scope: TenantScope, id: FileID) async throws -> StoredFile? {
        try await database.read(
            as: .tenant(scope),
            SQLStatement(
                """
                SELECT id, purpose, user_id, name, media_type, size, digest, created_at FROM files
                WHERE tenant_id = $1 AND id = $2 AND size IS NOT NULL
                """, .tenant(scope.tenant), .id(id))
        ).first.map(FileRow.file)
    }

    package func read(_ scope: TenantScope, id: FileID, offset: Int, length: Int) async throws -> [UInt8]? {
        let found = SQLStatement(
            "SELECT id FROM files WHERE tenant_id = $1 AND id = $2 AND size IS NOT NULL", .tenant(scope.tenant),
            .id(id))
        let results = try await database.read(
            as: .tenant(scope), [found] + Self.cuts(scope, id: id, offset: offset, length: length))
        if results[0].isEmpty { return nil }
        var bytes: [UInt8] = []
        for row in results.dropFirst().joined() {
            var columns = row.columns
            bytes += try columns.bytes()
        }
        return bytes
    }

    /// What must be read of one piece, or of two that follow each other.
    private static func cuts(_ scope: TenantScope, id: FileID, offset: Int, length: Int) -> [SQLStatement] {
        let length = min(length, pieceBytes)
        guard offset >= 0, length > 0, offset <= Int.max - length else { return [] }
        return (offset / pieceBytes...(offset + length - 1) / pieceBytes).map { index in
            let start = max(offset - index * pieceBytes, 0)
            let end = min(offset + length - index * pieceBytes, pieceBytes)
            return SQLStatement(
                """
                SELECT SUBSTR(bytes, CAST($4 AS INTEGER), CAST($5 AS INTEGER)) FROM file_pieces
                WHERE tenant_id = $1 AND file_id = $2 AND position = $3
                """,
                .tenant(scope.tenant), .id(id), .integer(index), .integer(start + 1), .integer(end - start))
        }
    }

    package func remove(_ scope: TenantScope, id: FileID) async throws -> Bool {
        let results = try await database.write(
            as: .tenant(scope),
            [
                SQLStatement(
                    "DELETE FROM files WHERE tenant_id = $1 AND id = $2 AND document_id IS NULL RETURNING id",
                    .tenant(scope.tenant), .id(id))
            ])
        return !results[0].isEmpty
    }
}
