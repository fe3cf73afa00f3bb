import HubCore
import Hummingbird

/// Counts the requests of known callers. A turn without an `Idempotency-Key` is not counted here: the engine counts it
/// with its tokens.
package struct RequestRates: Sendable {
    private let limiter: any RateLimiter

    package init(limiter: any RateLimiter) { self.limiter = limiter }

    /// Takes one request; throws a 429 where a limit is used up. nil: nothing is limited.
    func take(_ caller: Caller, limits: TenantLimits) async throws -> RateVerdict? {
        var demands: [RateDemand] = []
        if let limit = limits.requests {
            demands.append(RateDemand(RateBucket(scope: caller.scope, kind: .requests), limit: limit, cost: 1))
        }
        if let limit = limits.userRequests {
            let bucket = RateBucket(scope: caller.scope, user: caller.user, kind: .requests)
            demands.append(RateDemand(bucket, limit: limit, cost: 1))
        }
        if demands.isEmpty { return nil }
        let verdict = await limiter.take(demands)
        if !verdict.isAllowed { throw RateHeaders.refusal(verdict) }
        return verdict
    }
}
