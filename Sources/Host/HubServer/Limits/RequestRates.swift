import HubCore
import Hummingbird

/// Counts the requests of known callers, turns excepted, which the engine counts. Those of the platform's administrators
/// have buckets of their own: the defaults hold for them, and would refill a tenant's bucket by a limit that is not its.
package struct RequestRates: Sendable {
    private let limiter: any RateLimiter

    package init(limiter: any RateLimiter) { self.limiter = limiter }

    /// Takes one request; throws a 429 where a limit is used up. nil: nothing is limited.
    func take(_ caller: Caller, limits: TenantLimits) async throws -> RateVerdict? {
        let kind = caller.roles.contains(.platformAdmin) ? RateBucket.Kind.administration : .requests
        var demands: [RateDemand] = []
        if let limit = limits.requests {
            demands.append(RateDemand(RateBucket(scope: caller.scope, kind: kind), limit: limit, cost: 1))
        }
        if let limit = limits.userRequests {
            let bucket = RateBucket(scope: caller.scope, user: caller.user, kind: kind)
            demands.append(RateDemand(bucket, limit: limit, cost: 1))
        }
        if demands.isEmpty { return nil }
        let verdict = await limiter.take(demands)
        if !verdict.isAllowed { throw RateHeaders.refusal(verdict) }
        return verdict
    }
}
