/// Counts what tenants and users use, and refuses what is beyond their limits.
///
/// A bucket holds at most `limit` units, starts full and refills evenly at `limit` units a minute.
package protocol RateLimiter: Sendable {
    /// Takes every demand's cost, or, when one bucket has not enough, nothing of any. A demand of cost 0 is refused
    /// while its bucket has less than one unit. Never fails: a limiter that cannot reach its counters decides by its own.
    func take(_ demands: [RateDemand]) async -> RateVerdict
    /// Takes without asking: what was used was used. A negative cost gives back, up to a full bucket. A bucket may fall
    /// to `-RateBucket.deepestDebt * limit` and no lower.
    func charge(_ demands: [RateDemand]) async
}

package struct RateBucket: Sendable, Hashable {
    package enum Kind: String, Sendable, CaseIterable {
        case requests
        case tokens
        /// Requests of the platform's administrators, which are no tenant's use.
        case administration
    }

    /// How many minutes' worth a bucket may owe. Deep, so that what was used beyond a limit is waited for and not
    /// forgiven; bounded, so that a mistake ends within the hour.
    package static let deepestDebt = 60

    package var scope: TenantScope
    /// nil: the whole tenant's.
    package var user: UserID?
    /// What is sent to one model; nil: what comes in.
    package var model: ModelID?
    package var kind: Kind

    package init(scope: TenantScope, user: UserID? = nil, model: ModelID? = nil, kind: Kind) {
        self.scope = scope
        self.user = user
        self.model = model
        self.kind = kind
    }
}

package struct RateDemand: Sendable, Hashable {
    package var bucket: RateBucket
    /// Units a minute, from 1.
    package var limit: Int
    package var cost: Int

    package init(_ bucket: RateBucket, limit: Int, cost: Int) {
        self.bucket = bucket
        self.limit = limit
        self.cost = cost
    }
}

/// A bucket after a take.
package struct RateState: Sendable, Hashable {
    package var limit: Int
    /// Whole units left, 0 when in debt.
    package var remaining: Int
    /// Until the bucket is full again.
    package var reset: Duration

    package init(limit: Int, remaining: Int, reset: Duration) {
        self.limit = limit
        self.remaining = remaining
        self.reset = reset
    }
}

package struct RateVerdict: Sendable, Hashable {
    /// In the order of the demands.
    package var states: [RateState]
    /// nil: taken. Else nothing was taken, and this long it lasts until all of it could be.
    package var retryAfter: Duration?

    package init(states: [RateState], retryAfter: Duration? = nil) {
        self.states = states
        self.retryAfter = retryAfter
    }

    package var isAllowed: Bool { retryAfter == nil }
}
