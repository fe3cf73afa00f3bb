import HubCore

/// One plugin's routes, and what a change makes of them. What they are changed to is told by the routes that differ.
struct PluginRouting {
    let plugin: String
    /// The plugin's own.
    let routes: [PluginRoute]

    /// `all` may hold other plugins' routes too.
    init(_ plugin: String, in all: [PluginRoute]) {
        self.plugin = plugin
        routes = all.filter { $0.plugin == plugin }
    }

    private func route(of tenant: TenantID?) -> PluginRoute? { routes.first { $0.tenant == tenant } }

    /// The digest of what serves a tenant; nil: the file of the plugin directory.
    func serving(_ tenant: TenantID?) -> String? {
        if let own = route(of: tenant) { return own.digest }
        return route(of: nil)?.digest
    }

    /// The tenants, or nil for all, are served by the release. All are also those that have routes of their own: whoever
    /// upgrades for all must not leave out those who had the release first.
    func activating(_ digest: String?, for tenants: Set<TenantID>?) -> [PluginRoute] {
        var owners: [TenantID?]
        if let tenants {
            owners = tenants.map { $0 }
        } else {
            owners = routes.map(\.tenant)
            if !owners.contains(nil) { owners.append(nil) }
        }
        return owners.filter { serving($0) != digest }.map {
            PluginRoute(plugin: plugin, tenant: $0, digest: digest, previous: serving($0))
        }
    }

    /// The tenants, or nil for all, are served by what served them before. Nothing comes before that: a roll back that is asked
    /// for twice must not bring back what was rolled back from. nil: one of the tenants has nothing to go back to, or nobody has.
    /// `has` says whether there is such a file.
    func rollingBack(_ tenants: Set<TenantID>?, where has: (String?) -> Bool) -> [PluginRoute]? {
        let changed = routes.filter { route in
            tenants == nil || route.tenant.map { tenants?.contains($0) == true } == true
        }.compactMap(\.back).filter { has($0.digest) }
        return changed.isEmpty || changed.count < tenants?.count ?? 0 ? nil : changed
    }

    /// Those of the tenants that have nothing to go back to, by their ids.
    func withoutPrevious(_ tenants: Set<TenantID>, where has: (String?) -> Bool) -> [TenantID] {
        tenants.filter { tenant in
            guard let back = route(of: tenant)?.back else { return true }
            return !has(back.digest)
        }.sorted { $0.rawValue < $1.rawValue }
    }

    /// Whoever was served by the release is served by what served them before.
    func abandoning(_ digest: String, where has: (String?) -> Bool) -> [PluginRoute] {
        routes.filter { $0.digest == digest }.compactMap(\.back).filter { has($0.digest) }
    }
}

extension PluginRoute {
    /// The route to what served before; nil: it goes there already.
    fileprivate var back: PluginRoute? {
        digest == previous ? nil : PluginRoute(plugin: plugin, tenant: tenant, digest: previous, previous: previous)
    }

    /// Whether it is for the same calls.
    func isFor(_ other: PluginRoute) -> Bool { plugin == other.plugin && tenant == other.tenant }
}

extension [PluginRoute] {
    /// Whether the calls that the changed ones are for go where they go by the others.
    func agrees(with others: [PluginRoute], on changed: [PluginRoute]) -> Bool {
        changed.allSatisfy { route in first { $0.isFor(route) } == others.first { $0.isFor(route) } }
    }

    /// These with the others in the place of those that they are for.
    func replaced(by changed: [PluginRoute]) -> [PluginRoute] {
        filter { route in !changed.contains { $0.isFor(route) } } + changed
    }
}
