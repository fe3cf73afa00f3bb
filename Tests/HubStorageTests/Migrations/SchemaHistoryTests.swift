import HubCore
import Support
import Testing

@testable import HubStorage

@Suite(.needsPostgreSQL) struct SchemaHistoryTests {
    private let versions = PostgreSQLSchema.migrations.map(\.version)

    /// What a worker is told that starts after `statement` was run on a migrated database.
    private func error(after statement: String) async throws -> SchemaError? {
        var found: SchemaError?
        try await TestPostgreSQL.run { server in
            try await PostgresSession.run(statement, at: server.admin)
            let database = try server.serve()
            do throws(SchemaError) {
                try await SchemaHistory(database).check()
            } catch { found = error }
            await database.close()
        }
        return found
    }

    @Test func letsAWorkerServeFromItsOwnVersion() async throws {
        let error = try await error(after: "SELECT 1")
        #expect(error == nil)
    }

    @Test func stopsAWorkerThatIsOlderThanTheDatabase() async throws {
        let error = try await error(after: "INSERT INTO schema_migrations VALUES (99, 'later', 'x', 0)")
        #expect(error == .newer(database: 99, known: versions.count))
    }

    @Test func stopsAWorkerWhoseMigrationsAreOthers() async throws {
        let error = try await error(after: "UPDATE schema_migrations SET checksum = 'x' WHERE version = 2")
        #expect(error == .altered(version: 2))
    }

    @Test func stopsAWorkerThatIsNewerThanTheDatabase() async throws {
        let error = try await error(after: "DELETE FROM schema_migrations WHERE version > 11")
        #expect(error == .pending(versions: versions.filter { $0 > 11 }))
        #expect(error?.description.contains("run agenthub migrate") == true)
        #expect(error?.description.contains("\n") == false)
    }

    @Test(arguments: [
        "DROP TABLE schema_migrations", "REVOKE SELECT ON schema_migrations FROM agenthub_platform",
    ])
    func stopsAWorkerOfADatabaseThatWasNeverWhollyMigrated(statement: String) async throws {
        let error = try await error(after: statement)
        #expect(error == .pending(versions: versions))
    }

    @Test func passesOnWhatTheDatabaseSays() async throws {
        try await TestPostgreSQL.run { server in
            let database = try server.serve()
            await database.close()
            await #expect(throws: SchemaError.database(.closed)) { try await SchemaHistory(database).check() }
        }
    }
}
