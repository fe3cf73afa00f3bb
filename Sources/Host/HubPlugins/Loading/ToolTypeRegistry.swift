import HubCore

/// The loaded releases of plugins, and what their tool types mean to whom. A type belongs to one plugin.
struct ToolTypeRegistry: Sendable {
    final class Entry: Sendable {
        let plugin: LoadedPlugin
        let type: ToolType

        init(plugin: LoadedPlugin, type: ToolType) {
            self.plugin = plugin
            self.type = type
        }
    }

    /// In the order of loading.
    private(set) var plugins: [LoadedPlugin] = []
    private(set) var routes = PluginRoutes<Entry>()

    subscript(type: String, tenant: TenantID?) -> Entry? { routes[type, tenant] }

    /// What the types are to those who have no routes of their own, by the types' ids.
    var all: [Entry] { routes.defaults.values.sorted { $0.type.id < $1.type.id } }

    /// The type that keeps a tenant's documents: the first of those that do, in the order in which their plugins came. nil:
    /// none does.
    func knowledge(of tenant: TenantID) -> Entry? {
        for plugin in plugins {
            guard let serving = self.plugin(plugin.descriptor.id, for: tenant),
                let index = serving.knowledgeTypes.min()
            else { continue }
            return routes[serving.descriptor.types[index].id, tenant]
        }
        return nil
    }

    /// The release of a plugin that serves a tenant.
    func plugin(_ id: String, for tenant: TenantID?) -> LoadedPlugin? {
        routes.number(of: id, for: tenant).flatMap(plugin)
    }

    func plugin(_ number: Int) -> LoadedPlugin? { plugins.first { $0.number == number } }

    /// The release of that digest that was loaded last.
    func plugin(_ id: String, digest: String) -> LoadedPlugin? {
        plugins.last { $0.descriptor.id == id && $0.release.digest == digest }
    }

    /// The release of the plugin directory.
    func bundled(_ id: String) -> LoadedPlugin? { plugins.first { $0.isBundled && $0.descriptor.id == id } }

    /// Why the plugin's types cannot stand beside those that are there; nil when they can.
    func refusal(of plugin: PluginDescriptor) -> PluginRefusal? {
        for type in plugin.types {
            if let owner = routes.owner(ofType: type.id), owner != plugin.id {
                return PluginRefusal("offers \(type.id), which \(owner) offers already")
            }
        }
        return nil
    }

    mutating func add(_ plugin: LoadedPlugin) {
        plugins.append(plugin)
        let entries = plugin.descriptor.types.map { ($0.id, Entry(plugin: plugin, type: $0)) }
        routes.add(
            .init(
                number: plugin.number, plugin: plugin.descriptor.id,
                entries: Dictionary(entries, uniquingKeysWith: { $1 })))
    }

    /// Forgets a release that no route names.
    mutating func remove(_ plugin: LoadedPlugin) {
        plugins.removeAll { $0 === plugin }
        routes.remove(plugin.number)
    }

    /// Lets the routes name other releases. Those that are spent by this.
    mutating func set(_ changes: [PluginRouteKey: LoadedPlugin?]) -> [LoadedPlugin] {
        let before = Set(changes.keys.compactMap { routes.named(by: $0) })
        routes.set(changes.mapValues { $0?.number })
        for plugin in changes.values { _ = plugin?.route(true) }
        return before.subtracting(changes.values.compactMap { $0?.number }).filter { !routes.isNamed($0) }
            .compactMap(plugin).filter { $0.route(false) }
    }

    /// Whether a release serves a tenant.
    func serves(_ plugin: LoadedPlugin, _ tenant: TenantID) -> Bool {
        routes.number(of: plugin.descriptor.id, for: tenant) == plugin.number
    }
}
