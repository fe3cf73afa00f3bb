import Foundation
import HubCore
import Support
import Testing

@testable import HubStorage

/// A database of one test on a PostgreSQL server, with an owner and a role to serve as.
struct TestPostgreSQL {
    let name: String
    /// A superuser's URL.
    let admin: String
    /// The owner's.
    let owner: String
    /// The login role's that the product serves as.
    let login: String

    init(server: String, database: String) {
        name = database
        admin = TestPostgres.url(server, database: database)
        owner = TestPostgres.url(server, database: database, role: Self.ownerRole)
        login = TestPostgres.url(server, database: database, role: Self.loginRole)
    }

    static let ownerRole = "agenthub_test_owner"
    static let loginRole = "agenthub_test_login"

    /// A migrated database on the test server, copied from a template, dropped when `body` is over.
    static func run(_ body: (TestPostgreSQL) async throws -> Void) async throws {
        try await run(template: try await template.value, body)
    }

    /// A database with nothing in it.
    static func empty(_ body: (TestPostgreSQL) async throws -> Void) async throws {
        _ = try await template.value
        try await run(template: "template0", body)
    }

    private static func run(template: String, _ body: (TestPostgreSQL) async throws -> Void) async throws {
        let server = try #require(TestPostgres.url)
        let name = "agenthub_test_" + UUID().uuidString.lowercased().replacingOccurrences(of: "-", with: "")
        try await create(name, from: template, on: server)
        let result: Result<Void, any Error>
        do { result = .success(try await body(TestPostgreSQL(server: server, database: name))) } catch {
            result = .failure(error)
        }
        try await PostgresSession.run("DROP DATABASE \(name) WITH (FORCE)", at: server)
        try result.get()
    }

    private static func create(_ name: String, from template: String, on server: String) async throws {
        try await PostgresSession.run("CREATE DATABASE \(name) TEMPLATE \(template) OWNER \(ownerRole)", at: server)
    }

    /// Made once for all tests, and left behind with the server.
    private static let template = Task {
        let server = try #require(TestPostgres.url)
        try await makeRoles(on: server)
        let name = "agenthub_template_\(ProcessInfo.processInfo.processIdentifier)"
        try await create(name, from: "template0", on: server)
        try await TestPostgreSQL(server: server, database: name).migrate()
        return name
    }

    static func makeRoles(on server: String) async throws {
        let password = TestPostgres.password(server)
        for (role, rights) in [(ownerRole, "CREATEROLE"), (loginRole, "NOINHERIT")] {
            try await PostgresSession.run(
                """
                DO $$ BEGIN
                    CREATE ROLE \(role) LOGIN \(rights) PASSWORD '\(password)';
                EXCEPTION WHEN duplicate_object OR unique_violation THEN
                    ALTER ROLE \(role) PASSWORD '\(password)';
                END $$
                """, at: server)
        }
    }

    func migrate() async throws {
        let database = try open(owner, as: .owner, limits: .migration)
        try await SchemaMigrator(database, servingAs: Self.loginRole).migrate()
        await database.close()
    }

    func open(
        _ url: String, as identity: PostgreSQLDatabase.Identity, limits: PostgreSQLLimits = TestPostgreSQL.limits
    ) throws -> PostgreSQLDatabase {
        try PostgreSQLDatabase(try #require(PostgreSQLAddress(Secret(url))), as: identity, limits: limits)
    }

    /// As the product serves.
    func serve(limits: PostgreSQLLimits = TestPostgreSQL.limits) throws -> PostgreSQLDatabase {
        try open(login, as: .serving, limits: limits)
    }

    /// As the owner of the tables, with no role to change to.
    func own(limits: PostgreSQLLimits = TestPostgreSQL.limits) throws -> PostgreSQLDatabase {
        try open(owner, as: .owner, limits: limits)
    }

    /// Few connections, and more patience than a server has: tests run side by side.
    static var limits: PostgreSQLLimits {
        var limits = PostgreSQLLimits()
        limits.connections = 8
        limits.acquireTimeout = .seconds(60)
        limits.statementTimeout = .seconds(60)
        limits.batchTimeout = .seconds(120)
        limits.lockTimeout = .seconds(60)
        limits.idleInTransactionTimeout = .seconds(60)
        limits.connectTimeout = 30
        return limits
    }
}
