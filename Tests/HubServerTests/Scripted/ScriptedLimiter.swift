import HubCore
import Synchronization

/// Gives the verdict that the script says, and remembers what was asked for.
final class ScriptedLimiter: RateLimiter {
    private let asked = Mutex<[[RateDemand]]>([])
    let verdict: RateVerdict

    init(_ verdict: RateVerdict) { self.verdict = verdict }

    var demands: [[RateDemand]] { asked.withLock { $0 } }

    func take(_ demands: [RateDemand]) async -> RateVerdict {
        asked.withLock { $0.append(demands) }
        return verdict
    }

    func charge(_ demands: [RateDemand]) async {}
}
