import Dispatch
import FoundationEssentials
import GRDB
import HubCore
import Logging

/// A database in one file, by SQLite: a writer that flushes concurrent transactions together, and a few readers that
/// never wait for it (WAL). No SQL runs on Swift's cooperative pool.
package final class SQLiteDatabase: SQLDatabase {
    private let writer: SQLiteWriter
    private let readers: SQLiteReaders
    private let texts = SQLiteTexts()
    private let logger: Logger

    /// Opens or creates the file; its folder must exist.
    package static func open(
        path: String, limits: SQLiteLimits = SQLiteLimits(), logger: Logger = Logger(label: "agenthub.storage")
    ) async throws(SQLError) -> SQLiteDatabase {
        let result: Result<SQLiteDatabase, SQLError> = await onOwnThread {
            Result { () throws(SQLError) in
                do {
                    return try SQLiteDatabase(path: path, limits: limits, logger: logger)
                } catch { throw SQLError(error, statement: 0) }
            }
        }
        return try result.get()
    }

    private init(path: String, limits: SQLiteLimits, logger: Logger) throws {
        let configuration = Self.configuration(limits)
        let connection = try DatabaseQueue(path: path, configuration: configuration)
        try connection.writeWithoutTransaction(Self.makeDurable)
        writer = SQLiteWriter(connection: connection, limits: limits)
        readers = try SQLiteReaders(path: path, configuration: configuration, limits: limits)
        self.logger = logger
    }

    private static func configuration(_ limits: SQLiteLimits) -> Configuration {
        var configuration = Configuration()
        configuration.label = "agenthub.sqlite"
        configuration.journalMode = .wal
        configuration.busyMode = .timeout(limits.busyTimeout)
        configuration.foreignKeysEnabled = true
        // Errors and logs never show a bound value.
        configuration.publicStatementArguments = false
        configuration.prepareDatabase(SQLiteClock.add)
        return configuration
    }

    /// Once the writer is open: GRDB sets `synchronous = NORMAL` together with WAL mode, with which a power cut may
    /// undo acknowledged commits (https://www.sqlite.org/pragma.html#pragma_synchronous).
    private static func makeDurable(_ writer: Database) throws {
        try writer.execute(sql: "PRAGMA synchronous = FULL")
        // Deleted text is overwritten and not only unlinked: whoever deletes a session means it.
        try writer.execute(sql: "PRAGMA secure_delete = ON")
    }

    /// Transactions that wait for the next flush to the disk.
    package var waitingWrites: Int { writer.waiting }

    /// The deadline says nothing here: reads take too short to be waited for.
    package func read(as access: SQLAccess, by deadline: Deadline?, _ statements: [SQLStatement])
        async throws(SQLError) -> [[SQLRow]]
    {
        if writer.isClosed { throw .closed }
        return try await readers.read(SQLiteBatch(statements, texts: texts))
    }

    package func write(as access: SQLAccess, _ statements: [SQLStatement]) async throws(SQLError) -> [[SQLRow]] {
        try await writer.write(SQLiteBatch(statements, texts: texts))
    }

    package func close() async {
        await writer.finish()
        await Self.onOwnThread { [writer, readers, logger] in
            do {
                // The writer last: the last connection folds the log into the file.
                try readers.close()
                try writer.close()
            } catch {
                logger.warning("database not closed in order", metadata: ["code": "\(SQLError(error, statement: 0))"])
            }
        }
    }

    private static func onOwnThread<Value: Sendable>(_ body: @escaping @Sendable () -> Value) async -> Value {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(returning: body()) }
        }
    }
}
