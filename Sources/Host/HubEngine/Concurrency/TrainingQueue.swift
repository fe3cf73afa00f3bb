import Dispatch
import HubCore
import Synchronization

/// Trains routers on a thread of its own, one after another and the tenants in turn: training takes up to a second of
/// CPU, which neither Swift's cooperative pool nor another tenant must lose many times over.
final class TrainingQueue: Sendable {
    private let trainer: any AgentRouterTrainer
    private let thread = DispatchQueue(label: "agenthub.router-training", qos: .userInitiated)
    private let queue = Mutex(
        FairQueueStateMachine<Ticket<Void>>(
            limits: .init(running: 1, runningPerTenant: 1, waiting: 10_000, waitingPerTenant: 100)))

    init(trainer: any AgentRouterTrainer) { self.trainer = trainer }

    /// Throws when cancelled, and `.overloaded` when too many wait.
    func train(_ profiles: [RoutingProfile], for scope: TenantScope) async throws -> any AgentRouter {
        try await enter(scope)
        defer { leave(scope) }
        return await withCheckedContinuation { continuation in
            thread.async { [trainer] in continuation.resume(returning: trainer.train(profiles)) }
        }
    }

    private func enter(_ scope: TenantScope) async throws {
        switch queue.withLock({ $0.enter(scope, makeWaiter: { Ticket() }) }) {
        case .admitted: return
        case .refused: throw ChatError.overloaded
        case .waits(let ticket):
            if await ticket.signal() != nil { return }
            // Where the ticket is not in the queue any more, `leave` found that nobody takes it.
            queue.withLock { queue in _ = queue.abandon(scope) { $0 === ticket } }
            throw CancellationError()
        }
    }

    private func leave(_ scope: TenantScope) {
        var leaving = scope
        while let next = queue.withLock({ $0.leave(leaving) }) {
            if next.waiter.give(()) { return }
            leaving = next.scope
        }
    }
}
