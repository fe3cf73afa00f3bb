import HubCore
import Support
import Testing

@testable import HubStorage

/// What the server makes of a statement that was prepared when its tables were small.
@Suite(.needsPostgreSQL, .timeLimit(.minutes(5))) struct PostgreSQLPlanTests {
    /// How often each table was read from end to end and how many rows that were, and last how many rows were written.
    private func figures(_ session: PostgresSession, after database: PostgreSQLDatabase) async throws -> [[String?]] {
        // Both connections' figures are told now and not at the server's leisure.
        let flush = SQLStatement("SELECT CAST(pg_stat_force_next_flush() AS TEXT)")
        _ = try await database.read(in: .login, [flush])
        try await session.run("SELECT pg_stat_force_next_flush()")
        return try await session.run(
            """
            SELECT relname, seq_scan, seq_tup_read, n_tup_ins FROM pg_stat_user_tables WHERE relname IN ('messages', 'sessions')
            ORDER BY relname
            """)
    }

    @Test func readsNoTableWholeThatHasGrownSince() async throws {
        try await TestPostgreSQL.run { server in
            let admin = try await PostgresSession.open(server.admin)
            try await admin.run(
                """
                INSERT INTO tenants VALUES ('acme', 'a', '{}', 1, 0);
                ALTER TABLE sessions SET (autovacuum_enabled = false);
                ALTER TABLE messages SET (autovacuum_enabled = false)
                """)
            var limits = TestPostgreSQL.limits
            limits.connections = 1
            let database = try server.serve(limits: limits)
            let store = SQLConversationStore(database: database)
            func turn(_ number: Int) async throws {
                let session = SessionID()
                try await store.commit(TenantID.acme.scope, turn: TurnFixture.turn(session, number: number))
                _ = try await store.window(TenantID.acme.scope, session: session, user: .ann, limit: 9, by: .never)
            }
            try await turn(0)
            // A page each: it is read whole rather than its index first.
            try await admin.run("ANALYZE")
            // The sixth is the first of the plan that stays.
            for number in 1...8 { try await turn(number) }
            try await admin.run(
                """
                SET session_replication_role = replica;
                INSERT INTO sessions (tenant_id, id, user_id, message_count, entities, created_at, updated_at)
                    SELECT 'acme', 's' || n, 'ann', 2, '[]', 0, 0 FROM generate_series(1, 20000) n;
                INSERT INTO messages (tenant_id, session_id, position, id, role, text, entities, created_at)
                    SELECT 'acme', 's' || n, 1, 'm' || n, 'user', 'x', '[]', 0 FROM generate_series(1, 20000) n
                """)
            let before = try await figures(admin, after: database)
            try await turn(9)
            let after = try await figures(admin, after: database)
            #expect(after.map { $0.dropLast() } == before.map { $0.dropLast() })
            // The figures are of now.
            #expect(before.map(\.last) == ["20018", "20009"])
            #expect(after.map(\.last) == ["20020", "20010"])
            await database.close()
        }
    }
}
