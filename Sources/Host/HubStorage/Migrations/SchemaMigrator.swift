import FoundationEssentials
import HubCore

/// Brings a database's schema to this build's version: each migration once, in order, in a transaction of its own that
/// also records it. Several processes may start at once; one of them does each step.
package struct SchemaMigrator: Sendable {
    private let database: any SQLDatabase
    private let migrations: [SQLMigration]
    /// What stands first in every transaction.
    private let lock: [SQLStatement]
    /// What must be there before the first migration, made each time where it is missing.
    private let groundwork: [SQLStatement]
    /// For how long a step is tried again whose tables are in use.
    private let patience: Duration
    /// Between two attempts, so that those who use the tables get on.
    private let pause: Duration

    /// For an SQLite database.
    package init(_ database: SQLiteDatabase) {
        self.init(database: database, migrations: SQLiteSchema.migrations)
    }

    /// For a PostgreSQL database, opened as the owner of the tables; that role needs CREATEROLE unless the roles of
    /// `RowSecurity` are there, it is a member of `agenthub_platform`, and `login` of both. `login` is the role as which the server will serve.
    package init(_ database: PostgreSQLDatabase, servingAs login: String) {
        self.init(
            database: database, migrations: PostgreSQLSchema.migrations,
            lock: [PostgreSQLSchema.lock, PostgreSQLSchema.patience(.seconds(3))],
            groundwork: [RowSecurity.roles] + RowSecurity.membership(of: login), patience: .seconds(600),
            pause: .seconds(2))
    }

    init(
        database: any SQLDatabase, migrations: [SQLMigration], lock: [SQLStatement] = [],
        groundwork: [SQLStatement] = [], patience: Duration = .zero, pause: Duration = .zero
    ) {
        self.database = database
        self.migrations = migrations
        self.lock = lock
        self.groundwork = groundwork
        self.patience = patience
        self.pause = pause
    }

    /// Returns the versions that it applied; none when the schema is up to date.
    @discardableResult
    package func migrate(now: Date = Date()) async throws(SchemaError) -> [Int] {
        var applied: [Int] = []
        do throws(SQLError) {
            try await run(
                lock + groundwork + [
                    SQLStatement(
                        """
                        CREATE TABLE IF NOT EXISTS schema_migrations (
                            version BIGINT NOT NULL PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL,
                            applied_at BIGINT NOT NULL
                        )
                        """)
                ])
        } catch { throw .database(error) }
        for migration in try await SchemaHistory(database: database, migrations: migrations).pending() {
            if try await apply(migration, now: now) { applied.append(migration.version) }
        }
        return applied
    }

    /// False when another process was faster.
    private func apply(_ migration: SQLMigration, now: Date) async throws(SchemaError) -> Bool {
        // The record goes first: its key makes a second process fail here, before it does anything.
        let record = SQLStatement(
            "INSERT INTO schema_migrations (version, name, checksum, applied_at) VALUES ($1, $2, $3, $4)",
            .integer(migration.version), .text(migration.name), .text(migration.checksum), .time(now))
        do throws(SQLError) {
            try await run(lock + [record] + migration.statements)
            return true
        } catch .violation(.unique, statement: lock.count) {
            return false
        } catch { throw .failed(version: migration.version, error) }
    }

    /// One transaction, tried again while others hold what it needs. A second attempt finds nothing of the first.
    private func run(_ statements: [SQLStatement]) async throws(SQLError) {
        let deadline = Deadline.after(patience)
        while true {
            do throws(SQLError) {
                _ = try await database.write(as: .platform, statements)
                return
            } catch {
                if error != .busy || deadline.hasPassed { throw error }
            }
            do { try await Task.sleep(for: pause) } catch { throw .cancelled }
        }
    }
}
