import CHiredis
import Glibc
import Synchronization

/// What the owner of a connection and the thread that keeps it up know in common: how to wake the thread, how it stands,
/// and that it shall end.
final class RedisLine: Sendable {
    private struct State {
        var isConnected = false
        var connections = 0
        var isClosed = false
        var hasEnded = false
        var awaitingAttempt: [CheckedContinuation<Bool, Never>] = []
        var awaitingEnd: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())
    /// An eventfd that is readable after `wake` until `calm`.
    let wakeup: Int32

    init() {
        wakeup = hub_redis_wakeup()
        precondition(wakeup >= 0, "no file descriptor is left for Redis")
    }

    deinit { Glibc.close(wakeup) }

    var isClosed: Bool { state.withLock { $0.isClosed } }
    var isConnected: Bool { state.withLock { $0.isConnected } }
    /// Connections made after the first.
    var reconnects: Int { state.withLock { max(0, $0.connections - 1) } }

    func wake() {
        // An eventfd's write fails only when its counter is full, and then it is readable anyway.
        eventfd_write(wakeup, 1)
    }

    /// On the thread, when it is awake.
    func calm() {
        var count: eventfd_t = 0
        // It fails when nobody has written, which is as well.
        eventfd_read(wakeup, &count)
    }

    /// Asks the thread to end.
    func close() {
        state.withLock { $0.isClosed = true }
        wake()
    }

    /// On the thread: an attempt to connect is over, or a connection.
    func note(isConnected: Bool) {
        let waiters = state.withLock { state in
            state.isConnected = isConnected
            if isConnected { state.connections += 1 }
            defer { state.awaitingAttempt = [] }
            return state.awaitingAttempt
        }
        for waiter in waiters { waiter.resume(returning: isConnected) }
    }

    /// On the thread, as its last act.
    func end() {
        note(isConnected: false)
        let waiters = state.withLock { state in
            state.hasEnded = true
            defer { state.awaitingEnd = [] }
            return state.awaitingEnd
        }
        for waiter in waiters { waiter.resume() }
    }

    /// Whether there is a connection, once the next attempt is over if there is none.
    func attempted() async -> Bool {
        await withCheckedContinuation { continuation in
            let answer: Bool? = state.withLock { state in
                if state.isConnected || state.hasEnded { return state.isConnected }
                state.awaitingAttempt.append(continuation)
                return nil
            }
            if let answer { continuation.resume(returning: answer) }
        }
    }

    /// Returns when the thread has ended.
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
