import FoundationEssentials
import HubCore

/// Keys of requests and their answers. A row without an answer expires with its lease, so that a request whose process
/// died can be done again; who works on it renews the lease. A row that has expired counts as absent.
package struct SQLIdempotencyStore: IdempotencyStore {
    /// Rows that one statement of a sweep deletes.
    private static let sweptAtOnce = 1000

    private let database: any SQLDatabase

    package init(database: any SQLDatabase) { self.database = database }

    package func claim(_ hold: IdempotencyHold, fingerprint: String, lease: Duration, now: Date) async throws
        -> IdempotencyClaim
    {
        let key = hold.key
        let results = try await database.write(
            as: .tenant(key.scope),
            [
                SQLStatement(
                    """
                    INSERT INTO idempotency_keys (
                        tenant_id, user_id, key, fingerprint, lease_until, expires_at, fence
                    )
                    VALUES ($1, $2, $3, $4, $5, $5, $7)
                    ON CONFLICT (tenant_id, user_id, key) DO UPDATE SET fingerprint = excluded.fingerprint,
                        fence = excluded.fence, lease_until = excluded.lease_until, status = NULL, body = NULL,
                        expires_at = excluded.expires_at
                    WHERE idempotency_keys.expires_at <= $6
                    RETURNING lease_until
                    """,
                    .tenant(key.scope.tenant), .text(key.user.rawValue), .text(key.key), .text(fingerprint),
                    .time(Self.end(of: lease, now)), .time(now), .text(hold.fence)),
                SQLStatement(
                    """
                    SELECT fingerprint, status, body FROM idempotency_keys
                    WHERE tenant_id = $1 AND user_id = $2 AND key = $3
                    """, .tenant(key.scope.tenant), .text(key.user.rawValue), .text(key.key)),
            ])
        if !results[0].isEmpty { return .claimed }
        // Given back between the two statements: whoever asks again gets it.
        guard var columns = results[1].first?.columns else { return .busy }
        guard try columns.text() == fingerprint else { return .mismatch }
        guard let status = try columns.optionalCount() else { return .busy }
        return .answered(IdempotentAnswer(status: status, body: try columns.text()))
    }

    package func renew(_ hold: IdempotencyHold, lease: Duration, now: Date) async throws -> Bool {
        let key = hold.key
        let results = try await database.write(
            as: .tenant(key.scope),
            [
                SQLStatement(
                    """
                    UPDATE idempotency_keys SET lease_until = $5, expires_at = $5
                    WHERE tenant_id = $1 AND user_id = $2 AND key = $3 AND fence = $4 AND status IS NULL
                    RETURNING lease_until
                    """,
                    .tenant(key.scope.tenant), .text(key.user.rawValue), .text(key.key), .text(hold.fence),
                    .time(Self.end(of: lease, now)))
            ])
        return !results[0].isEmpty
    }

    private static func end(of lease: Duration, _ now: Date) -> Date {
        let (seconds, attoseconds) = lease.components
        return now.addingTimeInterval(Double(seconds) + Double(attoseconds) / 1e18)
    }

    package func finish(_ hold: IdempotencyHold, answer: IdempotentAnswer, expires: Date) async throws {
        let key = hold.key
        _ = try await database.write(
            as: .tenant(key.scope),
            [
                SQLStatement(
                    """
                    UPDATE idempotency_keys SET status = $4, body = $5, expires_at = $6
                    WHERE tenant_id = $1 AND user_id = $2 AND key = $3 AND fence = $7 AND status IS NULL
                    """,
                    .tenant(key.scope.tenant), .text(key.user.rawValue), .text(key.key), .integer(answer.status),
                    .text(answer.body), .time(expires), .text(hold.fence))
            ])
    }

    package func abandon(_ hold: IdempotencyHold) async throws {
        let key = hold.key
        _ = try await database.write(
            as: .tenant(key.scope),
            [
                SQLStatement(
                    """
                    DELETE FROM idempotency_keys
                    WHERE tenant_id = $1 AND user_id = $2 AND key = $3 AND fence = $4 AND status IS NULL
                    """, .tenant(key.scope.tenant), .text(key.user.rawValue), .text(key.key), .text(hold.fence))
            ])
    }

    package func sweep(now: Date) async throws -> Int {
        var swept = 0
        var last = Self.sweptAtOnce
        while last == Self.sweptAtOnce {
            let rows = try await database.write(
                as: .platform,
                [
                    SQLStatement(
                        """
                        DELETE FROM idempotency_keys
                        WHERE expires_at <= $1 AND (tenant_id, user_id, key) IN (
                            SELECT tenant_id, user_id, key FROM idempotency_keys WHERE expires_at <= $1
                            ORDER BY expires_at LIMIT $2
                        )
                        RETURNING expires_at
                        """, .time(now), .integer(Self.sweptAtOnce))
                ])[0]
            last = rows.count
            swept += last
        }
        return swept
    }
}
