import HubCore
import Support
import Testing

@testable import HubStorage

/// The databases of one server share the roles that each one's migration makes.
@Suite(
    .enabled(if: PostgresServer.isInstalled, "no PostgreSQL server is installed"), .serialized, .timeLimit(.minutes(5)))
struct SharedRolesTests {
    private func run(databases: Int, _ body: (String, [TestPostgreSQL]) async throws -> Void) async throws {
        try await PostgresServer.run { server in
            try await TestPostgreSQL.makeRoles(on: server.url)
            let databases = (1...databases).map { TestPostgreSQL(server: server.url, database: "hub_\($0)") }
            for database in databases {
                try await PostgresSession.run(
                    "CREATE DATABASE \(database.name) TEMPLATE template0 OWNER \(TestPostgreSQL.ownerRole)",
                    at: server.url)
            }
            try await body(server.url, databases)
        }
    }

    private func expectServed(_ database: TestPostgreSQL) async throws {
        let serving = try database.serve()
        #expect(try await serving.servingRoleError() == nil)
        try await SchemaHistory(serving).check()
        await serving.close()
    }

    @Test func areMadeByManyMigrationsAtOnce() async throws {
        try await run(databases: 6) { _, databases in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for database in databases { group.addTask { try await database.migrate() } }
                try await group.waitForAll()
            }
            for database in databases { try await expectServed(database) }
        }
    }

    /// The other's transaction is open when this one looks, and committed when it makes what it missed.
    @Test(arguments: [
        "CREATE ROLE agenthub_tenant NOLOGIN NOINHERIT; CREATE ROLE agenthub_platform NOLOGIN NOINHERIT",
        "GRANT agenthub_platform TO \(TestPostgreSQL.ownerRole)",
        "GRANT agenthub_tenant, agenthub_platform TO \(TestPostgreSQL.loginRole)",
    ])
    func mayComeFromAnotherMigrationMeanwhile(step: String) async throws {
        try await run(databases: 1) { server, databases in
            let other = try await PostgresSession.open(
                TestPostgres.url(server, database: "postgres", role: TestPostgreSQL.ownerRole))
            let session = try await PostgresSession.open(server)
            if step.hasPrefix("GRANT") {
                try await other.run(
                    "CREATE ROLE agenthub_tenant NOLOGIN NOINHERIT; CREATE ROLE agenthub_platform NOLOGIN NOINHERIT")
            }
            try await other.run("BEGIN; \(step)")
            async let migrated: Void = databases[0].migrate()
            while try await session.run("SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'").isEmpty {}
            try await other.run("COMMIT")
            try await migrated
            try await expectServed(databases[0])
        }
    }
}
