import HubCore
import HubMetrics

/// Holds turns to what their tenant and their user may use a minute.
struct TurnRates: Sendable {
    let limiter: any RateLimiter
    let defaults: TenantLimits
    let metrics: EngineMetrics

    /// Takes one request of each limit, unless the turn was counted, if tokens are left too. nil where nothing limits
    /// the caller.
    func admit(_ turn: ChatTurn, to tenant: Tenant) async throws(ChatError) -> RateVerdict? {
        let demands = demands(of: turn.caller, tenant, requests: turn.isCounted ? nil : 1, tokens: 0)
        if demands.isEmpty { return nil }
        let verdict = await limiter.take(demands)
        if verdict.isAllowed { return verdict }
        let isByTokens = zip(demands, verdict.states).contains { $0.bucket.kind == .tokens && $1.remaining == 0 }
        let kind = isByTokens ? RateBucket.Kind.tokens : .requests
        metrics.rateLimited.labelled(kind.rawValue).add()
        throw .rateLimited(verdict)
    }

    /// Takes what a turn's models used, whether or not it was answered.
    func charge(_ tokens: Int, to caller: Caller, of tenant: Tenant) async {
        guard tokens > 0 else { return }
        let demands = demands(of: caller, tenant, requests: nil, tokens: tokens)
        if !demands.isEmpty { await limiter.charge(demands) }
    }

    /// The tenant's first. `requests` nil: only tokens are asked for.
    private func demands(of caller: Caller, _ tenant: Tenant, requests: Int?, tokens: Int) -> [RateDemand] {
        let own = tenant.settings.limits
        var demands: [RateDemand] = []
        func add(_ kind: RateBucket.Kind, of user: UserID?, _ limit: Int?, _ cost: Int) {
            guard let limit else { return }
            demands.append(
                RateDemand(RateBucket(scope: caller.scope, user: user, kind: kind), limit: max(1, limit), cost: cost))
        }
        if let requests {
            add(.requests, of: nil, own.requests ?? defaults.requests, requests)
            add(.requests, of: caller.user, own.userRequests ?? defaults.userRequests, requests)
        }
        add(.tokens, of: nil, own.tokens ?? defaults.tokens, tokens)
        add(.tokens, of: caller.user, own.userTokens ?? defaults.userTokens, tokens)
        return demands
    }
}
