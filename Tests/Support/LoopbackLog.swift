import Glibc
import Synchronization

/// What a `LoopbackServer` has seen, and who waits to hear of it.
final class LoopbackLog: Sendable {
    struct State {
        var requests: [LoopbackRequest] = []
        var connections = 0
        var ended = 0
        var cutOff = 0
        fileprivate var sockets: [Int32] = []
        fileprivate var isStopped = false
        fileprivate var waiters:
            [(condition: @Sendable (State) -> Bool, continuation: CheckedContinuation<Void, Never>)] =
                []
    }

    private let state = Mutex(State())

    var requests: [LoopbackRequest] { state.withLock { $0.requests } }
    var connections: Int { state.withLock { $0.connections } }
    var open: Int { state.withLock { $0.sockets.count } }
    var cutOffs: Int { state.withLock { $0.cutOff } }

    /// The new connection's number; nil once the server was stopped.
    func opened(_ socket: Int32) -> Int? {
        state.withLock { state in
            guard !state.isStopped else { return nil }
            state.sockets.append(socket)
            state.connections += 1
            return state.connections - 1
        }
    }

    /// An answer was under way when the peer ended the connection.
    func cutOff() { change { $0.cutOff += 1 } }

    func received(_ request: LoopbackRequest) { change { $0.requests.append(request) } }

    /// Closes the socket; `stop` must not meet its number given out again.
    func closed(_ socket: Int32) {
        change { state in
            state.sockets.removeAll { $0 == socket }
            state.ended += 1
            close(socket)
        }
    }

    func reached(_ condition: @escaping @Sendable (State) -> Bool) async {
        await withCheckedContinuation { continuation in
            let isReached = state.withLock { state in
                if condition(state) { return true }
                state.waiters.append((condition, continuation))
                return false
            }
            if isReached { continuation.resume() }
        }
    }

    var isStopped: Bool { state.withLock { $0.isStopped } }

    /// The first call wakes who accepts; the listener is open until then.
    func stop(_ listener: Int32) {
        state.withLock { state in
            if state.isStopped { return }
            shutdown(listener, Int32(SHUT_RDWR))
            state.isStopped = true
            for socket in state.sockets { shutdown(socket, Int32(SHUT_RDWR)) }
        }
    }

    private func change(_ body: (inout State) -> Void) {
        let satisfied = state.withLock { state in
            body(&state)
            let present = state
            defer { state.waiters.removeAll { $0.condition(present) } }
            return state.waiters.filter { $0.condition(present) }
        }
        for waiter in satisfied { waiter.continuation.resume() }
    }
}
