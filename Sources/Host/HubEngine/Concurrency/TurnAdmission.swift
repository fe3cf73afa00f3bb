import Synchronization

/// Counts the turns in flight and, once it drains, lets none in.
final class TurnAdmission: Sendable {
    private struct State {
        var isDraining = false
        var turns = 0
        var waiting: [Ticket<Void>] = []
    }

    private let state = Mutex(State())

    /// Whoever entered must `leave`.
    func enter() throws(ChatError) {
        let isOpen = state.withLock { state in
            if !state.isDraining { state.turns += 1 }
            return !state.isDraining
        }
        if !isOpen { throw .shuttingDown }
    }

    func leave() {
        let waiting = state.withLock { state -> [Ticket<Void>] in
            state.turns -= 1
            guard state.turns == 0 else { return [] }
            defer { state.waiting = [] }
            return state.waiting
        }
        for ticket in waiting { ticket.give(()) }
    }

    /// Closes the door and returns when the last turn has left, or when the task that waits is cancelled.
    func drain() async {
        let ticket = Ticket<Void>()
        let mustWait = state.withLock { state in
            state.isDraining = true
            if state.turns > 0 { state.waiting.append(ticket) }
            return state.turns > 0
        }
        if mustWait { _ = await ticket.signal() }
    }

    var turnsInFlight: Int { state.withLock { $0.turns } }
}
