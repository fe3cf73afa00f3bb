import Dispatch
import FoundationEssentials
import GRDB
import HubCore

/// A database in one file, by SQLite: a writer that flushes concurrent transactions together, and a few readers that
/// never wait for it (WAL). No SQL runs on Swift's cooperative pool.
package final class SQLiteDatabase: SQLDatabase {
    private let pool: DatabasePool
    private let writer: SQLiteWriter
    private let texts = SQLiteTexts()

    /// Opens or creates the file; its folder must exist.
    package static func open(path: String, limits: SQLiteLimits = SQLiteLimits()) async throws(SQLError)
        -> SQLiteDatabase
    {
        let result: Result<SQLiteDatabase, SQLError> = await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                do {
                    let pool = try DatabasePool(path: path, configuration: configuration(limits))
                    try pool.writeWithoutTransaction(makeDurable)
                    continuation.resume(returning: .success(SQLiteDatabase(pool: pool, limits: limits)))
                } catch {
                    continuation.resume(returning: .failure(SQLError(error, statement: 0)))
                }
            }
        }
        return try result.get()
    }

    private init(pool: DatabasePool, limits: SQLiteLimits) {
        self.pool = pool
        writer = SQLiteWriter(pool: pool, limits: limits)
    }

    private static func configuration(_ limits: SQLiteLimits) -> Configuration {
        var configuration = Configuration()
        configuration.label = "agenthub.sqlite"
        configuration.maximumReaderCount = limits.readers
        configuration.busyMode = .timeout(limits.busyTimeout)
        configuration.foreignKeysEnabled = true
        configuration.publicStatementArguments = false
        return configuration
    }

    /// After the pool is open: GRDB sets `synchronous = NORMAL` together with WAL mode, with which a power cut may undo
    /// acknowledged commits (https://www.sqlite.org/pragma.html#pragma_synchronous).
    private static func makeDurable(_ writer: Database) throws {
        try writer.execute(sql: "PRAGMA synchronous = FULL")
        // Deleted text is overwritten and not only unlinked: whoever deletes a session means it.
        try writer.execute(sql: "PRAGMA secure_delete = ON")
    }

    package func read(as access: SQLAccess, _ statements: [SQLStatement]) async throws(SQLError) -> [[SQLRow]] {
        if writer.isClosed { throw .closed }
        let batch = SQLiteBatch(statements, texts: texts)
        let result: Result<[[SQLRow]], SQLError> = await withCheckedContinuation { continuation in
            let run: @Sendable (Result<Database, any Error>) -> Void = { database in
                continuation.resume(
                    returning: Result { () throws(SQLError) in
                        switch database {
                        case .success(let database): try batch.run(on: database)
                        case .failure(let error): throw SQLError(error, statement: 0)
                        }
                    })
            }
            // A single statement sees one state of the data by itself and needs no transaction.
            if statements.count == 1 { pool.asyncUnsafeRead(run) } else { pool.asyncRead(run) }
        }
        return try result.get()
    }

    package func write(as access: SQLAccess, _ statements: [SQLStatement]) async throws(SQLError) -> [[SQLRow]] {
        try await writer.write(SQLiteBatch(statements, texts: texts))
    }

    package func close() async { await writer.close() }
}
