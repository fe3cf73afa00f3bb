import HubCore
import HubEngine
import Hummingbird

/// Whose rows an administrator means, where the path does not say it.
enum TenantParameter {
    static let parameter = QueryParameter<TenantID>(
        "tenant_id", ["type": "string", "pattern": .string(PathParameter.tenantPattern)],
        "The tenant (the token's); a platform_admin may name any.", rule: "a tenant's id", parse: { TenantID($0) })
}

extension OperationCall<AdminContext> {
    /// The tenant that the query names, or the token's; 404 where the caller may not know of it, or there is none.
    func chosenTenant(in tenants: any TenantStore) async throws -> Tenant {
        let named = try query.value(TenantParameter.parameter)
        let scope = try named.map { try context.scope(of: $0.rawValue) } ?? context.caller.scope
        guard let tenant = try await storage({ try await tenants.tenant(scope.tenant) }) else {
            throw Problem.notFound("tenant")
        }
        return tenant
    }

    /// The same, where nothing but whose rows they are is of interest.
    func chosenScope(in tenants: any TenantStore) async throws -> TenantScope {
        TenantScope(tenant: try await chosenTenant(in: tenants).id)
    }
}
