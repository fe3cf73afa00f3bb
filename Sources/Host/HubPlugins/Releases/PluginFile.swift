/// A plugin's shared library on disk, and what it is known by.
struct PluginFile: Sendable {
    var path: String
    /// What reports and logs call it.
    var name: String
    /// SHA-256 in hexadecimal.
    var digest: String
    var bytes: Int
    /// Whether it comes from the plugin directory, not from the store.
    var isBundled: Bool
}
