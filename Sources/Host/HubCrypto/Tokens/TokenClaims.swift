import FoundationEssentials
import HubCore

/// What a checked token says of its bearer.
package struct TokenClaims: Sendable, Hashable {
    package let subject: UserID
    package let tenant: TenantID
    /// The roles that are known here; others of the token give nothing.
    package let roles: Set<Role>
    package let expiresAt: Date
    package let id: String?

    package init(subject: UserID, tenant: TenantID, roles: Set<Role>, expiresAt: Date, id: String? = nil) {
        self.subject = subject
        self.tenant = tenant
        self.roles = roles
        self.expiresAt = expiresAt
        self.id = id
    }
}
