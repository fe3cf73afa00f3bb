import Foundation
import HubCore
import Testing

@testable import HubStorage

/// Prints what a turn's commit takes; asserts that it was done.
@Suite(.needsPostgreSQL, .serialized) struct PostgreSQLLatencyTests {
    @Test(arguments: [1, 32]) func commitsTurns(callers: Int) async throws {
        try await TestPostgreSQL.run { server in
            var limits = TestPostgreSQL.limits
            limits.connections = 20
            let database = try server.serve(limits: limits)
            let tenant = SQLStatement("INSERT INTO tenants VALUES ('acme', 'a', '{}', 1, 0)")
            _ = try await database.write(as: .platform, [tenant])
            let rounds = callers == 1 ? 200 : 50
            let times = try await withThrowingTaskGroup(of: [Double].self) { group in
                for _ in 0..<callers {
                    group.addTask {
                        var times: [Double] = []
                        for _ in 0..<rounds {
                            let start = MonotonicTime.now()
                            _ = try await database.write(as: .tenant(TenantID.acme.scope), Self.turn())
                            times.append(MonotonicTime.milliseconds(since: start))
                        }
                        return times
                    }
                }
                return try await group.reduce(into: []) { $0 += $1 }.sorted()
            }
            print(
                "commit of 6 statements, \(callers) at once: p50 \(times[times.count / 2]) ms,",
                "p95 \(times[times.count * 95 / 100]) ms, pool \(database.statistics)")
            #expect(times.count == callers * rounds)
            let count = try await database.count(SQLStatement("SELECT count(*) FROM messages"))
            #expect(count == 2 * times.count)
            await database.close()
        }
    }

    /// A session's row, two messages, two of the ledger, one of the audit log.
    private static func turn() -> [SQLStatement] {
        let session = SQLValue.text(UUID().uuidString)
        func message(_ position: Int) -> SQLStatement {
            SQLStatement(
                """
                INSERT INTO messages (tenant_id, session_id, position, id, role, text, entities, created_at)
                VALUES ('acme', $1, $2, $3, 'user', 'question', '[]', 0)
                """, session, .integer(position), .text(UUID().uuidString))
        }
        func usage(_ position: Int) -> SQLStatement {
            SQLStatement(
                "INSERT INTO usage_ledger VALUES ('acme', $1, $2, $1, 'ann', 'p', 'm', 'a', 1, 1, 1, 1, 0)", session,
                .integer(position))
        }
        return [
            SQLStatement(
                """
                INSERT INTO sessions (tenant_id, id, user_id, message_count, entities, created_at, updated_at)
                VALUES ('acme', $1, 'ann', 2, '[]', 0, 0) RETURNING message_count
                """, session),
            message(1), message(2), usage(0), usage(1),
            SQLStatement(
                "INSERT INTO audit_log VALUES ('acme', $1, $1, 'ann', 'turn', 's', 'ok', '{}', 0)", session),
        ]
    }
}
