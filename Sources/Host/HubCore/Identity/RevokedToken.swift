import FoundationEssentials

/// A token that is refused although it has not expired.
package struct RevokedToken: Sendable, Hashable {
    package var tenant: TenantID
    /// The token's `jti`.
    package var tokenID: String
    /// When it would have expired anyway; the row may go then.
    package var expiresAt: Date

    package init(tenant: TenantID, tokenID: String, expiresAt: Date) {
        self.tenant = tenant
        self.tokenID = tokenID
        self.expiresAt = expiresAt
    }
}
