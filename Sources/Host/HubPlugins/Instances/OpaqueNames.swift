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
        let tenant = caller.scope.tenant
        return [principal(.user(caller.user), of: tenant)]
            + caller.roles.sorted { $0.rawValue < $1.rawValue }.map { principal(.role($0), of: tenant) }
    }

    /// One of them, as a document names it.
    func principal(_ principal: Principal, of tenant: TenantID) -> String {
        switch principal {
        case .user(let user): "u:" + name("user", tenant.rawValue, user.rawValue)
        case .role(let role): "r:" + name("role", tenant.rawValue, role.rawValue)
        }
    }

    /// Of a tenant's only: that two tenants embed by one model is no plugin's business.
    func space(_ space: EmbeddingSpace, of tenant: TenantID) -> String { name("space", tenant.rawValue, space.name) }

    /// NUL stands in none of the parts, so that no two lists of parts make one text.
    private func name(_ parts: String...) -> String {
        String(SHA256.hex(([installation] + parts).joined(separator: "\0")).prefix(32))
    }
}
