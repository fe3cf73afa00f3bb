import HubCore
import PluginABI

/// What an instance is told of its place.
struct InstanceScope: Sendable {
    /// nil: a platform's row that is tried for no tenant.
    let tenant: TenantID?
    let tool: Tool
    let names: OpaqueNames
    /// nil: the plugin asks for none, or the operator gives none.
    let folder: DataFolder?
    /// What the operator sets for the plugin; nil: nothing.
    let settings: JSONObject?

    init(tenant: TenantID?, tool: Tool, plugin: LoadedPlugin, names: OpaqueNames) {
        self.tenant = tenant
        self.tool = tool
        self.names = names
        folder = plugin.dataRoot.map {
            DataFolder(root: $0, plugin: plugin.descriptor.id, scope: names.scope(of: tenant))
        }
        settings = plugin.settings.map { Self.settings($0, of: tool.owner, folders: plugin.tenantFolders) }
    }

    /// Whoever writes a tenant's row chooses what it names, so it gets no further than its tenant's folders. A tenant's id is
    /// no path.
    private static func settings(_ all: JSONObject, of owner: TenantID?, folders: Set<String>) -> JSONObject {
        guard let owner else { return all }
        var settings = all
        for name in folders {
            if let folder = settings[name]?.stringValue { settings[name] = .string("\(folder)/\(owner)") }
        }
        return settings
    }

    /// As the ABI's `scope_json`.
    var json: JSONValue {
        var members: JSONObject = [
            "scope": .string(names.scope(of: tenant)), "row": .string(names.row(tool.id)),
            "version": .int(tool.version), "limits": ["payload": .int(Int(AH_MAX_PAYLOAD))],
        ]
        if let folder { members["data_dir"] = .string(folder.path) }
        if let settings { members["settings"] = .object(settings) }
        return .object(members)
    }
}
