import CSQLite
import Glibc
import PluginSDK
import Synchronization

/// A tenant's index: one SQLite file, which several instances and processes use at the same time.
final class IndexFile: Sendable {
    private struct State {
        var identity: Identity?
        var memory: IndexMemory
        var idle: [Pooled] = []
    }

    /// A connection that waits for its next user.
    // SAFETY: taken out of the list by one thread, which puts it back when it is done.
    private struct Pooled: @unchecked Sendable {
        let connection: SQLiteConnection
    }

    /// The file behind the path.
    private struct Identity: Equatable {
        let device: UInt
        let node: UInt
    }

    private static let keptConnections = 2
    let path: String
    private let budget: VectorBudget
    private let state: Mutex<State>

    init(path: String, budget: VectorBudget) {
        self.path = path
        self.budget = budget
        state = Mutex(State(memory: IndexMemory(budget: budget)))
    }

    /// Lends a connection, and what is kept in memory of the file, for as long as `body` runs. It stops when nobody waits
    /// for the call any more.
    func use<Value>(
        for call: Call, _ body: (SQLiteConnection, IndexMemory) throws -> Value
    ) throws(ToolError) -> Value {
        do {
            let patience = Self.patience(of: call)
            let (connection, memory) = try take(patience: patience) { call.isCancelled }
            // One that failed is not used again: a new one sees what became of the file.
            let value = try body(connection, memory)
            connection.isAbandoned = nil
            give(connection, memory)
            return value
        } catch let failure as SQLiteFailure {
            throw ToolError(failure, of: call)
        } catch let error as ToolError {
            throw error
        } catch {
            throw ToolError(.internal, "The index of documents failed (\(type(of: error))).")
        }
    }

    private func take(
        patience: Int, isAbandoned: @escaping () -> Bool
    ) throws -> (SQLiteConnection, IndexMemory) {
        if let (pooled, memory) = idle(identity()) {
            pooled.connection.setPatience(milliseconds: patience)
            pooled.connection.isAbandoned = isAbandoned
            return (pooled.connection, memory)
        }
        let connection = try SQLiteConnection(path: path)
        connection.setPatience(milliseconds: patience)
        connection.isAbandoned = isAbandoned
        try prepare(connection)
        // Now there is a file in any case.
        let identity = identity()
        let memory = state.withLock { state in
            Self.renew(&state, identity, budget)
            return state.memory
        }
        return (connection, memory)
    }

    private func idle(_ identity: Identity?) -> (Pooled, IndexMemory)? {
        state.withLock { state in
            Self.renew(&state, identity, budget)
            return state.idle.popLast().map { ($0, state.memory) }
        }
    }

    /// A file that was put in the place of another is another: what is known of the old one is forgotten.
    private static func renew(_ state: inout State, _ identity: Identity?, _ budget: VectorBudget) {
        guard state.identity != identity else { return }
        state = State(identity: identity, memory: IndexMemory(budget: budget))
    }

    private func give(_ connection: SQLiteConnection, _ memory: IndexMemory) {
        // SAFETY: see Pooled.
        let pooled = Pooled(connection: connection)
        state.withLock { state in
            if state.memory === memory, state.idle.count < Self.keptConnections { state.idle.append(pooled) }
        }
    }

    private func prepare(_ connection: SQLiteConnection) throws {
        // Of one state of the file: between two of its questions another may be making it.
        switch try connection.reading({ try IndexSchema.verdict(on: connection) }) {
        case .ours: break
        case .foreign: throw ToolError.foreignIndex
        case .empty:
            try keepLog(connection)
            try connection.writing {
                // Another process may have been faster.
                if try IndexSchema.verdict(on: connection) == .empty { try IndexSchema.create(in: connection) }
            }
        }
        // A document that was said to be in is in, also after a power failure.
        try connection.run("PRAGMA synchronous = FULL")
        try connection.run("PRAGMA temp_store = MEMORY")
        try connection.run("PRAGMA cache_size = -8192")
    }

    /// Switches to a write-ahead log. SQLite does not wait for others here, as it does elsewhere, and whoever makes the file at the
    /// same time is done in a moment.
    private func keepLog(_ connection: SQLiteConnection) throws(SQLiteFailure) {
        var attempts = 100
        while true {
            do throws(SQLiteFailure) { return try connection.run("PRAGMA journal_mode = WAL") } catch {
                attempts -= 1
                guard error.code == SQLITE_BUSY, attempts > 0 else { throw error }
                usleep(5000)
            }
        }
    }

    private func identity() -> Identity? {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        return Identity(device: UInt(status.st_dev), node: UInt(status.st_ino))
    }

    /// Milliseconds to wait for others' writing: the call's time, less what the rest may take, and not for ever.
    private static func patience(of call: Call) -> Int {
        let left = call.deadline.duration(since: .now()).components
        let milliseconds = Int(clamping: left.seconds) * 1000 + Int(left.attoseconds / 1_000_000_000_000_000)
        return max(1, min(milliseconds - 50, 10_000))
    }
}
