import HubCore
import Synchronization

/// So many may be at something at once; others wait in turn.
final class Places: Sendable {
    enum Outcome {
        case taken
        case cancelled
        /// None was free by the deadline.
        case late
    }

    private enum Ticket {
        /// Drawn, but its holder does not wait yet.
        case drawn
        case waiting(CheckedContinuation<Outcome, Never>)
        /// Given up before its holder waited.
        case givenUp(Outcome)
    }

    private struct State {
        var free: Int
        var lastTicket = 0
        var tickets: [Int: Ticket] = [:]
        /// The tickets that wait, in turn.
        var queue: [Int] = []
    }

    private let state: Mutex<State>

    init(_ count: Int) {
        state = Mutex(State(free: max(1, count)))
    }

    /// Whoever took one gives it back.
    func take(by deadline: Deadline) async -> Outcome {
        if Task.isCancelled { return .cancelled }
        let ticket: Int? = state.withLock { state in
            if state.free > 0 {
                state.free -= 1
                return nil
            }
            state.lastTicket += 1
            state.tickets[state.lastTicket] = .drawn
            return state.lastTicket
        }
        guard let ticket else { return .taken }
        return await withTaskGroup(of: Void.self) { group in
            group.addTask {
                do { try await Task.sleep(for: deadline.remaining) } catch { return }
                self.giveUp(ticket, .late)
            }
            defer { group.cancelAll() }
            return await withTaskCancellationHandler {
                await wait(ticket)
            } onCancel: {
                giveUp(ticket, .cancelled)
            }
        }
    }

    func giveBack() {
        let next = state.withLock { state -> CheckedContinuation<Outcome, Never>? in
            while !state.queue.isEmpty {
                if case .waiting(let continuation)? = state.tickets.removeValue(forKey: state.queue.removeFirst()) {
                    return continuation
                }
            }
            state.free += 1
            return nil
        }
        next?.resume(returning: .taken)
    }

    private func wait(_ ticket: Int) async -> Outcome {
        await withCheckedContinuation { continuation in
            let outcome: Outcome? = state.withLock { state in
                if case .givenUp(let outcome)? = state.tickets[ticket] {
                    state.tickets[ticket] = nil
                    return outcome
                }
                if state.free > 0 {
                    state.tickets[ticket] = nil
                    state.free -= 1
                    return .taken
                }
                state.tickets[ticket] = .waiting(continuation)
                state.queue.append(ticket)
                return nil
            }
            if let outcome { continuation.resume(returning: outcome) }
        }
    }

    private func giveUp(_ ticket: Int, _ outcome: Outcome) {
        let continuation = state.withLock { state -> CheckedContinuation<Outcome, Never>? in
            switch state.tickets[ticket] {
            case .drawn:
                state.tickets[ticket] = .givenUp(outcome)
                return nil
            case .waiting(let continuation):
                state.tickets[ticket] = nil
                state.queue.removeAll { $0 == ticket }
                return continuation
            case .givenUp, nil: return nil
            }
        }
        continuation?.resume(returning: outcome)
    }
}
