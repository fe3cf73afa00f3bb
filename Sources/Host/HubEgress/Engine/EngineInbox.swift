import CCurl
import Glibc
import Synchronization

/// What other threads ask of the engine, in order, and how it is woken. The engine is woken only when it sleeps.
final class EngineInbox: Sendable {
    enum Command: Sendable {
        case submit(Transfer, TransferDelivery)
        /// Before, while or after it is under way.
        case cancel(Transfer)
        /// Its reader has room again.
        case resume(Transfer)
        /// Nobody reads any more, but it may end by itself.
        case release(Transfer)
        case shutDown
    }

    private struct State {
        var commands: [Command] = []
        var isAsleep = false
        var isClosed = false
        var hasEnded = false
        var awaitingEnd: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())
    private let waitingCount = Atomic(0)
    /// An eventfd that the engine polls edge-triggered, so that nobody has to read it.
    let wakeup: Int32

    init() {
        wakeup = eventfd(0, Int32(EFD_CLOEXEC) | Int32(EFD_NONBLOCK))
        precondition(wakeup >= 0, "no file descriptor is left for the egress engine")
    }

    deinit { close(wakeup) }

    /// False once the engine is shutting down: the command is dropped.
    @discardableResult
    func send(_ command: Command) -> Bool {
        let (isTaken, mustWake) = state.withLock { state in
            if state.isClosed { return (false, false) }
            if case .shutDown = command { state.isClosed = true }
            state.commands.append(command)
            defer { state.isAsleep = false }
            return (true, state.isAsleep)
        }
        if mustWake { wake() }
        return isTaken
    }

    /// Transfers that wait for a place, as the engine last counted them.
    var waiting: Int { waitingCount.load(ordering: .relaxed) }

    /// On the engine's thread.
    func tell(waiting: Int) { waitingCount.store(waiting, ordering: .relaxed) }

    /// On the engine's thread: swaps what was sent into `commands`, which must be empty.
    func take(into commands: inout [Command]) {
        state.withLock { state in
            swap(&commands, &state.commands)
            state.isAsleep = false
        }
    }

    /// On the engine's thread, before it waits: from now on a `send` wakes. False when something was sent already.
    func fallAsleep() -> Bool {
        state.withLock { state in
            state.isAsleep = state.commands.isEmpty
            return state.isAsleep
        }
    }

    /// On the engine's thread, as its last act.
    func end() {
        let waiters = state.withLock { state in
            state.hasEnded = true
            defer { state.awaitingEnd = [] }
            return state.awaitingEnd
        }
        for waiter in waiters { waiter.resume() }
    }

    /// Returns when the engine has ended.
    func ended() async {
        await withCheckedContinuation { continuation in
            let isOver = state.withLock { state in
                if !state.hasEnded { state.awaitingEnd.append(continuation) }
                return state.hasEnded
            }
            if isOver { continuation.resume() }
        }
    }

    private func wake() {
        // An eventfd's write fails only when its counter is full, and then the engine is awake anyway.
        eventfd_write(wakeup, 1)
    }
}
