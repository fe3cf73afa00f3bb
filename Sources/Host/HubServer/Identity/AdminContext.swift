import HubCore
import Hummingbird

/// A request of an administrator: of the platform, or of one tenant.
package struct AdminContext: ChildRequestContext {
    package var coreContext: CoreRequestContextStorage
    package let caller: Caller

    package init(context: HubContext) throws {
        guard let caller = context.caller else {
            throw Problem(.unauthorized, "missing_token", "An Authorization header is required: Bearer and a token.")
        }
        guard caller.roles.contains(.platformAdmin) || caller.roles.contains(.tenantAdmin) else {
            throw Problem(
                .forbidden, "role_required",
                "The role \(Role.tenantAdmin.rawValue) or \(Role.platformAdmin.rawValue) is required.")
        }
        coreContext = context.coreContext
        self.caller = caller
    }

    var isPlatformAdmin: Bool { caller.roles.contains(.platformAdmin) }

    /// Whose rows the caller sees: its tenant's and the platform's, or all (nil).
    var visibility: TenantID? { isPlatformAdmin ? nil : caller.scope.tenant }

    func requirePlatformAdmin() throws {
        guard isPlatformAdmin else {
            throw Problem(.forbidden, "role_required", "The role \(Role.platformAdmin.rawValue) is required.")
        }
    }

    /// The scope of a tenant that a path names. 404 for a tenant administrator who names another tenant.
    func scope(of text: String?) throws -> TenantScope {
        guard let tenant = text.flatMap(TenantID.init), isPlatformAdmin || tenant == caller.scope.tenant else {
            throw Problem.notFound("tenant")
        }
        return TenantScope(tenant: tenant)
    }

    /// The owner of a new row: the tenant that the body names (a platform administrator may name any, or none for a
    /// row of the platform), or the administrator's own.
    func owner(from reader: inout BodyReader) -> TenantID? {
        let named = reader.string("tenant_id")
        let tenant = named.flatMap(TenantID.init)
        if named != nil, tenant == nil { reader.note("tenant_id", "must be a tenant's id.") }
        if isPlatformAdmin { return tenant }
        if named != nil, tenant != caller.scope.tenant {
            reader.note("tenant_id", "must be the administrator's own tenant.")
        }
        return caller.scope.tenant
    }
}
