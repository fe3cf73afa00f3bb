import HubCore

/// Which release of a plugin serves whom, and so what a tenant's calls of a tool type go to. Changed rarely, asked by every call.
struct PluginRoutes<Entry: Sendable>: Sendable {
    /// A release as routes know it: by its number, which no other one of this process has.
    struct Release: Sendable {
        var number: Int
        var plugin: String
        /// By the ids of its tool types.
        var entries: [String: Entry]
    }

    private var releases: [Int: Release] = [:]
    private var names: [PluginRouteKey: Int] = [:]
    /// What serves everybody, by tool type.
    private var standard: [String: Entry] = [:]
    /// By tenant, what differs from it: every type of a plugin that the tenant has a route of its own for; nil where the release
    /// of that route does not offer it.
    private var own: [TenantID: [String: Entry?]] = [:]

    mutating func add(_ release: Release) { releases[release.number] = release }

    /// Forgets a release that no route names.
    mutating func remove(_ number: Int) {
        precondition(!isNamed(number), "A release that a route names stays")
        releases[number] = nil
        rebuild()
    }

    /// Lets the routes name these releases instead; nil takes a route away.
    mutating func set(_ changes: [PluginRouteKey: Int?]) {
        for (key, number) in changes {
            precondition(
                number.map { releases[$0]?.plugin == key.plugin } ?? true, "A route names a release of its plugin")
            names[key] = number
        }
        rebuild()
    }

    /// What a tenant's calls of a type go to. nil: no release that serves it offers the type.
    subscript(type: String, tenant: TenantID?) -> Entry? {
        if let tenant, !own.isEmpty, let entry = own[tenant]?[type] { return entry }
        return standard[type]
    }

    /// What serves those who have no routes of their own, by tool type.
    var defaults: [String: Entry] { standard }

    /// Everything that a type may mean to somebody.
    func all(ofType type: String) -> [Entry] {
        (standard[type].map { [$0] } ?? []) + own.values.compactMap { $0[type] ?? nil }
    }

    /// The release that serves a tenant's tools of a plugin; nil: none does.
    func number(of plugin: String, for tenant: TenantID?) -> Int? {
        if let tenant, let number = names[PluginRouteKey(plugin: plugin, tenant: tenant)] { return number }
        return names[PluginRouteKey(plugin: plugin, tenant: nil)]
    }

    /// What the route names itself.
    func named(by key: PluginRouteKey) -> Int? { names[key] }

    func isNamed(_ number: Int) -> Bool { names.values.contains(number) }

    /// The routes that name a release.
    func keys(naming number: Int) -> [PluginRouteKey] { names.filter { $0.value == number }.map(\.key) }

    var keys: Set<PluginRouteKey> { Set(names.keys) }

    /// The plugin that a tool type belongs to, named by a route or not.
    func owner(ofType type: String) -> String? { releases.values.first { $0.entries[type] != nil }?.plugin }

    private mutating func rebuild() {
        standard = [:]
        own = [:]
        for (key, number) in names where key.tenant == nil {
            standard.merge(releases[number]?.entries ?? [:]) { $1 }
        }
        for (key, number) in names {
            guard let tenant = key.tenant else { continue }
            for release in releases.values where release.plugin == key.plugin {
                for type in release.entries.keys {
                    own[tenant, default: [:]].updateValue(releases[number]?.entries[type], forKey: type)
                }
            }
        }
    }
}
