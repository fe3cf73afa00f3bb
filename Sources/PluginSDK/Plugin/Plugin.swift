@_exported import PluginABI

/// A plugin: what it is called, what it needs of the host, and the tool types it offers.
///
/// A library has one, in a global constant, and exports one function:
///
///     let plugin = Plugin(id: "com.example.erp", version: "1.0.0", needs: [.http], types: [...])
///
///     @c @implementation
///     public func ah_plugin_v1(_ hostABI: UInt32) -> UnsafePointer<ah_plugin>? { plugin.table(forHostABI: hostABI) }
public struct Plugin: Sendable {
    /// What a plugin asks of the host. Each may be refused; what was refused fails when it is used.
    public struct Needs: OptionSet, Sendable {
        /// One bit for each need.
        public let rawValue: Int

        /// The needs of those bits.
        public init(rawValue: Int) { self.rawValue = rawValue }

        /// `Call.http`.
        public static var http: Needs { Needs(rawValue: 1) }
        /// `Call.keyValueStore`.
        public static var keyValueStore: Needs { Needs(rawValue: 2) }
        /// Sockets that the plugin opens itself.
        public static var network: Needs { Needs(rawValue: 4) }
        /// `ToolSetup.dataFolder`.
        public static var dataFolder: Needs { Needs(rawValue: 8) }

        /// `Call.embedding`.
        public static var embedding: Needs { Needs(rawValue: 16) }
        /// `Call.blobs`.
        public static var blobs: Needs { Needs(rawValue: 32) }
        /// `Call.principals`.
        public static var caller: Needs { Needs(rawValue: 64) }
        /// `Call.credentials`; the operator grants it explicitly.
        public static var credentials: Needs { Needs(rawValue: 128) }
        /// `Call.egress`.
        public static var egress: Needs { Needs(rawValue: 256) }
        /// `Call.stream`.
        public static var stream: Needs { Needs(rawValue: 512) }

        var manifest: JSON {
            var services: [JSON] = []
            for (need, id) in [
                (.http, AH_EXT_HOST_HTTP), (.keyValueStore, AH_EXT_HOST_KV), (.embedding, AH_EXT_HOST_EMBEDDING),
                (.blobs, AH_EXT_HOST_BLOB), (.caller, AH_EXT_HOST_CALLER), (.credentials, AH_EXT_HOST_CREDENTIALS),
                (.egress, AH_EXT_HOST_EGRESS), (.stream, AH_EXT_HOST_STREAM),
            ] as [(Needs, String)] where contains(need) { services.append(.string(id)) }
            return [
                "services": .array(services), "network": .bool(contains(.network)),
                "data": .bool(contains(.dataFolder)),
                "build": ["language": "swift"],
            ]
        }
    }

    // SAFETY: written below before anyone can see it, never written or freed afterwards.
    private nonisolated(unsafe) let table: UnsafePointer<ah_plugin>

    /// Builds the plugin's tables, which live until the process ends.
    ///
    /// - Parameters:
    ///   - id: Reverse DNS, such as `com.example.erp`: `[a-z0-9.-]`, at most 64 characters.
    ///   - version: `major.minor.patch`.
    public init(id: String, version: String, needs: Needs, types: [ToolType]) {
        let tables = UnsafeMutableBufferPointer<UnsafePointer<ah_tool_type>?>.allocate(capacity: types.count)
        _ = tables.initialize(from: types.map { Immortal.value($0.table) })

        var plugin = ah_plugin()
        plugin.size = UInt32(MemoryLayout<ah_plugin>.size)
        plugin.abi = AH_ABI
        plugin.min_host_abi = AH_ABI
        plugin.type_count = UInt32(clamping: types.count)
        plugin.id = Immortal.text(id)
        plugin.version = Immortal.text(version)
        plugin.manifest_json = Immortal.text(String(decoding: needs.manifest.bytes, as: UTF8.self))
        plugin.types = UnsafePointer(tables.baseAddress)
        table = Immortal.value(plugin)
    }

    /// What the library's `ah_plugin_v1` returns: the plugin's table, or nil for a host that is too old.
    public func table(forHostABI hostABI: UInt32) -> UnsafePointer<ah_plugin>? {
        hostABI >> 16 == AH_ABI >> 16 && hostABI >= table.pointee.min_host_abi ? table : nil
    }
}
