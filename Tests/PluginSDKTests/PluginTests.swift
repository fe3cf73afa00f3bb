import Glibc
import HubCore
import PluginABI
import Support
import Testing

@Suite(.timeLimit(.minutes(1))) struct PluginTests {
    private let host: ScriptedPluginHost

    init() throws { host = try ScriptedPluginHost("ProbePlugin") }

    @Test func describesThePluginInItsTable() throws {
        let plugin = host.plugin.pointee
        #expect(plugin.size == UInt32(MemoryLayout<ah_plugin>.size))
        #expect(plugin.abi == AH_ABI)
        #expect(plugin.min_host_abi == 0x0001_0000)
        #expect(plugin.id.map { String(cString: $0) } == "test.probe")
        #expect(plugin.version.map { String(cString: $0) } == "1.2.3")
        #expect(host.types.count == 14)

        let manifest = try JSONValue(parsing: try #require(plugin.manifest_json.map { String(cString: $0) }))
        #expect(
            manifest["services"] == [
                "agenthub.host.http/1", "agenthub.host.kv/1", "agenthub.host.embedding/1", "agenthub.host.blob/1",
                "agenthub.host.caller/1", "agenthub.host.credentials/1", "agenthub.host.egress/1",
                "agenthub.host.stream/1",
            ])
        #expect(manifest["data"] == true)
        #expect(manifest["network"] == false)
    }

    @Test func describesEachToolTypeInItsTable() throws {
        let type = try #require(host.types["ECHO"]).pointee
        #expect(type.size == UInt32(MemoryLayout<ah_tool_type>.size))
        #expect(type.flags == UInt32(AH_TOOL_IDEMPOTENT | AH_TOOL_BLOCKING))
        #expect(type.version.map { String(cString: $0) } == "0.1")
        #expect(type.description.map { String(cString: $0) } == "Shows ECHO.")
        #expect(type.config_schema == nil)
        #expect(type.input_schema.map { String(cString: $0) } == #"{"type": "object"}"#)
        #expect(type.output_schema == nil)
        #expect(type.max_concurrency == 7)
        #expect(type.default_timeout_ms == 1500)
        #expect(type.create != nil && type.destroy != nil && type.invoke != nil)
    }

    @Test(.disabled(if: PluginMode.isIsolated, "it looks at the loaded library itself"))
    func refusesAHostOfAnotherMajorVersion() throws {
        let symbol = try #require(dlsym(try BuildProducts.open("ProbePlugin"), "ah_plugin_v1"))
        // SAFETY: the symbol's name says its type.
        let entry = unsafeBitCast(symbol, to: ah_plugin_entry.self)
        #expect(entry(0x0002_0000) == nil)
        #expect(entry(0x0000_FFFF) == nil)
        #expect(entry(0x0001_0007) == host.plugin)
        #expect(entry(AH_ABI) == host.plugin)
    }
}
