import Foundation
import Support

/// A database of one test on a PostgreSQL server, brought to the product's schema by the product's own command, with an
/// owner of the tables and a role to serve as.
struct HubDatabase {
    private static let ownerRole = "agenthub_hub_owner"
    private static let servingRole = "agenthub_hub_worker"

    let server: String
    let name: String

    /// A superuser's URL.
    var admin: String { TestPostgres.url(server, database: name) }
    /// What workers serve as.
    var serving: String { TestPostgres.url(server, database: name, role: Self.servingRole) }
    private var owner: String { TestPostgres.url(server, database: name, role: Self.ownerRole) }

    /// On the server of all tests a copy of one that was migrated; on any other server it is migrated itself.
    static func create(on server: String) async throws -> HubDatabase {
        if server == TestPostgres.url {
            return try await create(on: server, from: template.value.name)
        }
        return try await migrated(on: server)
    }

    func drop() async throws { try await PostgresSession.run("DROP DATABASE \(name) WITH (FORCE)", at: server) }

    @discardableResult
    func run(_ text: String) async throws -> [[String?]] { try await PostgresSession.run(text, at: admin) }

    /// Made once for all tests, and left behind with the server.
    private static let template = Task {
        guard let server = TestPostgres.url else { throw CocoaError(.featureUnsupported) }
        return try await migrated(on: server)
    }

    private static func create(on server: String, from template: String) async throws -> HubDatabase {
        let name = "agenthub_hub_" + UUID().uuidString.lowercased().replacingOccurrences(of: "-", with: "")
        try await PostgresSession.run("CREATE DATABASE \(name) TEMPLATE \(template) OWNER \(ownerRole)", at: server)
        return HubDatabase(server: server, name: name)
    }

    private static func migrated(on server: String) async throws -> HubDatabase {
        let password = TestPostgres.password(server)
        for (role, rights) in [(ownerRole, "CREATEROLE"), (servingRole, "NOINHERIT")] {
            try await PostgresSession.run(
                """
                DO $$ BEGIN
                    CREATE ROLE \(role) LOGIN \(rights) PASSWORD '\(password)';
                EXCEPTION WHEN duplicate_object THEN
                    ALTER ROLE \(role) PASSWORD '\(password)';
                END $$
                """, at: server)
        }
        let database = try await create(on: server, from: "template0")
        try await HubCommand.run(
            ["migrate"],
            environment: [
                "AGENTHUB_DATABASE_URL": database.serving, "AGENTHUB_MIGRATION_URL": database.owner,
                "AGENTHUB_MASTER_KEYS": HubSite.newMasterKey(),
            ])
        return database
    }
}
