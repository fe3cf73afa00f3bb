import HubCore

/// `tenant_id` of a new row: whose row it is.
enum OwnerField {
    static let field = Field<TenantID>.parsed(
        "tenant_id", "The tenant that owns the row; null: the platform, or an administrator's own tenant.",
        pattern: PathParameter.tenantPattern, rule: "a tenant's id", parse: { TenantID($0) })
}
