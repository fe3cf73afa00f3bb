import HubCore
import Hummingbird

/// Requests a minute that a tenant and each of its users may send; nil: as many as they like.
package struct RequestLimits: Sendable, Hashable {
    package var tenant: Int?
    package var user: Int?

    package init(tenant: Int? = nil, user: Int? = nil) {
        self.tenant = tenant
        self.user = user
    }
}

/// Counts the requests of known callers. Turns are not counted here: the engine counts them with their tokens.
package struct RequestRates: Sendable {
    private let limiter: any RateLimiter
    private let limits: @Sendable (TenantScope) async -> RequestLimits

    package init(limiter: any RateLimiter, limits: @escaping @Sendable (TenantScope) async -> RequestLimits) {
        self.limiter = limiter
        self.limits = limits
    }

    /// Takes one request; throws a 429 where a limit is used up. nil: nothing is limited.
    func take(_ caller: Caller) async throws -> RateVerdict? {
        let limits = await limits(caller.scope)
        var demands: [RateDemand] = []
        if let limit = limits.tenant {
            demands.append(RateDemand(RateBucket(scope: caller.scope, kind: .requests), limit: limit, cost: 1))
        }
        if let limit = limits.user {
            let bucket = RateBucket(scope: caller.scope, user: caller.user, kind: .requests)
            demands.append(RateDemand(bucket, limit: limit, cost: 1))
        }
        if demands.isEmpty { return nil }
        let verdict = await limiter.take(demands)
        if !verdict.isAllowed { throw RateHeaders.refusal(verdict) }
        return verdict
    }
}
