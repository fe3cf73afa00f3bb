import HubCore
import Support
import Testing

@testable import HubStorage

@Suite(.needsPostgreSQL, .timeLimit(.minutes(5))) struct PostgreSQLNotificationsTests {
    @Test func tellsWhoseConfigurationHasChangedAndThatNoticesWereLost() async throws {
        try await TestPostgreSQL.run { server in
            let (changes, continuation) = AsyncStream.makeStream(of: TenantID?.self)
            let address = try #require(PostgreSQLAddress(Secret(server.login)))
            let notifications = try PostgreSQLNotifications.listen(address) { continuation.yield($0) }
            var iterator = changes.makeAsyncIterator()
            // It listens now.
            #expect(await iterator.next() == .some(nil))
            try await PostgresSession.run("INSERT INTO config_versions VALUES ('acme', 1)", at: server.admin)
            #expect(await iterator.next() == .some(.acme))
            try await PostgresSession.run(
                "UPDATE config_versions SET version = version + 1 WHERE scope = ''", at: server.admin)
            #expect(await iterator.next() == .some(nil))
            try await PostgresSession.run(
                """
                SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                WHERE datname = current_database() AND application_name = 'agenthub'
                """, at: server.admin)
            #expect(await iterator.next() == .some(nil))
            try await PostgresSession.run(
                "UPDATE config_versions SET version = version + 1 WHERE scope = 'acme'", at: server.admin)
            #expect(await iterator.next() == .some(.acme))
            await notifications.close()
        }
    }

    @Test func saysNothingOfAVersionThatIsOnlyHeld() async throws {
        try await TestPostgreSQL.run { server in
            let (changes, continuation) = AsyncStream.makeStream(of: TenantID?.self)
            let address = try #require(PostgreSQLAddress(Secret(server.login)))
            let notifications = try PostgreSQLNotifications.listen(address) { continuation.yield($0) }
            var iterator = changes.makeAsyncIterator()
            #expect(await iterator.next() == .some(nil))
            let database = try server.serve()
            // The first makes the row, the second finds it.
            for _ in 0..<2 {
                _ = try await database.write(
                    as: .tenant(TenantID.acme.scope), [ConfigurationVersionStore.hold(.acme)])
            }
            await database.close()
            try await PostgresSession.run("INSERT INTO config_versions VALUES ('globex', 1)", at: server.admin)
            #expect(await iterator.next() == .some(.globex))
            await notifications.close()
        }
    }

    @Test func endsWhileNoServerIsThere() async throws {
        let address = try #require(PostgreSQLAddress(Secret("postgresql://nobody@127.0.0.1:1/none")))
        let notifications = try PostgreSQLNotifications.listen(address) { _ in Issue.record("nobody is there") }
        await notifications.close()
    }
}
