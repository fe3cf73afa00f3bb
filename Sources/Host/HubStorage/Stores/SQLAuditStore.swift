import FoundationEssentials
import HubCore

/// The audit log. Its ids are ordered by time, so its order and a span of time are the primary key's.
package struct SQLAuditStore: AuditStore {
    private let database: any SQLDatabase

    package init(database: any SQLDatabase) { self.database = database }

    package func append(_ entries: [AuditEntry], user: UserID?, scope: TenantScope) async throws {
        if entries.isEmpty { return }
        _ = try await database.write(
            as: .tenant(scope), entries.map { Self.insertion(of: $0, session: nil, user: user, scope: scope) })
    }

    static func insertion(of entry: AuditEntry, session: SessionID?, user: UserID?, scope: TenantScope) -> SQLStatement
    {
        SQLStatement(
            """
            INSERT INTO audit_log (
                tenant_id, id, session_id, user_id, action, subject, outcome, detail, created_at
            )
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
            """,
            .tenant(scope.tenant), .id(AuditID(.version7(now: entry.at))), .id(session), .text(user?.rawValue),
            .text(entry.action), .text(entry.subject), .text(entry.outcome), .json(entry.detail), .time(entry.at))
    }

    /// Of one tenant: a range of the primary key. Of everybody: the index on the ids.
    package func entries(_ filter: AuditFilter, before: AuditID?, limit: Int) async throws -> [StoredAuditEntry] {
        let from = filter.from.map { TimeOrderedID.first(at: $0.addingTimeInterval(-TimeOrderedID.slack)) } ?? ""
        let to = filter.to.map { TimeOrderedID.first(at: $0.addingTimeInterval(TimeOrderedID.slack)) }
        let end = min(before?.description ?? TimeOrderedID.end, to ?? TimeOrderedID.end)
        let statement: SQLStatement
        if let tenant = filter.visibleTo.tenant {
            statement = SQLStatement(
                """
                SELECT id, tenant_id, session_id, user_id, action, subject, outcome, detail, created_at
                FROM audit_log
                WHERE tenant_id = $10 AND id >= $1 AND id < $2 AND created_at >= $3 AND created_at < $4
                    AND (CAST($5 AS TEXT) IS NULL OR user_id = $5) AND (CAST($6 AS TEXT) IS NULL OR action = $6)
                    AND (CAST($7 AS TEXT) IS NULL OR subject = $7)
                    AND (CAST($8 AS TEXT) IS NULL OR session_id = $8)
                ORDER BY id DESC LIMIT $9
                """,
                .text(from), .text(end), Self.time(filter.from, else: .min), Self.time(filter.to, else: .max),
                .text(filter.user?.rawValue), .text(filter.action), .text(filter.subject), .id(filter.session),
                .integer(limit), .tenant(tenant))
        } else {
            statement = SQLStatement(
                """
                SELECT id, tenant_id, session_id, user_id, action, subject, outcome, detail, created_at
                FROM audit_log
                WHERE id >= $1 AND id < $2 AND created_at >= $3 AND created_at < $4
                    AND (CAST($5 AS TEXT) IS NULL OR user_id = $5) AND (CAST($6 AS TEXT) IS NULL OR action = $6)
                    AND (CAST($7 AS TEXT) IS NULL OR subject = $7)
                    AND (CAST($8 AS TEXT) IS NULL OR session_id = $8)
                ORDER BY id DESC LIMIT $9
                """,
                .text(from), .text(end), Self.time(filter.from, else: .min), Self.time(filter.to, else: .max),
                .text(filter.user?.rawValue), .text(filter.action), .text(filter.subject), .id(filter.session),
                .integer(limit))
        }
        return try await database.read(as: filter.visibleTo.access, statement).map(AuditRow.entry)
    }

    private static func time(_ date: Date?, else open: Int64) -> SQLValue { date.map(SQLValue.time) ?? .integer(open) }
}
