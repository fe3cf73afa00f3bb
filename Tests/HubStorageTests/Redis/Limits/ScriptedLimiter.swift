import HubCore
import Synchronization

/// Allows everything with a mark of its own, and counts how often it was asked.
final class ScriptedLimiter: RateLimiter {
    private let state = Mutex((takes: 0, charges: 0))

    var takes: Int { state.withLock { $0.takes } }
    var charges: Int { state.withLock { $0.charges } }

    func take(_ demands: [RateDemand]) async -> RateVerdict {
        state.withLock { $0.takes += 1 }
        return RateVerdict(states: demands.map { RateState(limit: $0.limit, remaining: -77, reset: .zero) })
    }

    func charge(_ demands: [RateDemand]) async { state.withLock { $0.charges += 1 } }
}
