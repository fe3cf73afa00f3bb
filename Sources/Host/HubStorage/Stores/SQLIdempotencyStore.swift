import FoundationEssentials
import HubCore

/// Keys of requests and their answers. A row without an answer expires with its lease, so that a request whose process
/// died can be done again; who works on it renews the lease. A row that has expired counts as absent.
///
/// Time is the database's, in both dialects by `clock_timestamp()`: PostgreSQL's own function, which SQLite's connections
/// have from `SQLiteClock`.
package struct SQLIdempotencyStore: IdempotencyStore {
    /// Rows that one statement of a sweep deletes.
    private static let sweptAtOnce = 1000
    /// Claims that one transaction renews.
    private static let renewedAtOnce = 500

    private let database: any SQLDatabase

    package init(database: any SQLDatabase) { self.database = database }

    package func claim(_ hold: IdempotencyHold, fingerprint: String, lease: Duration) async throws
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
                    SELECT $1, $2, $3, $4, t.now + $5, t.now + $5, $6
                    FROM (SELECT CAST(date_part('epoch', clock_timestamp()) * 1000000 AS BIGINT) AS now) t
                    WHERE TRUE
                    ON CONFLICT (tenant_id, user_id, key) DO UPDATE SET fingerprint = excluded.fingerprint,
                        fence = excluded.fence, lease_until = excluded.lease_until, status = NULL, body = NULL,
                        expires_at = excluded.expires_at
                    WHERE idempotency_keys.expires_at
                        <= CAST(date_part('epoch', clock_timestamp()) * 1000000 AS BIGINT)
                    RETURNING lease_until
                    """,
                    .tenant(key.scope.tenant), .text(key.user.rawValue), .text(key.key), .text(fingerprint),
                    .span(lease), .text(hold.fence)),
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

    /// One transaction for many, in the platform's name, since they are several tenants'. In the order of the keys, so
    /// that two workers never wait for each other in a circle.
    package func renew(_ holds: [IdempotencyHold], lease: Duration) async throws -> Set<IdempotencyHold> {
        var renewed: Set<IdempotencyHold> = []
        let ordered = holds.sorted { $0.order.lexicographicallyPrecedes($1.order) }
        for start in stride(from: 0, to: ordered.count, by: Self.renewedAtOnce) {
            let part = ordered[start..<min(start + Self.renewedAtOnce, ordered.count)]
            let results = try await database.write(as: .platform, part.map { Self.renewal(of: $0, lease) })
            for (hold, rows) in zip(part, results) where !rows.isEmpty { renewed.insert(hold) }
        }
        return renewed
    }

    private static func renewal(of hold: IdempotencyHold, _ lease: Duration) -> SQLStatement {
        let key = hold.key
        return SQLStatement(
            """
            UPDATE idempotency_keys
            SET lease_until = CAST(date_part('epoch', clock_timestamp()) * 1000000 AS BIGINT) + $5,
                expires_at = CAST(date_part('epoch', clock_timestamp()) * 1000000 AS BIGINT) + $5
            WHERE tenant_id = $1 AND user_id = $2 AND key = $3 AND fence = $4 AND status IS NULL
            RETURNING lease_until
            """,
            .tenant(key.scope.tenant), .text(key.user.rawValue), .text(key.key), .text(hold.fence), .span(lease))
    }

    package func finish(_ hold: IdempotencyHold, answer: IdempotentAnswer, for time: Duration) async throws {
        let key = hold.key
        _ = try await database.write(
            as: .tenant(key.scope),
            [
                SQLStatement(
                    """
                    UPDATE idempotency_keys SET status = $4, body = $5,
                        expires_at = CAST(date_part('epoch', clock_timestamp()) * 1000000 AS BIGINT) + $6
                    WHERE tenant_id = $1 AND user_id = $2 AND key = $3 AND fence = $7 AND status IS NULL
                    """,
                    .tenant(key.scope.tenant), .text(key.user.rawValue), .text(key.key), .integer(answer.status),
                    .text(answer.body), .span(time), .text(hold.fence))
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

    package func sweep() async throws -> Int {
        var swept = 0
        var last = Self.sweptAtOnce
        while last == Self.sweptAtOnce {
            let rows = try await database.write(
                as: .platform,
                [
                    SQLStatement(
                        """
                        DELETE FROM idempotency_keys
                        WHERE expires_at <= CAST(date_part('epoch', clock_timestamp()) * 1000000 AS BIGINT)
                            AND (tenant_id, user_id, key) IN (
                                SELECT tenant_id, user_id, key FROM idempotency_keys
                                WHERE expires_at <= (
                                    SELECT CAST(date_part('epoch', clock_timestamp()) * 1000000 AS BIGINT)
                                )
                                ORDER BY expires_at LIMIT $1
                            )
                        RETURNING expires_at
                        """, .integer(Self.sweptAtOnce))
                ])[0]
            last = rows.count
            swept += last
        }
        return swept
    }
}

extension SQLIdempotencyStore {
    /// Keeps an answer under its request's key where the change's mark stands in the audit log.
    static func keeping(_ kept: KeptAnswer, where scope: SQLValue, _ mark: SQLValue) -> SQLStatement {
        let key = kept.hold.key
        return SQLStatement(
            """
            UPDATE idempotency_keys SET status = $4, body = $5,
                expires_at = CAST(date_part('epoch', clock_timestamp()) * 1000000 AS BIGINT) + $6
            WHERE tenant_id = $1 AND user_id = $2 AND key = $3 AND fence = $7 AND status IS NULL
                AND EXISTS (SELECT 1 FROM audit_log WHERE tenant_id = $8 AND id = $9)
            """,
            .tenant(key.scope.tenant), .text(key.user.rawValue), .text(key.key), .integer(kept.answer.status),
            .text(kept.answer.body), .span(KeptAnswer.time), .text(kept.hold.fence), scope, mark)
    }

    /// Fails, and the whole transaction with it, when the key is another request's by now: a row without a fingerprint
    /// is none. To come last: `isClaimLost` knows it by that.
    static func refusal(of hold: IdempotencyHold) -> SQLStatement {
        SQLStatement(
            """
            INSERT INTO idempotency_keys (tenant_id, user_id, key, fingerprint, lease_until, expires_at)
            SELECT $1, $2, $3, NULL, 0, 0 WHERE NOT EXISTS (
                SELECT 1 FROM idempotency_keys WHERE tenant_id = $1 AND user_id = $2 AND key = $3 AND fence = $4
            )
            """,
            .tenant(hold.key.scope.tenant), .text(hold.key.user.rawValue), .text(hold.key.key), .text(hold.fence))
    }

    /// Whether a transaction of these statements, of which the last is a refusal, failed by that one.
    static func isClaimLost(_ error: SQLError, of statements: [SQLStatement]) -> Bool {
        guard case .violation(.notNull, let position) = error else { return false }
        return position == statements.count - 1
    }
}

extension IdempotencyHold {
    fileprivate var order: [String] { [key.scope.tenant.rawValue, key.user.rawValue, key.key] }
}
