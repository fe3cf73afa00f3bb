import Foundation
import HubCore
import Testing

@testable import HubStorage

struct SchemaMigratorTests {
    private func open(_ body: (SQLiteDatabase) async throws -> Void) async throws {
        try await TestDatabase.inFolder { path in
            let database = try await SQLiteDatabase.open(path: path)
            try await body(database)
            await database.close()
        }
    }

    private let versions = SQLiteSchema.migrations.map(\.version)

    @Test func makesEveryTableOnce() async throws {
        try await open { database in
            #expect(try await SchemaMigrator(database).migrate() == versions)
            #expect(try await SchemaMigrator(database).migrate() == [])
            let rows = try await database.read(
                as: .platform, SQLStatement("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"))
            #expect(
                rows.map(\.values) == [
                    ["agent_configs"], ["agent_tools"], ["audit_log"], ["config_versions"], ["file_pieces"], ["files"],
                    ["idempotency_keys"], ["installation"], ["knowledge_collections"], ["knowledge_documents"],
                    ["knowledge_job_items"], ["knowledge_jobs"], ["llm_models"], ["messages"], ["output_overrides"],
                    ["plugin_releases"], ["plugin_routes"], ["revoked_tokens"],
                    ["schema_migrations"],
                    ["sessions"], ["spend_alerts"], ["tenant_agent_permissions"], ["tenant_llm_configs"],
                    ["tenant_llm_settings"],
                    ["tenant_secrets"], ["tenant_tool_permissions"], ["tenants"], ["tool_configs"], ["usage_ledger"],
                ])
        }
    }

    @Test func numbersItsMigrationsWithoutAGap() {
        #expect(versions == Array(1...versions.count))
    }

    @Test func refusesADatabaseOfANewerBuild() async throws {
        try await open { database in
            try await SchemaMigrator(database).migrate()
            _ = try await database.write(
                as: .platform, [SQLStatement("INSERT INTO schema_migrations VALUES (99, 'later', 'x', 0)")])
            let error = SchemaError.newer(database: 99, known: versions.count)
            await #expect(throws: error) { try await SchemaMigrator(database).migrate() }
            #expect(error.description.contains("99"))
            #expect(error.description.contains("newer agenthub"))
        }
    }

    @Test func refusesAMigrationThatWasChangedAfterItRan() async throws {
        try await open { database in
            try await SchemaMigrator(database).migrate()
            _ = try await database.write(
                as: .platform, [SQLStatement("UPDATE schema_migrations SET checksum = 'x' WHERE version = 2")])
            await #expect(throws: SchemaError.altered(version: 2)) { try await SchemaMigrator(database).migrate() }
        }
    }

    @Test func undoesAMigrationThatFails() async throws {
        try await open { database in
            let good = SQLMigration(1, "good", ["CREATE TABLE a (id BIGINT)"])
            let bad = SQLMigration(2, "bad", ["CREATE TABLE b (id BIGINT)", "CREATE TABLE a (id BIGINT)"])
            let migrator = SchemaMigrator(database: database, migrations: [good, bad])
            await #expect(throws: SchemaError.failed(version: 2, .rejected(code: 1, statement: 2))) {
                try await migrator.migrate()
            }
            let count = try await database.count(SQLStatement("SELECT count(*) FROM sqlite_master WHERE name = 'b'"))
            #expect(count == 0)
            let mended = SQLMigration(2, "mended", ["CREATE TABLE b (id BIGINT)"])
            #expect(try await SchemaMigrator(database: database, migrations: [good, mended]).migrate() == [2])
        }
    }

    @Test func letsTwoProcessesStartAtOnce() async throws {
        try await TestDatabase.inFolder { path in
            let first = try await SQLiteDatabase.open(path: path)
            let second = try await SQLiteDatabase.open(path: path)
            async let one = SchemaMigrator(first).migrate()
            async let two = SchemaMigrator(second).migrate()
            #expect(try await (one + two).sorted() == versions)
            await first.close()
            await second.close()
        }
    }

    @Test func passesOnWhatTheDatabaseSays() async throws {
        try await open { database in
            await database.close()
            await #expect(throws: SchemaError.database(.closed)) { try await SchemaMigrator(database).migrate() }
        }
        #expect(SchemaError.database(.closed).description == SQLError.closed.description)
        #expect(SchemaError.failed(version: 4, .full).description.contains("4"))
        #expect(SchemaError.altered(version: 4).description.contains("4"))
    }
}
