import HubCore
import PluginABI

/// The plugin's tables, read by the host's own eyes.
struct SizesCheck: PluginCheck {
    let id = "sizes-and-versions"
    let group = CheckGroup.file
    let promise = "the tables have their sizes, ids, versions and functions, and the manifest can be read"

    private static let manifestMembers: Set<String> = ["services", "network", "data", "limits", "build"]
    private static let flags = UInt32(AH_TOOL_BLOCKING | AH_TOOL_IDEMPOTENT | AH_TOOL_SIDE_EFFECTS)

    func run(_ bench: CheckBench) throws(CheckStop) {
        let tables = try bench.tables()
        if let refusal = bench.inspector(tables.pointer) {
            bench.voice.find(Finding("host-refuses", "the host does not load the plugin: it \(refusal)"))
            throw .found
        }
        let plugin = try bench.open()
        if let text = plugin.table.manifest_json.map({ String(cString: $0) }),
            let manifest = (try? JSONValue(parsing: text))?.objectValue
        {
            for name in manifest.keys where !Self.manifestMembers.contains(name) {
                warn("manifest-member", "the manifest has the member \"\(name)\", which no host knows", bench)
            }
            for service in plugin.services where !ServiceTables.ids.contains(service) {
                warn("manifest-service", "the manifest asks for \"\(service)\", which this host does not have", bench)
            }
        }
        for type in plugin.types {
            if type.table.flags & ~Self.flags != 0 {
                warn("flags", "\(type.id) has flags that ABI 1.0 does not have: \(type.table.flags)", bench)
            }
        }
    }

    private func warn(_ rule: String, _ message: String, _ bench: CheckBench) {
        bench.voice.find(Finding(rule, message, severity: .warning))
    }
}
