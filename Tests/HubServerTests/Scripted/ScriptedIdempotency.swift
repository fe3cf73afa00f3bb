import FoundationEssentials
import HubCore
import Synchronization

/// Keeps claims and answers in memory as the seam promises. Time is what the calls say it is.
final class ScriptedIdempotency: IdempotencyStore {
    struct Down: StorageFailure {
        let kind = StorageFailureKind.unavailable
        let description = "down"
    }

    struct Row {
        var fingerprint: String
        var fence: String
        var leaseEnds: Date
        var answer: IdempotentAnswer?
    }

    struct State {
        var rows: [IdempotencyKey: Row] = [:]
        var leases: [Duration] = []
        var abandoned = 0
        var finished = 0
        var isDown = false
    }

    private let state = Mutex(State())

    var kept: State { state.withLock { $0 } }

    func change(_ body: (inout State) -> Void) { state.withLock { body(&$0) } }

    func claim(_ hold: IdempotencyHold, fingerprint: String, lease: Duration, now: Date) async throws
        -> IdempotencyClaim
    {
        try state.withLock { state in
            if state.isDown { throw Down() }
            state.leases.append(lease)
            if let row = state.rows[hold.key] {
                if row.fingerprint != fingerprint { return .mismatch }
                if let answer = row.answer { return .answered(answer) }
                if row.leaseEnds > now { return .busy }
            }
            let ends = now.addingTimeInterval(TimeInterval(lease.components.seconds))
            state.rows[hold.key] = Row(fingerprint: fingerprint, fence: hold.fence, leaseEnds: ends)
            return .claimed
        }
    }

    func renew(_ hold: IdempotencyHold, lease: Duration, now: Date) async throws -> Bool {
        state.withLock { $0.rows[hold.key]?.fence == hold.fence }
    }

    func finish(_ hold: IdempotencyHold, answer: IdempotentAnswer, expires: Date) async throws {
        // A task that was cancelled gets no connection.
        try Task.checkCancellation()
        try state.withLock { state in
            if state.isDown { throw Down() }
            state.finished += 1
            if state.rows[hold.key]?.fence == hold.fence { state.rows[hold.key]?.answer = answer }
        }
    }

    func abandon(_ hold: IdempotencyHold) async throws {
        try Task.checkCancellation()
        state.withLock { state in
            state.abandoned += 1
            if state.rows[hold.key]?.fence == hold.fence { state.rows[hold.key] = nil }
        }
    }

    func sweep(now: Date) async throws -> Int { throw Unexpected() }
}
