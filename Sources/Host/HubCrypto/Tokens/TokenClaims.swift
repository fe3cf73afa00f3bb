import FoundationEssentials
import HubCore

/// What a checked token says of its bearer.
package struct TokenClaims: Sendable, Hashable {
    package let subject: UserID
    package let tenant: TenantID
    /// The roles that are known here; others of the token give nothing.
    package let roles: Set<Role>
    package let expiresAt: Date
    /// The token's `jti`, by which it can be revoked: 1 to 255 bytes without NUL.
    package let tokenID: String?

    package init(
        subject: UserID, tenant: TenantID, roles: Set<Role>, expiresAt: Date, tokenID: String? = nil
    ) {
        self.subject = subject
        self.tenant = tenant
        self.roles = roles
        self.expiresAt = expiresAt
        self.tokenID = tokenID
    }
}
