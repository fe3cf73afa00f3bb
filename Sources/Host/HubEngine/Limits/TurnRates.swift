import HubCore
import HubMetrics
import Logging

/// Holds turns to what their tenant and their user may use a minute.
struct TurnRates: Sendable {
    let limiter: any RateLimiter
    let standings: TenantStandings
    let defaults: TenantLimits
    let metrics: EngineMetrics
    let logger: Logger

    /// Takes one request of each limit. nil where nothing limits the caller.
    func admit(_ caller: Caller) async throws(ChatError) -> RateVerdict? {
        try await take(1, .requests, for: caller)?.verdict
    }

    /// Takes what a turn's first model call may use, of each limit as much as it has when it is full, so that one turn
    /// always runs. Less than a whole token is refused in any case.
    func reserve(_ tokens: Int, for caller: Caller) async throws(ChatError) -> (TokenReservation, RateVerdict?) {
        if tokens == 0 { return (TokenReservation([]), nil) }
        guard let (demands, verdict) = try await take(tokens, .tokens, for: caller) else {
            return (TokenReservation([]), nil)
        }
        return (TokenReservation(demands), verdict)
    }

    /// Takes what the conversation so far adds to the first model call, which is known only once it is read. The turn
    /// goes on whatever is left; those after it wait.
    func extend(_ reservation: TokenReservation, by tokens: Int) async {
        if tokens == 0 { return }
        let demands = reservation.extended(by: tokens)
        if !demands.isEmpty { await limiter.charge(demands) }
    }

    /// Takes what a turn's models used beyond what was reserved, or gives back what they did not use.
    func settle(_ reserved: [RateDemand], used: Int) async {
        guard let scope = reserved.first?.bucket.scope else { return }
        let tenant = standings.held(scope)
        let differences = reserved.compactMap { demand -> RateDemand? in
            var difference = demand
            difference.cost = used - demand.cost
            if let limit = tenant.flatMap({ self.limit(of: demand.bucket, $0) }) { difference.limit = limit }
            return difference.cost == 0 ? nil : difference
        }
        if !differences.isEmpty { await limiter.charge(differences) }
    }

    /// By the limits that are held, however old; a refusal by old ones is checked against those of now, since a turn
    /// that is refused does not come to read that they were changed.
    private func take(_ cost: Int, _ kind: RateBucket.Kind, for caller: Caller) async throws(ChatError)
        -> (demands: [RateDemand], verdict: RateVerdict)?
    {
        let held = standings.held(caller.scope)
        let first: Tenant
        if let held { first = held } else { first = try await current(caller.scope) }
        var demands = demands(cost, kind, of: caller, first)
        if demands.isEmpty { return nil }
        var verdict = await limiter.take(demands)
        if !verdict.isAllowed, held != nil {
            let now: Tenant?
            do {
                now = try await current(caller.scope)
            } catch {
                // The limits that are held refuse it, and nobody says that others hold.
                if case .storage = error { now = nil } else { throw error }
            }
            if let now, now.settings.limits != first.settings.limits {
                demands = self.demands(cost, kind, of: caller, now)
                if demands.isEmpty { return nil }
                verdict = await limiter.take(demands)
            }
        }
        if verdict.isAllowed { return (demands, verdict) }
        metrics.rateLimited.labelled(kind.rawValue).add()
        throw .rateLimited(verdict)
    }

    private func current(_ scope: TenantScope) async throws(ChatError) -> Tenant {
        let tenant: Tenant?
        do {
            tenant = try await standings.current(scope)
        } catch {
            if Task.isCancelled || error is CancellationError { throw .cancelled }
            logger.error("A tenant could not be read.", metadata: ["tenant": "\(scope.tenant)", "error": "\(error)"])
            throw .storage(.configuration)
        }
        guard let tenant else { throw .unknownTenant }
        return tenant
    }

    /// The tenant's first.
    private func demands(_ cost: Int, _ kind: RateBucket.Kind, of caller: Caller, _ tenant: Tenant) -> [RateDemand] {
        [nil, caller.user].compactMap { user in
            let bucket = RateBucket(scope: caller.scope, user: user, kind: kind)
            return limit(of: bucket, tenant).map { RateDemand(bucket, limit: $0, cost: min(cost, $0)) }
        }
    }

    private func limit(of bucket: RateBucket, _ tenant: Tenant) -> Int? {
        let own = tenant.settings.limits
        let limit =
            switch (bucket.kind, bucket.user) {
            case (.requests, nil): own.requests ?? defaults.requests
            case (.requests, _?): own.userRequests ?? defaults.userRequests
            case (.tokens, nil): own.tokens ?? defaults.tokens
            case (.tokens, _?): own.userTokens ?? defaults.userTokens
            case (.administration, _): Int?.none
            }
        return limit.map { max(1, $0) }
    }
}
