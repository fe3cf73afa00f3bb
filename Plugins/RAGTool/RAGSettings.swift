import PluginSDK

/// What the operator sets for the plugin.
struct RAGSettings: Sendable {
    /// Nil: documents are kept in the plugin's own folder only.
    let chroma: ChromaServer?
    /// Bytes of memory for a tenant's vectors; what has no room there is read from the file.
    let vectorBytes: Int

    /// `{"chroma_url", "chroma_tenant", "chroma_database", "vector_memory_mb"}`, all optional.
    init(_ settings: JSON) throws(ConfigurationProblem) {
        chroma = try ChromaServer(settings: settings)
        guard let value = settings["vector_memory_mb"], value != .null else {
            vectorBytes = 512 << 20
            return
        }
        guard let megabytes = value.numberValue?.intValue, (0...1024).contains(megabytes) else {
            throw ConfigurationProblem(
                at: "", "The operator's setting vector_memory_mb is no whole number from 0 to 1024.")
        }
        vectorBytes = megabytes << 20
    }
}
