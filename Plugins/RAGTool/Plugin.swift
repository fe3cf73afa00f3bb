import PluginSDK

private let plugin = Plugin(id: "agenthub.rag", version: "1.0.0", needs: [.http, .embedding, .blobs, .caller, .dataFolder], types: [])

/// The entry point that the host looks for.
@c @implementation
public func ah_plugin_v1(_ hostABI: UInt32) -> UnsafePointer<ah_plugin>? { plugin.table(forHostABI: hostABI) }
