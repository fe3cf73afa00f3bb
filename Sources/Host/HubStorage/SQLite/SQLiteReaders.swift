import GRDB
import Synchronization

/// A few connections that read, each on its own queue.
///
/// Not GRDB's `DatabasePool`: it asks for the schema's version in a transaction of its own before each read and hands
/// the read over twice, which together take longer than a turn's one read itself.
final class SQLiteReaders: Sendable {
    private let connections: [DatabaseQueue]
    /// Reads that each connection has to do.
    private let loads: Mutex<[Int]>
    private let capacity: Int

    /// The file must have been opened by a writer in WAL mode.
    init(path: String, configuration: Configuration, limits: SQLiteLimits) throws {
        var configuration = configuration
        configuration.readonly = true
        connections = try (0..<max(1, limits.readers)).map { _ in
            try DatabaseQueue(path: path, configuration: configuration)
        }
        loads = Mutex(Array(repeating: 0, count: connections.count))
        capacity = limits.waitingReads
    }

    func read(_ batch: SQLiteBatch) async throws(SQLError) -> [[SQLRow]] {
        guard let chosen = loads.withLock({ Self.choose(from: &$0, capacity: capacity) }) else { throw .overloaded }
        let result: Result<[[SQLRow]], SQLError> = await withCheckedContinuation { continuation in
            connections[chosen].asyncUnsafeRead { database in
                let result = Result { () throws(SQLError) in try Self.run(batch, on: database) }
                self.loads.withLock { $0[chosen] -= 1 }
                continuation.resume(returning: result)
            }
        }
        return try result.get()
    }

    /// The connection with the least to do; nil when all have too much.
    private static func choose(from loads: inout [Int], capacity: Int) -> Int? {
        guard let chosen = loads.indices.min(by: { loads[$0] < loads[$1] }),
            loads[chosen] < capacity / loads.count
        else { return nil }
        loads[chosen] += 1
        return chosen
    }

    private static func run(_ batch: SQLiteBatch, on database: Result<Database, any Error>) throws(SQLError)
        -> [[SQLRow]]
    {
        do {
            let database = try database.get()
            // A single statement sees one state of the data by itself.
            if batch.count == 1 { return try batch.run(on: database) }
            var results: [[SQLRow]] = []
            try database.inTransaction(.deferred) {
                results = try batch.run(on: database)
                return .commit
            }
            return results
        } catch {
            throw error as? SQLError ?? SQLError(error, statement: 0)
        }
    }

    /// Blocks until every read is done.
    func close() throws {
        for connection in connections { try connection.close() }
    }
}
