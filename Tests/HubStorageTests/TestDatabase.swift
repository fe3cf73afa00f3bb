import Foundation
import HubCore

@testable import HubStorage

/// A migrated database of the test's own, gone with it: SQLite's, in a folder of its own, unless the suite has the
/// trait `.onEveryDatabase` and it is PostgreSQL's turn.
enum TestDatabase {
    static func run(
        limits: SQLiteLimits = SQLiteLimits(), tenants: [TenantID] = [.acme, .globex],
        _ body: (any SQLDatabase) async throws -> Void
    ) async throws {
        switch TestBackend.current {
        case .sqlite:
            try await inFolder { path in
                let database = try await SQLiteDatabase.open(path: path, limits: limits)
                try await SchemaMigrator(database).migrate()
                try await run(database, tenants: tenants, body)
            }
        case .postgreSQL:
            try await TestPostgreSQL.run { server in
                try await run(server.serve(), tenants: tenants, body)
            }
        }
    }

    private static func run(
        _ database: any SQLDatabase, tenants: [TenantID], _ body: (any SQLDatabase) async throws -> Void
    ) async throws {
        let store = SQLTenantStore(database: database)
        for tenant in tenants { try await store.create(Tenant(id: tenant, name: tenant.rawValue), by: .operator) }
        try await body(database)
        await database.close()
    }

    /// The path of a file that does not exist yet.
    static func inFolder(_ body: (String) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "agenthub-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try await body(folder.appending(path: "hub.sqlite").path)
    }
}
