import HubCore
import Synchronization

/// Commands on their way from any task to the connection's thread. It is open while there is a connection, so that
/// nothing waits for one.
final class RedisInbox: Sendable {
    typealias Waiter = CheckedContinuation<Result<RedisReply, RedisError>, Never>

    struct Submission: Sendable {
        let bytes: [UInt8]
        let deadline: UInt64
        let waiter: Waiter
    }

    private struct State {
        var submissions: [Submission] = []
        var isOpen = false
        var isAsleep = false
        var inFlight = 0
        var unsent = 0
    }

    private let state = Mutex(State())
    private let line: RedisLine
    private let limits: RedisLimits

    init(line: RedisLine, limits: RedisLimits) {
        self.line = line
        self.limits = limits
    }

    /// Commands that were taken in and not answered, as of the thread's last reading.
    var inFlight: Int { state.withLock { $0.inFlight } }

    /// Takes the command in, or says why not; the waiter is the caller's to answer then.
    func submit(_ submission: Submission) -> RedisError? {
        if submission.bytes.count > limits.messageBytes { return .tooLarge }
        let (refusal, mustWake): (RedisError?, Bool) = state.withLock { state in
            guard state.isOpen else { return (.unavailable, false) }
            guard state.inFlight < limits.commandsInFlight, state.unsent <= limits.unsentBytes else {
                return (.overloaded, false)
            }
            state.inFlight += 1
            state.unsent += submission.bytes.count
            state.submissions.append(submission)
            defer { state.isAsleep = false }
            return (nil, state.isAsleep)
        }
        if mustWake { line.wake() }
        return refusal
    }

    /// On the thread: there is a connection.
    func open() { state.withLock { $0.isOpen = true } }

    /// On the thread: the connection is gone. Who sent something that was not taken is returned.
    func shut() -> [Waiter] {
        state.withLock { state in
            defer { state = State() }
            return state.submissions.map(\.waiter)
        }
    }

    /// On the thread: swaps what was sent into `submissions`, which must be empty.
    func take(into submissions: inout [Submission]) {
        state.withLock { state in
            swap(&submissions, &state.submissions)
            state.isAsleep = false
        }
    }

    /// On the thread, before it waits: from now on a `submit` wakes. False when something was sent already.
    func fallAsleep(inFlight: Int, unsent: Int) -> Bool {
        state.withLock { state in
            state.inFlight = inFlight + state.submissions.count
            state.unsent = unsent + state.submissions.reduce(0) { $0 + $1.bytes.count }
            state.isAsleep = state.submissions.isEmpty
            return state.isAsleep
        }
    }
}
