import HubCore
import Synchronization

/// Tokens that were taken ahead of a turn's models, in each bucket that limits it. It is settled once, by whoever takes
/// it first.
final class TokenReservation: Sendable {
    private let demands: Mutex<[RateDemand]>

    init(_ demands: [RateDemand]) { self.demands = Mutex(demands) }

    /// The buckets that limit the turn, each with more to take; nothing where nothing limits it or it was settled.
    func extended(by tokens: Int) -> [RateDemand] {
        demands.withLock { demands in
            for index in demands.indices { demands[index].cost += tokens }
            return demands.map { RateDemand($0.bucket, limit: $0.limit, cost: tokens) }
        }
    }

    /// What was reserved; empty where nothing limits, and from the second time on.
    func take() -> [RateDemand] {
        demands.withLock { demands in
            defer { demands = [] }
            return demands
        }
    }
}
