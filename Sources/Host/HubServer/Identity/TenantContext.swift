import HubCore
import Hummingbird
import NIOCore

/// A request whose caller belongs to the tenant of its path. There is no other way to make one, so that a route
/// below `/api/{tenant}` cannot forget the check.
package struct TenantContext: ChildRequestContext, IdentifiedContext {
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
        guard context.parameters.get("tenant") == caller.scope.tenant.rawValue else {
            throw Problem(.forbidden, "wrong_tenant", "The token is not of the tenant that the path names.")
        }
        guard !caller.roles.isEmpty else {
            throw Problem(.forbidden, "role_required", "The role \(Role.user.rawValue) is required.")
        }
        coreContext = context.coreContext
        self.caller = caller
        requestID = context.requestID
        trace = context.trace
        logged = context.logged
        channel = context.channel
    }
}
