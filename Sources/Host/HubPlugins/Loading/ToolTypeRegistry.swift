/// The tool types of the loaded plugins. Ids of plugins and of types are unique.
struct ToolTypeRegistry: Sendable {
    struct Entry: Sendable {
        let plugin: LoadedPlugin
        let type: ToolTypeDescriptor
    }

    private(set) var plugins: [LoadedPlugin] = []
    private var entries: [String: Entry] = [:]

    subscript(type: String) -> Entry? { entries[type] }

    /// By the types' ids.
    var all: [Entry] { entries.values.sorted { $0.type.id < $1.type.id } }

    /// Why the plugin cannot stand beside those that are there; nil when it can.
    func refusal(of plugin: PluginDescriptor) -> PluginRefusal? {
        if plugins.contains(where: { $0.descriptor.id == plugin.id }) {
            return PluginRefusal("has the id \(plugin.id) of a plugin that is loaded already")
        }
        for type in plugin.types {
            if let other = entries[type.id] {
                return PluginRefusal("offers \(type.id), which \(other.plugin.descriptor.id) offers already")
            }
        }
        return nil
    }

    mutating func add(_ plugin: LoadedPlugin) {
        plugins.append(plugin)
        for type in plugin.descriptor.types { entries[type.id] = Entry(plugin: plugin, type: type) }
    }
}
