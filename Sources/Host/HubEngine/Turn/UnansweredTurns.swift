import HubCore
import Logging
import Synchronization

/// Keeps the books of turns that ended without an answer after they had asked models: the ledger's and the audit log's
/// rows, and the tokens that count against the limits. Beside the turns, which wait for none of it.
final class UnansweredTurns: Sendable {
    private struct State {
        var underWay = 0
        var waiting: [Ticket<Void>] = []
    }

    /// Of those that cannot be written as fast as they come, the rest is only logged, and what was reserved stays taken.
    private static let maximumUnderWay = 1024

    private let conversations: any ConversationStore
    private let rates: TurnRates
    private let spent: @Sendable (TenantScope) -> Void
    private let logger: Logger
    private let state = Mutex(State())

    init(
        conversations: any ConversationStore, rates: TurnRates,
        spent: @escaping @Sendable (TenantScope) -> Void = { _ in }, logger: Logger
    ) {
        self.conversations = conversations
        self.rates = rates
        self.spent = spent
        self.logger = logger
    }

    /// Nothing is written for a turn that had asked no model and called no tool.
    /// `unsettled`: the answer of which nobody knows whether its commit came through. Its calls are entered in the ledger
    /// unless they stand there; its audit rows, which could not be told from those of the commit, are left out.
    func record(_ ledger: TurnLedger, of opening: TurnOpening, unsettled: MessageID? = nil) {
        let usage = ledger.usage
        guard !usage.isEmpty || ledger.hasToolCalls && unsettled == nil else { return }
        let reserved = opening.reservation.take()
        let isAdmitted = state.withLock { state in
            guard state.underWay < Self.maximumUnderWay else { return false }
            state.underWay += 1
            return true
        }
        guard isAdmitted else { return complain("too many of them are being written", opening, tokens: ledger.tokens) }
        let caller = opening.turn.caller
        let (audit, tokens) = (unsettled == nil ? ledger.audit : [], ledger.tokens)
        Task {
            await rates.settle(reserved, used: tokens)
            do {
                try await conversations.record(
                    caller.scope, usage: usage, audit: audit, session: opening.session, user: caller.user,
                    answer: unsettled)
                if usage.cost > 0 { spent(caller.scope) }
            } catch {
                complain("\(error)", opening, tokens: tokens)
            }
            finished()
        }
    }

    /// Returns when nothing is left to write, or when the waiting task is cancelled.
    func drain() async {
        let ticket = Ticket<Void>()
        let mustWait = state.withLock { state in
            if state.underWay > 0 { state.waiting.append(ticket) }
            return state.underWay > 0
        }
        if mustWait { _ = await ticket.signal() }
    }

    private func finished() {
        let waiting = state.withLock { state -> [Ticket<Void>] in
            state.underWay -= 1
            guard state.underWay == 0 else { return [] }
            defer { state.waiting = [] }
            return state.waiting
        }
        for ticket in waiting { ticket.give(()) }
    }

    private func complain(_ reason: String, _ opening: TurnOpening, tokens: Int) {
        logger.error(
            "What an unanswered turn used could not be recorded.",
            metadata: opening.trace.metadata(["tokens": "\(tokens)", "error": "\(reason)"]))
    }
}
