/// The right to touch one tenant's data. Every query on tenant data takes one, so that a query without a tenant
/// does not compile. It is made where a tenant was proved: by a checked token, or by an administrator's role.
package struct TenantScope: Hashable, Sendable {
    package let tenant: TenantID

    package init(tenant: TenantID) { self.tenant = tenant }
}
