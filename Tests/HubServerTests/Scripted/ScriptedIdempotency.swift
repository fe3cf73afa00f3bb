import FoundationEssentials
import HubCore
import Synchronization

/// Keeps claims and answers in memory as the seam promises.
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
        /// How many claims each renewal was of.
        var renewals: [Int] = []
        var abandoned = 0
        var finished = 0
        var isDown = false
        /// It takes nothing, as a database that does not answer.
        var isAway = false
    }

    struct Away: StorageFailure {
        var kind: StorageFailureKind { .unavailable }
        var description: String { "away" }
    }

    private let state = Mutex(State())
    private let now: @Sendable () -> Date

    init(now: @escaping @Sendable () -> Date = { Door.date }) { self.now = now }

    var kept: State { state.withLock { $0 } }

    func change(_ body: (inout State) -> Void) { state.withLock { body(&$0) } }

    func claim(_ hold: IdempotencyHold, fingerprint: String, lease: Duration) async throws -> IdempotencyClaim {
        try state.withLock { state in
            if state.isDown { throw Down() }
            state.leases.append(lease)
            if let row = state.rows[hold.key] {
                if row.fingerprint != fingerprint { return .mismatch }
                if let answer = row.answer { return .answered(answer) }
                if row.leaseEnds > now() { return .busy }
            }
            let ends = now().addingTimeInterval(TimeInterval(lease.components.seconds))
            state.rows[hold.key] = Row(fingerprint: fingerprint, fence: hold.fence, leaseEnds: ends)
            return .claimed
        }
    }

    func renew(_ holds: [IdempotencyHold], lease: Duration) async throws -> Set<IdempotencyHold> {
        try state.withLock { state in
            if state.isDown { throw Down() }
            if state.isAway { throw Away() }
            state.renewals.append(holds.count)
            return Set(holds.filter { state.rows[$0.key]?.fence == $0.fence && state.rows[$0.key]?.answer == nil })
        }
    }

    func finish(_ hold: IdempotencyHold, answer: IdempotentAnswer, for time: Duration) async throws {
        // A task that was cancelled gets no connection.
        try Task.checkCancellation()
        try state.withLock { state in
            if state.isDown { throw Down() }
            state.finished += 1
            if state.rows[hold.key]?.fence == hold.fence { state.rows[hold.key]?.answer = answer }
        }
    }

    /// What a change's transaction does, before it writes.
    func keep(_ kept: KeptAnswer) throws {
        try state.withLock { state in
            guard state.rows[kept.hold.key]?.fence == kept.hold.fence else { throw IdempotencyClaimLost() }
            state.rows[kept.hold.key]?.answer = kept.answer
        }
    }

    func abandon(_ hold: IdempotencyHold) async throws {
        try Task.checkCancellation()
        state.withLock { state in
            state.abandoned += 1
            if state.rows[hold.key]?.fence == hold.fence { state.rows[hold.key] = nil }
        }
    }

    func sweep() async throws -> Int { throw Unexpected() }
}
