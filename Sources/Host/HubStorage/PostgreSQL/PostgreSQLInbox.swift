import CPQ
import Glibc
import Synchronization

/// What other threads tell the loop, in order, and how it is woken. It is woken only when it sleeps.
final class PostgreSQLInbox: Sendable {
    enum Command: Sendable {
        case run(PostgreSQLRequest, @Sendable (Result<[[SQLRow]], SQLError>) -> Void)
        /// Before, while or after it is under way.
        case cancel(PostgreSQLRequest)
        case connected(Result<PostgreSQLHandle, PostgreSQLConnectError>)
        /// The server was asked to stop what the connection does.
        case cancellationSent(connection: UInt64)
        case close
    }

    private struct State {
        var commands: [Command] = []
        var isAsleep = false
        var isClosed = false
        var hasEnded = false
        var awaitingEnd: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())
    /// An eventfd that the loop polls edge-triggered, so that nobody has to read it.
    let wakeup: Int32

    init() throws(SQLError) {
        wakeup = eventfd(0, Int32(EFD_CLOEXEC) | Int32(EFD_NONBLOCK))
        guard wakeup >= 0 else { throw .unavailable(code: Int(errno)) }
    }

    deinit { Glibc.close(wakeup) }

    /// False when it comes too late: a request once the database is closing, anything once the loop has ended.
    @discardableResult
    func send(_ command: Command) -> Bool {
        let (isTaken, mustWake) = state.withLock { state in
            if state.hasEnded { return (false, false) }
            switch command {
            case .run where state.isClosed: return (false, false)
            case .close: state.isClosed = true
            case .run, .cancel, .connected, .cancellationSent: break
            }
            state.commands.append(command)
            defer { state.isAsleep = false }
            return (true, state.isAsleep)
        }
        // An eventfd's write fails only when its counter is full, and then the loop is awake anyway.
        if mustWake { eventfd_write(wakeup, 1) }
        return isTaken
    }

    /// On the loop's thread: swaps what was sent into `commands`, which must be empty.
    func take(into commands: inout [Command]) {
        state.withLock { state in
            swap(&commands, &state.commands)
            state.isAsleep = false
        }
    }

    /// On the loop's thread, before it waits: from now on a `send` wakes. False when something was sent already.
    func fallAsleep() -> Bool {
        state.withLock { state in
            state.isAsleep = state.commands.isEmpty
            return state.isAsleep
        }
    }

    /// On the loop's thread, as its last act. What was still sent needs no answer: connections close as they are dropped.
    func end() {
        let waiters = state.withLock { state in
            state.hasEnded = true
            state.commands = []
            defer { state.awaitingEnd = [] }
            return state.awaitingEnd
        }
        for waiter in waiters { waiter.resume() }
    }

    /// Returns when the loop has ended.
    func ended() async {
        await withCheckedContinuation { continuation in
            let isOver = state.withLock { state in
                if !state.hasEnded { state.awaitingEnd.append(continuation) }
                return state.hasEnded
            }
            if isOver { continuation.resume() }
        }
    }
}
