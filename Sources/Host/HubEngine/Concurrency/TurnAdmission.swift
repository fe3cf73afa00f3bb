import HubCore
import Synchronization

/// Lets turns begin: a bounded number at once, fairly between tenants, and none once it drains.
final class TurnAdmission: Sendable {
    private enum Signal {
        case begin
        case tooLate
    }

    private struct State {
        var queue: FairQueueStateMachine<Ticket<Signal>>
        var isDraining = false
        var drains: [Ticket<Void>] = []

        var isEmpty: Bool { queue.running == 0 && queue.waiting == 0 }
    }

    private enum Entrance {
        case open
        case wait(Ticket<Signal>)
        case full
        case closed
    }

    private let state: Mutex<State>

    init(limits: EngineLimits) {
        state = Mutex(
            State(
                queue: FairQueueStateMachine(
                    limits: .init(
                        running: limits.concurrentTurns, runningPerTenant: limits.concurrentTurnsPerTenant,
                        waiting: limits.waitingTurns, waitingPerTenant: limits.waitingTurnsPerTenant,
                        firstPlaces: limits.firstWaitingTurns, kept: limits.concurrentTurns / 8, modest: 8))))
    }

    /// Returns when the turn may begin. Whoever entered must `leave`.
    func enter(_ scope: TenantScope, by deadline: Deadline) async throws(ChatError) {
        let entrance = state.withLock { state -> Entrance in
            if state.isDraining { return .closed }
            switch state.queue.enter(scope, makeWaiter: { Ticket() }) {
            case .admitted: return .open
            case .waits(let ticket): return .wait(ticket)
            case .refused: return .full
            }
        }
        switch entrance {
        case .open: return
        case .full: throw .overloaded
        case .closed: throw .shuttingDown
        case .wait(let ticket): try await wait(ticket, scope, deadline)
        }
    }

    private func wait(_ ticket: Ticket<Signal>, _ scope: TenantScope, _ deadline: Deadline) async throws(ChatError) {
        let alarm = Task {
            do { try await Task.sleep(for: deadline.remaining) } catch { return }
            ticket.give(.tooLate)
        }
        let signal = await ticket.signal()
        alarm.cancel()
        switch signal {
        case .begin: return
        case .tooLate:
            withdraw(ticket, scope)
            throw .overloaded
        case nil:
            withdraw(ticket, scope)
            throw .cancelled
        }
    }

    /// Where the ticket is not in the queue any more, `leave` found that nobody takes it and gave it to the next.
    private func withdraw(_ ticket: Ticket<Signal>, _ scope: TenantScope) {
        let drains = state.withLock { state in
            _ = state.queue.abandon(scope) { $0 === ticket }
            return Self.takeDrains(&state)
        }
        for drain in drains { drain.give(()) }
    }

    func leave(_ scope: TenantScope) {
        var leaving = scope
        while true {
            let (next, drains) = state.withLock { state in
                (state.queue.leave(leaving), Self.takeDrains(&state))
            }
            for drain in drains { drain.give(()) }
            guard let next, !next.waiter.give(.begin) else { return }
            leaving = next.scope
        }
    }

    private static func takeDrains(_ state: inout State) -> [Ticket<Void>] {
        guard state.isEmpty else { return [] }
        defer { state.drains = [] }
        return state.drains
    }

    /// Closes the door and returns when the last turn that runs or waits has left, or when the task that waits is
    /// cancelled.
    func drain() async {
        let ticket = Ticket<Void>()
        let mustWait = state.withLock { state in
            state.isDraining = true
            if !state.isEmpty { state.drains.append(ticket) }
            return !state.isEmpty
        }
        if mustWait { _ = await ticket.signal() }
    }

    var turnsInFlight: Int { state.withLock { $0.queue.running } }
    var turnsWaiting: Int { state.withLock { $0.queue.waiting } }
}
