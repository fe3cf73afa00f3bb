import HubCore
import HubEngine

/// Lets in the callers of tenants that are there and enabled, and knows what they may use.
package struct TenantStanding: Sendable {
    private let tenants: any TenantStore
    private let defaults: TenantLimits

    /// `defaults` hold where a tenant's row leaves a limit open.
    package init(tenants: any TenantStore, defaults: TenantLimits) {
        self.tenants = tenants
        self.defaults = defaults
    }

    /// What the caller's tenant and its users may use a minute; one read. Throws a 403 when there is no such tenant, or
    /// it is disabled. Administrators of the platform need no tenant: nothing is read, and the defaults hold.
    func limits(of caller: Caller) async throws -> TenantLimits {
        if caller.roles.contains(.platformAdmin) { return defaults }
        let tenant = try await storage { try await tenants.tenant(caller.scope.tenant) }
        guard let tenant, tenant.isEnabled else { throw ChatError.unknownTenant.problem }
        let own = tenant.settings.limits
        return TenantLimits(
            requests: own.requests ?? defaults.requests, tokens: own.tokens ?? defaults.tokens,
            userRequests: own.userRequests ?? defaults.userRequests, userTokens: own.userTokens ?? defaults.userTokens)
    }
}
