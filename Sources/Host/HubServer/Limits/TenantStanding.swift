import HubCore
import HubEngine

/// Lets in the callers of tenants that are there and enabled, and knows what they may use.
package struct TenantStanding: Sendable {
    private let standings: TenantStandings
    private let defaults: TenantLimits

    /// `defaults` hold where a tenant's row leaves a limit open.
    package init(standings: TenantStandings, defaults: TenantLimits) {
        self.standings = standings
        self.defaults = defaults
    }

    /// What the caller's tenant and its users may use a minute, from memory if it is not older than a second. Throws a
    /// 403 when there is no such tenant, or it is disabled. Administrators of the platform need no tenant: nothing is
    /// read, and the defaults hold.
    func limits(of caller: Caller) async throws -> TenantLimits {
        if caller.roles.contains(.platformAdmin) { return defaults }
        let tenant = try await storage { try await standings.current(caller.scope) }
        guard let tenant else { throw ChatError.unknownTenant.problem }
        let own = tenant.settings.limits
        return TenantLimits(
            requests: own.requests ?? defaults.requests, tokens: own.tokens ?? defaults.tokens,
            userRequests: own.userRequests ?? defaults.userRequests, userTokens: own.userTokens ?? defaults.userTokens)
    }
}
