import HubCore
import PluginABI
import RunnerProtocol
import Synchronization

/// A plugin as a runner describes it, without starting it; asked once for each file.
// SAFETY: never changed; the pointers in it lead to what is never freed.
struct RunnerDescription: @unchecked Sendable {
    struct Entry {
        var type = ah_tool_type()
        let has: UInt32
    }

    let plugin: ah_plugin
    let types: [Entry]
    let manifest: JSONValue

    private static let known = Mutex<[String: RunnerDescription]>([:])

    static func of(_ library: String) throws -> RunnerDescription {
        if let description = known.withLock({ $0[library] }) { return description }
        let process = try RunnerProcess(["--describe"] + BuildProducts.toRead, library)
        let description = try RunnerDescription(try process.next(AHR_DESCRIPTION).payload)
        process.read { _ in }
        return known.withLock { known in
            if let first = known[library] { return first }
            known[library] = description
            return description
        }
    }

    private init(_ payload: [UInt8]) throws {
        var rest = RunnerPayload(payload)
        var plugin = ah_plugin()
        plugin.size = UInt32(MemoryLayout<ah_plugin>.size)
        plugin.abi = rest.number()
        plugin.min_host_abi = rest.number()
        plugin.id = rest.text()
        plugin.version = rest.text()
        plugin.manifest_json = rest.text()
        plugin.type_count = rest.number()
        types = (0..<plugin.type_count).map { _ in Self.entry(&rest) }
        self.plugin = plugin
        manifest = try plugin.manifest_json.map { try JSONValue(parsing: String(cString: $0)) } ?? [:]
    }

    private static func entry(_ rest: inout RunnerPayload) -> Entry {
        var type = ah_tool_type()
        type.size = UInt32(MemoryLayout<ah_tool_type>.size)
        type.flags = rest.number()
        type.max_concurrency = rest.number()
        type.default_timeout_ms = rest.number()
        let has = rest.number(UInt32.self)
        type.id = rest.text()
        type.version = rest.text()
        type.description = rest.text()
        type.config_schema = rest.text()
        type.input_schema = rest.text()
        type.output_schema = rest.text()
        return Entry(type: type, has: has)
    }
}
