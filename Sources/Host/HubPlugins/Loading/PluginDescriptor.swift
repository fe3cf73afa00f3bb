/// A plugin as it describes itself, checked.
struct PluginDescriptor: Sendable {
    let id: String
    let version: String
    let manifest: PluginManifest
    let types: [ToolTypeDescriptor]
}
