/// The tool types of the loaded plugins. Ids of plugins and of types are unique.
struct ToolTypeRegistry: Sendable {
    final class Entry: Sendable {
        let plugin: LoadedPlugin
        let type: ToolType

        init(plugin: LoadedPlugin, type: ToolType) {
            self.plugin = plugin
            self.type = type
        }
    }

    private(set) var plugins: [LoadedPlugin] = []
    private var entries: [String: Entry] = [:]

    subscript(type: String) -> Entry? { entries[type] }

    /// By the types' ids.
    var all: [Entry] { entries.values.sorted { $0.type.id < $1.type.id } }

    /// The type that keeps documents: the first of those that do, in the order of loading. nil: none does.
    var knowledge: Entry? {
        for plugin in plugins {
            guard let index = plugin.knowledgeTypes.min() else { continue }
            return entries[plugin.descriptor.types[index].id]
        }
        return nil
    }

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
