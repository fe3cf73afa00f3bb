import Synchronization

@testable import HubEngine

/// A door that opens once: tasks wait before it, and go through for ever after. A cancelled task waits no longer, so
/// that a test whose time is over ends.
final class Latch: Sendable {
    private let state = Mutex<(isOpen: Bool, waiting: [Ticket<Void>])>((false, []))

    func open() {
        let waiting = state.withLock { state in
            state.isOpen = true
            defer { state.waiting = [] }
            return state.waiting
        }
        for ticket in waiting { ticket.give(()) }
    }

    func pass() async {
        let ticket = Ticket<Void>()
        let isOpen = state.withLock { state in
            if !state.isOpen { state.waiting.append(ticket) }
            return state.isOpen
        }
        if !isOpen { _ = await ticket.signal() }
    }
}

/// Yields until the condition holds. The test's own time limit is what ends a wait in vain.
func until(_ condition: @Sendable () -> Bool) async {
    while !condition(), !Task.isCancelled { await Task.yield() }
}
