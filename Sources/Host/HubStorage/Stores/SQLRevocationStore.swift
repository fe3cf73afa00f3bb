import FoundationEssentials
import HubCore

/// Tokens that are refused before they expire. No part of the configuration: no version grows.
package struct SQLRevocationStore: RevocationStore {
    /// Seconds for which a row outlives its token: the clocks of those who ask may be late.
    private static let leeway = 60.0

    private let database: any SQLDatabase

    package init(database: any SQLDatabase) { self.database = database }

    package func revoke(_ token: RevokedToken, by author: ConfigurationAuthor) async throws {
        let change = ConfigurationChange("token.revoke", token.tokenID, of: token.tenant, by: author)
        _ = try await database.write(
            as: .tenant(TenantScope(tenant: token.tenant)),
            [
                SQLStatement(
                    """
                    INSERT INTO revoked_tokens (tenant_id, jti, expires_at, revoked_at) VALUES ($1, $2, $3, $4)
                    ON CONFLICT (tenant_id, jti) DO UPDATE SET revoked_at = excluded.revoked_at, expires_at =
                        CASE WHEN excluded.expires_at > revoked_tokens.expires_at THEN excluded.expires_at
                        ELSE revoked_tokens.expires_at END
                    """,
                    .tenant(token.tenant), .text(token.tokenID), .time(token.expiresAt), change.now),
                change.record,
            ])
    }

    package func revoked(since: Date, now: Date) async throws -> [RevokedToken] {
        try await database.read(
            as: .platform,
            SQLStatement(
                "SELECT tenant_id, jti, expires_at FROM revoked_tokens WHERE revoked_at >= $1 AND expires_at > $2",
                .time(since), .time(now))
        ).map(Self.token)
    }

    package func revoked(of scope: TenantScope, now: Date) async throws -> [RevokedToken] {
        try await database.read(
            as: .tenant(scope),
            SQLStatement(
                """
                SELECT tenant_id, jti, expires_at FROM revoked_tokens WHERE tenant_id = $1 AND expires_at > $2
                ORDER BY jti
                """, .tenant(scope.tenant), .time(now))
        ).map(Self.token)
    }

    package func sweep(now: Date) async throws {
        let latest = now.addingTimeInterval(-Self.leeway)
        _ = try await database.write(
            as: .platform, [SQLStatement("DELETE FROM revoked_tokens WHERE expires_at <= $1", .time(latest))])
    }

    private static func token(_ row: SQLRow) throws(SQLError) -> RevokedToken {
        var columns = row.columns
        guard let tenant = try columns.optionalTenant() else { throw columns.failure }
        return RevokedToken(tenant: tenant, tokenID: try columns.text(), expiresAt: try columns.time())
    }
}
