import HubCore

/// Whom a route is for: one tenant, or all that have none of their own.
struct PluginRouteKey: Hashable, Sendable {
    var plugin: String
    var tenant: TenantID?

    init(plugin: String, tenant: TenantID?) {
        self.plugin = plugin
        self.tenant = tenant
    }

    init(_ route: PluginRoute) { self.init(plugin: route.plugin, tenant: route.tenant) }
}
