import PluginSDK

/// A plugin that shows the SDK's behaviour to the tests: each tool type does one thing with it.
private let plugin = Plugin(
    id: "test.probe", version: "1.2.3",
    needs: [
        .http, .keyValueStore, .dataFolder, .embedding, .blobs, .caller, .credentials, .egress, .stream,
    ],
    types: [
        type("ECHO") { _ in EchoTool() },
        type("PARSE") { _ in ParseTool() },
        type("THROW") { _ in ThrowingTool() },
        type("HTTP") { _ in HTTPProbe() },
        type("CACHE") { _ in CacheTool() },
        type("FACTS") { _ in FactsTool() },
        type("HOLD") { _ in HoldingTool() },
        type("BREAKER") { _ in BreakerTool() },
        type("SETUP") { setup in try SetupTool(setup) },
        type("SERVICE") { _ in ServiceTool() },
        type("STREAM") { StreamingTool(setup: $0) },
        type("WRITE") { WritingTool(setup: $0) },
        keeping(type("KEEP") { _ in KeepingTool() }),
        // Says that it keeps documents, and does not.
        keeping(type("FORGET") { _ in EchoTool() }),
    ])

private func type(_ id: String, make: @escaping @Sendable (ToolSetup) throws -> any Tool) -> ToolType {
    var type = ToolType(
        id: id, version: "0.1", description: "Shows \(id).", effects: [.idempotent, .blocking], make: make)
    type.inputSchema = #"{"type": "object"}"#
    type.maximumConcurrency = 7
    type.defaultTimeoutMilliseconds = 1500
    return type
}

private func keeping(_ type: ToolType) -> ToolType {
    var type = type
    type.keepsKnowledge = true
    return type
}

/// The entry point that the host looks for.
@c @implementation
public func ah_plugin_v1(_ hostABI: UInt32) -> UnsafePointer<ah_plugin>? { plugin.table(forHostABI: hostABI) }
