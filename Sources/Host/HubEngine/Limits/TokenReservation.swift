import HubCore
import Synchronization

/// Tokens that were taken ahead of a turn's models, in each bucket that limits it. It is settled once, by whoever takes
/// it first.
final class TokenReservation: Sendable {
    private let demands: Mutex<[RateDemand]>

    init(_ demands: [RateDemand]) { self.demands = Mutex(demands) }

    /// What was reserved; empty where nothing limits, and from the second time on.
    func take() -> [RateDemand] {
        demands.withLock { demands in
            defer { demands = [] }
            return demands
        }
    }
}
