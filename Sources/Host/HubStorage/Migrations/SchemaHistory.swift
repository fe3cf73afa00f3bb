/// The migrations that a database has had, against those of this build. Only reads.
package struct SchemaHistory: Sendable {
    private let database: any SQLDatabase
    private let migrations: [SQLMigration]

    /// Of a PostgreSQL database, as the role that serves: that one cannot migrate.
    package init(_ database: PostgreSQLDatabase) {
        self.init(database: database, migrations: PostgreSQLSchema.migrations)
    }

    init(database: any SQLDatabase, migrations: [SQLMigration]) {
        self.database = database
        self.migrations = migrations
    }

    /// To be called before serving: throws unless the schema is exactly this build's.
    package func check() async throws(SchemaError) {
        let pending: [SQLMigration]
        do throws(SchemaError) {
            pending = try await self.pending()
        } catch {
            // The first migration makes the table, and a later one opens it to who serves.
            guard case .database(.rejected(let code, _)) = error, Self.unreadable.contains(code) else { throw error }
            pending = migrations
        }
        if !pending.isEmpty { throw .pending(versions: pending.map(\.version)) }
    }

    /// The migrations still to run, once those that ran are found to be this build's.
    func pending() async throws(SchemaError) -> [SQLMigration] {
        let checksums = try await recorded()
        let known = migrations.map(\.version).max() ?? 0
        if let newest = checksums.keys.max(), newest > known { throw .newer(database: newest, known: known) }
        for migration in migrations {
            if let checksum = checksums[migration.version], checksum != migration.checksum {
                throw .altered(version: migration.version)
            }
        }
        return migrations.filter { checksums[$0.version] == nil }
    }

    /// PostgreSQL's codes of a table that is not there, or is closed to who asks.
    private static let unreadable = [SQLError.code("42P01"), SQLError.code("42501")]

    private func recorded() async throws(SchemaError) -> [Int: String] {
        do throws(SQLError) {
            var checksums: [Int: String] = [:]
            for row in try await database.read(
                as: .platform, SQLStatement("SELECT version, checksum FROM schema_migrations"))
            {
                var columns = row.columns
                checksums[try columns.count()] = try columns.text()
            }
            return checksums
        } catch { throw .database(error) }
    }
}
