import HubCore
import Support
import Testing

@testable import HubStorage

/// What a server, other transactions and impatient callers do to batches.
@Suite(.needsPostgreSQL, .serialized, .timeLimit(.minutes(5))) struct PostgreSQLFaultTests {
    private func run(
        connections: Int = 8, limits: PostgreSQLLimits = TestPostgreSQL.limits,
        _ body: (PostgreSQLDatabase, TestPostgreSQL) async throws -> Void
    ) async throws {
        var limits = limits
        limits.connections = connections
        try await TestPostgreSQL.empty { server in
            let database = try server.own(limits: limits)
            _ = try await database.write(as: .platform, [PostgreSQLNotes.table, PostgreSQLNotes.note(1000)])
            try await body(database, server)
            await database.close()
        }
    }

    /// Returns once so many of the database's own sessions wait for a lock, or run a statement that sleeps.
    private func untilWaiting(_ number: Int, on session: PostgresSession) async throws {
        while true {
            let rows = try await session.run(
                """
                SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'agenthub'
                    AND wait_event_type IN ('Lock', 'Timeout') AND state = 'active'
                """)
            if rows == [["\(number)"]] { return }
            await Task.yield()
        }
    }

    private static let sleep = SQLStatement("SELECT CAST(pg_sleep(300) AS TEXT)")
    private static let terminate = """
        SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity
        WHERE datname = current_database() AND application_name = 'agenthub'
        """

    @Test func stopsACancelledReadOnTheServerAndKeepsTheConnection() async throws {
        try await run(connections: 1) { database, server in
            let session = try await PostgresSession.open(server.admin)
            let pid = SQLStatement("SELECT pg_backend_pid()")
            let before = try await database.value(pid)
            let task = Task { try await database.read(as: .platform, Self.sleep) }
            try await untilWaiting(1, on: session)
            task.cancel()
            await #expect(throws: SQLError.cancelled) { try await task.value }
            // It would wait for the sleep to end.
            let after = try await database.value(pid)
            #expect(after == before)
        }
    }

    @Test func letsACancelledReadThatWaitsGo() async throws {
        try await run(connections: 1) { database, server in
            let session = try await PostgresSession.open(server.admin)
            let first = Task { try await database.read(as: .platform, Self.sleep) }
            try await untilWaiting(1, on: session)
            let second = Task { try await database.read(as: .platform, PostgreSQLNotes.count) }
            second.cancel()
            await #expect(throws: SQLError.cancelled) { try await second.value }
            first.cancel()
            await #expect(throws: SQLError.cancelled) { try await first.value }
            let count = try await database.count(PostgreSQLNotes.count)
            #expect(count == 1)
        }
    }

    @Test func refusesWhatWaitsTooMuch() async throws {
        var limits = TestPostgreSQL.limits
        limits.waiting = 1
        try await run(connections: 1, limits: limits) { database, server in
            let session = try await PostgresSession.open(server.admin)
            let busy = Task { try await database.read(as: .platform, Self.sleep) }
            try await untilWaiting(1, on: session)
            let second = Task { try await database.read(as: .platform, PostgreSQLNotes.count) }
            try await yieldWhile { database.statistics.waiting == 0 }
            // The second has a minute.
            await #expect(throws: SQLError.overloaded) {
                try await database.read(as: .platform, PostgreSQLNotes.count)
            }
            for task in [busy, second] {
                task.cancel()
                await #expect(throws: SQLError.cancelled) { try await task.value }
            }
        }
    }

    @Test func letsNobodyWaitForAConnectionLongerThanItHasTime() async throws {
        var limits = TestPostgreSQL.limits
        // Nobody waits so long.
        limits.acquireTimeout = .seconds(86_400)
        try await run(connections: 1, limits: limits) { database, server in
            let session = try await PostgresSession.open(server.admin)
            let busy = Task { try await database.read(as: .platform, Self.sleep) }
            try await untilWaiting(1, on: session)
            let patient = Task { try await database.read(as: .platform, PostgreSQLNotes.count) }
            try await yieldWhile { database.statistics.waiting == 0 }
            // It comes later, and gives up earlier.
            await #expect(throws: SQLError.overloaded) {
                try await database.read(as: .platform, by: .after(.milliseconds(50)), PostgreSQLNotes.count)
            }
            // Who gave up is counted out a moment later; the patient one still waits.
            try await yieldWhile { database.statistics.waiting != 1 }
            busy.cancel()
            await #expect(throws: SQLError.cancelled) { try await busy.value }
            #expect(try await patient.value == [SQLRow([.integer(1)])])
        }
    }

    @Test func letsNobodyWaitForAConnectionLongerThanAllowed() async throws {
        try await run(connections: 1) { _, server in
            var limits = TestPostgreSQL.limits
            limits.connections = 1
            limits.acquireTimeout = .milliseconds(50)
            let database = try server.own(limits: limits)
            try await database.reach()
            let session = try await PostgresSession.open(server.admin)
            let busy = Task { try await database.read(as: .platform, Self.sleep) }
            try await untilWaiting(1, on: session)
            await #expect(throws: SQLError.overloaded) {
                try await database.read(as: .platform, PostgreSQLNotes.count)
            }
            busy.cancel()
            await #expect(throws: SQLError.cancelled) { try await busy.value }
            await database.close()
        }
    }

    /// Each statement for itself might go on.
    @Test func stopsABatchThatTakesTooLongAndKeepsTheConnection() async throws {
        try await run { _, server in
            var limits = TestPostgreSQL.limits
            limits.connections = 1
            limits.statementTimeout = .zero
            limits.batchTimeout = .seconds(5)
            limits.margin = .seconds(60)
            let database = try server.own(limits: limits)
            let pid = SQLStatement("SELECT pg_backend_pid()")
            let before = try await database.value(pid)
            await #expect(throws: SQLError.timeout) {
                try await database.write(as: .platform, [PostgreSQLNotes.note(1), Self.sleep])
            }
            let after = try await database.value(pid)
            #expect(after == before)
            let count = try await database.count(PostgreSQLNotes.count)
            #expect(count == 1)
            await database.close()
        }
    }

    @Test func doesNotTakeARefusalForAStalePreparation() async throws {
        try await run(connections: 1) { database, _ in
            let pid = SQLStatement("SELECT pg_backend_pid()")
            let before = try await database.value(pid)
            let refused = SQLStatement("DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '0A000'; END $$")
            await #expect(throws: SQLError.rejected(code: SQLError.code("0A000"), statement: 0)) {
                try await database.write(as: .platform, [refused])
            }
            let after = try await database.value(pid)
            #expect(after == before)
        }
    }

    @Test func stopsAStatementThatTakesTooLong() async throws {
        var limits = TestPostgreSQL.limits
        limits.statementTimeout = .seconds(3)
        limits.margin = .seconds(60)
        try await run(limits: limits) { database, _ in
            await #expect(throws: SQLError.timeout) {
                try await database.write(as: .platform, [PostgreSQLNotes.note(1), Self.sleep])
            }
            let count = try await database.count(PostgreSQLNotes.count)
            #expect(count == 1)
        }
    }

    @Test func waitsForALockOnlySoLong() async throws {
        var limits = TestPostgreSQL.limits
        limits.lockTimeout = .milliseconds(100)
        try await run(limits: limits) { database, server in
            let session = try await PostgresSession.open(server.admin)
            try await session.run("BEGIN; LOCK TABLE note")
            await #expect(throws: SQLError.busy) {
                try await database.write(as: .platform, [PostgreSQLNotes.note(1)])
            }
            try await session.run("ROLLBACK")
        }
    }

    private static let tries = SQLStatement("CREATE SEQUENCE tries")
    /// Fails until it was tried so often; the sequence is not rolled back.
    private static func failing(times: Int) -> [SQLStatement] {
        [
            SQLStatement("SELECT set_config('test.times', $1, true)", .text("\(times)")),
            SQLStatement(
                """
                DO $$ BEGIN
                    IF nextval('tries') <= CAST(current_setting('test.times') AS INTEGER) THEN
                        RAISE EXCEPTION USING ERRCODE = '40001';
                    END IF;
                END $$
                """),
        ]
    }

    @Test func runsABatchAgainThatLostToAnother() async throws {
        try await run(connections: 1) { database, _ in
            _ = try await database.write(as: .platform, [Self.tries])
            _ = try await database.write(as: .platform, [PostgreSQLNotes.note(1)] + Self.failing(times: 2))
            let count = try await database.count(PostgreSQLNotes.count)
            #expect(count == 2)
        }
    }

    @Test func givesUpABatchThatAlwaysLoses() async throws {
        try await run(connections: 1) { database, _ in
            _ = try await database.write(as: .platform, [Self.tries])
            await #expect(throws: SQLError.busy) {
                try await database.write(as: .platform, [PostgreSQLNotes.note(1)] + Self.failing(times: 99))
            }
            let tried = try await database.value(SQLStatement("SELECT last_value FROM tries"))
            #expect(tried == .integer(1 + TestPostgreSQL.limits.retries))
            let count = try await database.count(PostgreSQLNotes.count)
            #expect(count == 1)
        }
    }

    @Test func losesNoBatchToSessionsThatWereEndedWhileIdle() async throws {
        try await run { database, server in
            for round in 0..<3 {
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for number in 1...40 {
                        group.addTask {
                            _ = try await database.write(
                                as: .platform, [PostgreSQLNotes.note(round * 100 + number)])
                        }
                    }
                    try await group.waitForAll()
                }
                try await PostgresSession.run(Self.terminate, at: server.admin)
            }
            let count = try await database.count(PostgreSQLNotes.count)
            #expect(count == 121)
            #expect(database.statistics.losses > 0)
        }
    }

    @Test func repeatsAWriteWhoseSessionWasEndedInItsMiddle() async throws {
        try await run { database, server in
            // One session holds the row, another looks on: within a transaction, what it sees of sessions stands still.
            let holder = try await PostgresSession.open(server.admin)
            let session = try await PostgresSession.open(server.admin)
            try await holder.run("BEGIN; SELECT * FROM note FOR UPDATE")
            let write = Task {
                try await database.write(
                    as: .platform,
                    [
                        PostgreSQLNotes.note(1), SQLStatement("UPDATE note SET text = 'x' WHERE id = 1000"),
                        PostgreSQLNotes.note(2),
                    ])
            }
            try await untilWaiting(1, on: session)
            try await session.run(Self.terminate)
            try await untilWaiting(1, on: session)
            try await holder.run("COMMIT")
            _ = try await write.value
            let count = try await database.count(PostgreSQLNotes.count)
            #expect(count == 3)
        }
    }

    @Test func preparesAnewWhatAChangedTableHasMadeStale() async throws {
        try await run { database, server in
            let all = SQLStatement("SELECT * FROM note WHERE id = 1000")
            for _ in 0..<3 { _ = try await database.read(as: .platform, all) }
            try await PostgresSession.run("ALTER TABLE note ADD COLUMN more TEXT", at: server.admin)
            let row = try await database.read(as: .platform, all).first
            #expect(row?.values == [.integer(1000), "", .null, .null])
        }
    }

    @Test func preparesAnewWhatWasDeallocated() async throws {
        try await run(connections: 1) { database, _ in
            _ = try await database.read(as: .platform, PostgreSQLNotes.count)
            _ = try await database.write(as: .platform, [SQLStatement("DEALLOCATE ALL")])
            let count = try await database.count(PostgreSQLNotes.count)
            #expect(count == 1)
        }
    }

    @Test func leavesNothingOfTheScopeBehind() async throws {
        try await TestPostgreSQL.run { server in
            var limits = TestPostgreSQL.limits
            limits.connections = 1
            let database = try server.serve(limits: limits)
            let state = SQLStatement("SELECT current_user, current_setting('agenthub.tenant', true)")
            let tenant = try await database.read(as: .tenant(TenantID.acme.scope), [state, state])
            #expect(tenant[1] == [SQLRow(["agenthub_tenant", "acme"])])
            let platform = try await database.read(as: .platform, state)
            #expect(platform == [SQLRow(["agenthub_platform", ""])])
            _ = try await database.write(as: .tenant(TenantID.acme.scope), [state])
            await #expect(throws: SQLError.self) {
                try await database.write(as: .tenant(TenantID.acme.scope), [SQLStatement("SELECT 1 / 0")])
            }
            let after = try await database.read(in: .login, [state])
            #expect(after == [[SQLRow([.text(TestPostgreSQL.loginRole), ""])]])
            await database.close()
        }
    }

    @Test func saysThatNoServerIsThere() async throws {
        var limits = PostgreSQLLimits()
        limits.acquireTimeout = .milliseconds(300)
        // Port 1 of this machine: nobody listens there.
        let address = try #require(PostgreSQLAddress(Secret("postgresql://nobody@127.0.0.1:1/none")))
        let database = try PostgreSQLDatabase(address, limits: limits)
        await #expect(throws: SQLError.unreachable) {
            try await database.read(as: .platform, PostgreSQLNotes.count)
        }
        await #expect(throws: SQLError.unreachable) { try await database.reach() }
        #expect(database.statistics.failures > 0)
        await database.close()
    }
}
