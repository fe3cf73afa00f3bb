import HubCore
import HubCrypto

/// What plugins know tenants, rows, users and roles by: stable within an installation, meaningless elsewhere.
struct OpaqueNames: Sendable {
    /// The operator's, mixed into every name.
    let installation: String

    /// nil: no tenant, for a platform's row that is tried.
    func scope(of tenant: TenantID?) -> String { name("tenant", tenant?.rawValue ?? "") }

    func row(_ tool: ToolID) -> String { name("row", tool.description) }

    /// One for the user and one for each role, all of this tenant only.
    func principals(of caller: Caller) -> [String] {
        let tenant = caller.scope.tenant.rawValue
        return ["u:" + name("user", tenant, caller.user.rawValue)]
            + caller.roles.map(\.rawValue).sorted().map { "r:" + name("role", tenant, $0) }
    }

    /// Of a tenant's only: that two tenants embed by one model is no plugin's business.
    func space(_ space: EmbeddingSpace, of tenant: TenantID) -> String { name("space", tenant.rawValue, space.name) }

    /// NUL stands in none of the parts, so that no two lists of parts make one text.
    private func name(_ parts: String...) -> String {
        String(SHA256.hex(([installation] + parts).joined(separator: "\0")).prefix(32))
    }
}
