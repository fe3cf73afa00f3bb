/// Who asks: proved by a checked token.
package struct Caller: Sendable {
    package let scope: TenantScope
    package let user: UserID
    package let roles: Set<Role>
    /// The token as it came, for tools that call on the user's behalf.
    package let token: Secret
    /// What logs call the user, whose own name may be an address.
    package let logName: String

    package init(scope: TenantScope, user: UserID, roles: Set<Role>, token: Secret, logName: String = "-") {
        self.scope = scope
        self.user = user
        self.roles = roles
        self.token = token
        self.logName = logName
    }
}

/// What a caller may do. A token's roles that are not listed here give nothing.
package enum Role: String, Sendable, CaseIterable {
    case user
    case tenantAdmin = "tenant_admin"
    case platformAdmin = "platform_admin"
}
