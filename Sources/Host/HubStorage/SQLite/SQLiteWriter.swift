import Dispatch
import GRDB
import Synchronization

/// Carries out transactions on the one writing connection, those that wait together in one flush to the disk.
///
/// A flush costs far more than the statements of a turn. While one is under way, the transactions that arrive line up;
/// the next flush then serves all of them, each in a savepoint of its own, so that one that fails undoes only itself.
/// None is acknowledged before the flush.
final class SQLiteWriter: Sendable {
    /// A transaction that waits, and whom to tell.
    private struct Write: Sendable {
        let batch: SQLiteBatch
        let completion: @Sendable (Result<[[SQLRow]], SQLError>) -> Void
    }

    private let connection: DatabaseQueue
    private let queue: Mutex<SQLiteWriteQueue<Write>>

    init(connection: DatabaseQueue, limits: SQLiteLimits) {
        self.connection = connection
        queue = Mutex(SQLiteWriteQueue(capacity: limits.waitingWrites, groupSize: limits.groupedWrites))
    }

    /// Transactions that no flush has taken yet.
    var waiting: Int { queue.withLock { $0.count } }

    var isClosed: Bool { queue.withLock { $0.isClosed } }

    func write(_ batch: SQLiteBatch) async throws(SQLError) -> [[SQLRow]] {
        let result: Result<[[SQLRow]], SQLError> = await withCheckedContinuation { continuation in
            let write = Write(batch: batch) { continuation.resume(returning: $0) }
            switch queue.withLock({ $0.add(write) }) {
            case .start: connection.asyncWriteWithoutTransaction { self.drain(on: $0) }
            case .wait: break
            case .refuse(let error): write.completion(.failure(error))
            }
        }
        return try result.get()
    }

    /// Refuses further writes, and returns when those that were accepted are done.
    func finish() async {
        queue.withLock { $0.close() }
        await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
            // Behind what the writer still has to do.
            connection.asyncWriteWithoutTransaction { database in
                self.drain(on: database)
                continuation.resume()
            }
        }
    }

    /// Blocks until the connection is free, and closes it.
    func close() throws { try connection.close() }

    /// Runs on the writer's own queue until nothing waits.
    private func drain(on database: Database) {
        while let group = queue.withLock({ $0.next() }) {
            let results = Self.commit(group, on: database)
            for (write, result) in zip(group, results) { write.completion(result) }
        }
    }

    private static func commit(_ group: [Write], on database: Database) -> [Result<[[SQLRow]], SQLError>] {
        var results: [Result<[[SQLRow]], SQLError>] = []
        do {
            try database.inTransaction(.immediate) {
                results =
                    group.count == 1
                    ? [.success(try group[0].batch.run(on: database))]
                    : try group.map { try runInSavepoint($0.batch, on: database) }
                return .commit
            }
            return results
        } catch {
            let failure = error as? SQLError ?? SQLError(error, statement: 0)
            return group.map { _ in .failure(failure) }
        }
    }

    /// Throws only when the whole transaction is lost.
    private static func runInSavepoint(_ batch: SQLiteBatch, on database: Database) throws
        -> Result<[[SQLRow]], SQLError>
    {
        try database.cachedStatement(sql: "SAVEPOINT write").execute()
        let result: Result<[[SQLRow]], SQLError>
        do throws(SQLError) {
            result = .success(try batch.run(on: database))
        } catch {
            // A full disk or an I/O error ends the transaction by itself (https://www.sqlite.org/lang_transaction.html).
            guard database.isInsideTransaction else { throw error }
            try database.cachedStatement(sql: "ROLLBACK TO write").execute()
            result = .failure(error)
        }
        try database.cachedStatement(sql: "RELEASE write").execute()
        return result
    }
}
