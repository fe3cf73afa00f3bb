import FoundationEssentials
import HubCore

/// Days' spending as sums of the ledger's rows, and the alerts that were raised of it.
package struct SQLSpendAlertStore: SpendAlertStore {
    private let database: any SQLDatabase

    package init(database: any SQLDatabase) { self.database = database }

    package func thresholds() async throws -> [TenantScope: Int64] {
        // A setting that is not set has no member. No other text of the settings is anybody's own.
        let rows = try await database.read(
            as: .platform,
            SQLStatement("SELECT id, settings FROM tenants WHERE settings LIKE '%\"daily_spend_alert\"%'"))
        var thresholds: [TenantScope: Int64] = [:]
        for row in rows {
            var columns = row.columns
            guard let tenant = try columns.optionalTenant() else { continue }
            thresholds[TenantScope(tenant: tenant)] = TenantRow.dailySpendAlert(try columns.json())
        }
        return thresholds
    }

    package func spending(of scope: TenantScope, onDayOf moment: Date) async throws -> DailySpending {
        let day = Day(moment)
        let results = try await database.read(
            as: .tenant(scope),
            [
                Self.sum(of: scope, day),
                SQLStatement(
                    "SELECT reached_at FROM spend_alerts WHERE tenant_id = $1 AND day = $2", .tenant(scope.tenant),
                    day.name),
            ])
        guard var sum = results[0].first?.columns else { throw SQLError.unexpectedValue(column: 0) }
        var alert = results[1].first?.columns
        return DailySpending(
            day: moment.utcDay, costNanodollars: try sum.integer(), reachedAt: try alert?.time())
    }

    /// The key makes a second worker's row none, and where none was written there is no event either.
    package func raise(_ threshold: Int64, of scope: TenantScope, onDayOf moment: Date, now: Date) async throws -> Bool
    {
        let day = Day(moment)
        let id = AuditID(.version7(now: now))
        let results = try await database.write(
            as: .tenant(scope),
            [
                SQLStatement(
                    """
                    INSERT INTO spend_alerts (
                        tenant_id, day, threshold_nanodollars, cost_nanodollars, audit_id, reached_at
                    )
                    SELECT $1, $6, CAST($7 AS BIGINT), cost, $8, CAST($9 AS BIGINT)
                    FROM (
                        SELECT CAST(COALESCE(SUM(cost_nanodollars), 0) AS BIGINT) AS cost FROM usage_ledger
                        WHERE tenant_id = $1 AND message_id >= $2 AND message_id < $3
                            AND created_at >= $4 AND created_at < $5
                    ) spent
                    WHERE cost >= CAST($7 AS BIGINT)
                    ON CONFLICT (tenant_id, day) DO NOTHING
                    RETURNING day
                    """,
                    .tenant(scope.tenant), day.first, day.end, day.from, day.to, day.name, .integer(threshold), .id(id),
                    .time(now)),
                SQLStatement(
                    """
                    INSERT INTO audit_log (tenant_id, id, action, subject, outcome, detail, created_at)
                    SELECT tenant_id, audit_id, 'spend.threshold', day, 'reached',
                        '{"threshold_usd":"' || CAST(threshold_nanodollars / 1000000000 AS TEXT) || '.'
                            || SUBSTR(CAST(threshold_nanodollars % 1000000000 + 1000000000 AS TEXT), 2)
                            || '","cost_usd":"' || CAST(cost_nanodollars / 1000000000 AS TEXT) || '.'
                            || SUBSTR(CAST(cost_nanodollars % 1000000000 + 1000000000 AS TEXT), 2) || '"}', reached_at
                    FROM spend_alerts WHERE tenant_id = $1 AND day = $2 AND audit_id = $3
                    """, .tenant(scope.tenant), day.name, .id(id)),
            ])
        return !results[0].isEmpty
    }

    private static func sum(of scope: TenantScope, _ day: Day) -> SQLStatement {
        SQLStatement(
            """
            SELECT CAST(COALESCE(SUM(cost_nanodollars), 0) AS BIGINT) FROM usage_ledger
            WHERE tenant_id = $1 AND message_id >= $2 AND message_id < $3 AND created_at >= $4 AND created_at < $5
            """, .tenant(scope.tenant), day.first, day.end, day.from, day.to)
    }

    /// A day as its name, a range of the ledger's keys and one of its times.
    private struct Day {
        let name: SQLValue
        let first: SQLValue
        let end: SQLValue
        let from: SQLValue
        let to: SQLValue

        init(_ moment: Date) {
            let start = moment.startOfUTCDay
            let next = start.addingTimeInterval(Date.secondsOfDay)
            name = .text(start.utcDay)
            first = .text(TimeOrderedID.first(at: start.addingTimeInterval(-TimeOrderedID.slack)))
            end = .text(TimeOrderedID.first(at: next.addingTimeInterval(TimeOrderedID.slack)))
            from = .time(start)
            to = .time(next)
        }
    }
}
