import Dispatch
import HubCore

/// Trains routers on a thread of its own, one after another: training takes up to a second of CPU, which Swift's
/// cooperative pool must not lose.
final class TrainingQueue: Sendable {
    private let trainer: any AgentRouterTrainer
    private let queue = DispatchQueue(label: "agenthub.router-training", qos: .userInitiated)

    init(trainer: any AgentRouterTrainer) { self.trainer = trainer }

    func train(_ profiles: [RoutingProfile]) async -> any AgentRouter {
        await withCheckedContinuation { continuation in
            queue.async { [trainer] in continuation.resume(returning: trainer.train(profiles)) }
        }
    }
}
