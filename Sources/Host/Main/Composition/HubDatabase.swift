import HubCore
import HubStorage
import Logging

/// The database that the settings name, with this version's schema.
struct HubDatabase {
    enum Driver {
        case sqlite(SQLiteDatabase)
        case postgres(Postgres)
    }

    let driver: Driver

    var sql: any SQLDatabase {
        switch driver {
        case .sqlite(let database): database
        case .postgres(let postgres): postgres.database
        }
    }

    /// What PostgreSQL adds; nil over SQLite.
    var postgres: Postgres? {
        switch driver {
        case .sqlite: nil
        case .postgres(let postgres): postgres
        }
    }

    struct Postgres {
        let database: PostgreSQLDatabase
        let address: PostgreSQLAddress
    }

    /// Opens it and checks that it may be served from: a PostgreSQL role that owns nothing, a schema of this version.
    static func open(
        _ settings: StorageSettings, folder: VarFolder, turnTimeout: Duration = .seconds(30), logger: Logger
    ) async throws -> HubDatabase {
        guard let url = settings.databaseURL else {
            try folder.create()
            do {
                return HubDatabase(driver: .sqlite(try await SQLiteDatabase.openMigrated(path: folder.database)))
            } catch {
                throw StartError("the database \(folder.database) cannot be opened: \(error)")
            }
        }
        let address = try Self.address(url, setting: "AGENTHUB_DATABASE_URL")
        if settings.migrationURL != nil { try await migrate(settings, logger: logger) }
        var limits = PostgreSQLLimits()
        limits.connections = settings.pool
        // A request's time is to be long enough for the answer that nothing is free.
        limits.acquireTimeout = min(limits.acquireTimeout, turnTimeout / 2)
        do {
            let database = try PostgreSQLDatabase(address, limits: limits, logger: logger)
            do {
                try await database.reach()
                if let error = try await database.servingRoleError() { throw error }
                try await SchemaHistory(database).check()
            } catch {
                await database.close()
                throw error
            }
            return HubDatabase(driver: .postgres(Postgres(database: database, address: address)))
        } catch {
            throw StartError("the database of AGENTHUB_DATABASE_URL cannot be served from: \(error)")
        }
    }

    /// Brings the schema to this version as its owner. Returns the versions that were applied.
    @discardableResult
    static func migrate(_ settings: StorageSettings, logger: Logger) async throws -> [Int] {
        guard let serving = settings.databaseURL, let owner = settings.migrationURL else {
            throw StartError("AGENTHUB_MIGRATION_URL: the URL of the role that owns the tables was expected.")
        }
        let role = try address(serving, setting: "AGENTHUB_DATABASE_URL").user
        guard let role else {
            throw ConfigurationError(
                setting: "AGENTHUB_DATABASE_URL", expectation: "a URL that names the serving role was expected.",
                example: "AGENTHUB_DATABASE_URL=postgresql://agenthub@db.internal/agenthub?sslmode=verify-full")
        }
        do {
            let database = try PostgreSQLDatabase(
                address(owner, setting: "AGENTHUB_MIGRATION_URL"), as: .owner, limits: .migration, logger: logger)
            do {
                let applied = try await SchemaMigrator(database, servingAs: role).migrate()
                await database.close()
                return applied
            } catch {
                await database.close()
                throw error
            }
        } catch {
            throw StartError("the database of AGENTHUB_MIGRATION_URL cannot be migrated: \(error)")
        }
    }

    private static func address(_ url: Secret, setting: String) throws -> PostgreSQLAddress {
        guard let address = PostgreSQLAddress(url) else {
            throw ConfigurationError(
                setting: setting, expectation: "a PostgreSQL URL was expected.",
                example: "\(setting)=postgresql://agenthub@db.internal/agenthub?sslmode=verify-full")
        }
        return address
    }

    func close() async { await sql.close() }
}
