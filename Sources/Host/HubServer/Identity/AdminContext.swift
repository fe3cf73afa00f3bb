import HubCore
import Hummingbird
import NIOCore

/// A request of an administrator: of the platform, or of one tenant.
package struct AdminContext: ChildRequestContext, IdentifiedContext {
    package var coreContext: CoreRequestContextStorage
    package let caller: Caller
    package let requestID: String
    let trace: TraceContext
    package let logged: LoggedFacts
    package let channel: (any Channel)?

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
        requestID = context.requestID
        trace = context.trace
        logged = context.logged
        channel = context.channel
    }

    /// The caller as changes are signed.
    var author: ConfigurationAuthor {
        ConfigurationAuthor(tenant: caller.scope.tenant, user: caller.user, requestID: requestID)
    }

    var isPlatformAdmin: Bool { caller.roles.contains(.platformAdmin) }

    /// Whose rows the caller sees: its tenant's and the platform's, or all.
    var visibility: RowReader { isPlatformAdmin ? .platform : .tenant(caller.scope) }

    /// Whether the caller may see all of a row of this owner. How the platform's rows work inside is not shown to the
    /// tenants that may use them.
    func seesWhole(rowOf owner: TenantID?) -> Bool { owner != nil || isPlatformAdmin }

    /// Whose rows a listing shows that asks for one tenant's; 404 for a tenant administrator who names another tenant.
    func visibility(narrowedTo tenant: TenantID?) throws -> RowReader {
        guard let tenant else { return visibility }
        return .tenant(try scope(of: tenant.rawValue))
    }

    /// Throws a 403 unless the caller may change rows of this owner.
    func requireRight(to owner: TenantID?) throws {
        if owner != caller.scope.tenant { try requirePlatformAdmin() }
    }

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
        let named = reader.value(OwnerField.field)
        if isPlatformAdmin { return named }
        if let named, named != caller.scope.tenant {
            reader.note(OwnerField.field.name, "must be the administrator's own tenant.")
        }
        return caller.scope.tenant
    }
}
