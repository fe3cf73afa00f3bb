import HubCore
import Support
import Testing

@testable import HubStorage

@Suite(.needsPostgreSQL, .timeLimit(.minutes(5))) struct PostgreSQLSchemaTests {
    private let versions = PostgreSQLSchema.migrations.map(\.version)

    @Test func numbersItsMigrationsWithoutAGap() { #expect(versions == Array(1...versions.count)) }

    @Test func letsManyProcessesMigrateAtOnce() async throws {
        try await TestPostgreSQL.empty { server in
            let applied = try await withThrowingTaskGroup(of: [Int].self) { group in
                for _ in 0..<4 {
                    let database = try server.own(limits: .migration)
                    group.addTask {
                        let applied = try await SchemaMigrator(database, servingAs: TestPostgreSQL.loginRole).migrate()
                        await database.close()
                        return applied
                    }
                }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            #expect(applied.sorted() == versions)
            let database = try server.own()
            #expect(try await SchemaMigrator(database, servingAs: TestPostgreSQL.loginRole).migrate() == [])
            await database.close()
        }
    }

    /// A change of a table that waits makes everybody wait who comes after it.
    @Test func letsOthersPassWhileATableIsInUse() async throws {
        try await TestPostgreSQL.run { server in
            let holder = try await PostgresSession.open(server.admin)
            try await holder.run("BEGIN; SELECT * FROM tenants")
            let database = try server.own(limits: .migration)
            let next = SQLMigration(versions.count + 1, "next", ["ALTER TABLE tenants ADD COLUMN more TEXT"])
            let migrator = SchemaMigrator(
                database: database, migrations: PostgreSQLSchema.migrations + [next],
                lock: [PostgreSQLSchema.lock, PostgreSQLSchema.patience(.milliseconds(100))],
                patience: .seconds(86_400),
                pause: .milliseconds(10))
            let migration = Task { try await migrator.migrate() }
            let session = try await PostgresSession.open(server.admin)
            while try await session.run(
                "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
            ).isEmpty {}
            try await session.run("SELECT * FROM tenants")
            try await holder.run("COMMIT")
            #expect(try await migration.value == [next.version])
            await database.close()
        }
    }

    /// A role with CREATEROLE could make itself a member of roles that run programs on the server's machine.
    @Test func migratesWithoutCreateRoleWhenTheRolesAreThere() async throws {
        try await TestPostgreSQL.empty { server in
            let (owner, login) = ("\(server.name)_o", "\(server.name)_l")
            let password = TestPostgres.password(server.admin)
            try await PostgresSession.run(
                """
                CREATE ROLE \(owner) LOGIN PASSWORD '\(password)'; CREATE ROLE \(login) LOGIN NOINHERIT PASSWORD '\(password)';
                GRANT agenthub_platform TO \(owner); GRANT agenthub_tenant, agenthub_platform TO \(login);
                ALTER DATABASE \(server.name) OWNER TO \(owner); REVOKE ALL ON DATABASE \(server.name) FROM PUBLIC;
                GRANT CONNECT ON DATABASE \(server.name) TO \(login)
                """, at: server.admin)
            func url(_ role: String) -> String { TestPostgres.url(server.admin, database: server.name, role: role) }
            let database = try server.open(url(owner), as: .owner, limits: .migration)
            #expect(try await SchemaMigrator(database, servingAs: login).migrate() == versions)
            #expect(try await SchemaMigrator(database, servingAs: login).migrate() == [])
            await database.close()
            let serving = try server.open(url(login), as: .serving)
            #expect(try await serving.servingRoleError() == nil)
            try await SchemaHistory(serving).check()
            await serving.close()
            try await PostgresSession.run(
                "REASSIGN OWNED BY \(owner) TO postgres; DROP OWNED BY \(owner), \(login); DROP ROLE \(owner), \(login)",
                at: server.admin)
        }
    }

    /// The owner of the tables sees no row of them by itself: row security is forced on it.
    @Test func keepsThePricesOfAnOlderDatabase() async throws {
        try await TestPostgreSQL.empty { server in
            let owner = try server.own(limits: .migration)
            let old = SchemaMigrator(
                database: owner, migrations: PostgreSQLSchema.migrations.filter { $0.version <= 13 },
                lock: [PostgreSQLSchema.lock],
                groundwork: [RowSecurity.roles] + RowSecurity.membership(of: TestPostgreSQL.loginRole))
            try await old.migrate()
            let admin = try server.open(server.admin, as: .owner)
            _ = try await admin.write(as: .platform, OlderModels.rows)
            await admin.close()
            #expect(
                try await SchemaMigrator(owner, servingAs: TestPostgreSQL.loginRole).migrate()
                    == versions.filter { $0 > 13 })
            await owner.close()
            let database = try server.serve()
            try await OlderModels.check(database)
            await database.close()
            let forced = try await PostgresSession.run(
                "SELECT relforcerowsecurity FROM pg_class WHERE relname = 'llm_models'", at: server.admin)
            #expect(forced == [["t"]])
        }
    }

    @Test func hasTheTablesAndColumnsOfTheOtherDatabase() async throws {
        try await TestPostgreSQL.run { server in
            let here = try await PostgresSession.run(
                """
                SELECT table_name || '.' || column_name FROM information_schema.columns WHERE table_schema = 'public'
                """, at: server.admin
            ).compactMap(\.[0])
            try await TestDatabase.inFolder { path in
                let database = try await SQLiteDatabase.open(path: path)
                try await SchemaMigrator(database).migrate()
                let there = try await database.read(
                    as: .platform,
                    SQLStatement(
                        """
                        SELECT t.name || '.' || c.name FROM sqlite_master t, pragma_table_info(t.name) c
                        WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite%'
                        """))
                #expect(Set(here.map { [SQLValue.text($0)] }) == Set(there.map(\.values)))
                await database.close()
            }
        }
    }

    @Test func comparesTextsByTheirBytes() async throws {
        try await TestPostgreSQL.run { server in
            let other = try await PostgresSession.run(
                """
                SELECT a.attrelid::regclass, a.attname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
                WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND a.attnum > 0
                    AND c.relname <> 'schema_migrations' AND a.atttypid = 'text'::regtype AND a.attcollation <> '"C"'::regcollation
                """, at: server.admin)
            #expect(other.isEmpty)
        }
    }

    @Test func servesOnlyAsARoleThatRowSecurityBinds() async throws {
        try await TestPostgreSQL.run { server in
            func error(_ url: String) async throws -> ServingRoleError? {
                let database = try server.open(url, as: .serving)
                let error = try await database.servingRoleError()
                await database.close()
                return error
            }
            let errors = [try await error(server.login), try await error(server.admin), try await error(server.owner)]
            #expect(errors == [nil, .superuser, .ownsTables])
        }
    }

    @Test(arguments: [
        ("BYPASSRLS NOINHERIT", "agenthub_tenant, agenthub_platform", ServingRoleError.bypassesRowSecurity),
        ("INHERIT", "agenthub_tenant, agenthub_platform", .inheritsRights),
        ("NOINHERIT", "agenthub_tenant", .isNoMember),
    ])
    func refusesARoleWithOtherRights(rights: String, groups: String, expected: ServingRoleError) async throws {
        try await TestPostgreSQL.run { server in
            let role = "agenthub_test_\(rights.lowercased().filter { $0 != " " })"
            let password = TestPostgres.password(server.admin)
            try await PostgresSession.run(
                "DROP ROLE IF EXISTS \(role); CREATE ROLE \(role) LOGIN \(rights) PASSWORD '\(password)'; GRANT \(groups) TO \(role)",
                at: server.admin)
            let database = try server.open(
                TestPostgres.url(server.admin, database: server.name, role: role), as: .serving)
            let error = try await database.servingRoleError()
            #expect(error == expected)
            await database.close()
            try await PostgresSession.run("DROP ROLE \(role)", at: server.admin)
        }
    }
}
