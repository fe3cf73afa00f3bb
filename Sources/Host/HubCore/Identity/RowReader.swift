/// In whose name rows are read that belong to tenants and to the platform. To see every tenant's must be said: no value
/// that is missing means it.
package enum RowReader: Hashable, Sendable {
    /// The platform's administrator, who sees all.
    case platform
    /// A tenant, which sees no other tenant's.
    case tenant(TenantScope)

    /// nil: all tenants.
    package var tenant: TenantID? {
        switch self {
        case .platform: nil
        case .tenant(let scope): scope.tenant
        }
    }
}
