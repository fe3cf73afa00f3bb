import HubCore
import PluginABI

/// What an instance is told of its place.
struct InstanceScope: Sendable {
    /// nil: a platform's row that is tried for no tenant.
    let tenant: TenantID?
    let tool: Tool
    let names: OpaqueNames

    /// As the ABI's `scope_json`.
    var json: JSONValue {
        [
            "scope": .string(names.scope(of: tenant)), "row": .string(names.row(tool.id)),
            "version": .int(tool.version), "limits": ["payload": .int(Int(AH_MAX_PAYLOAD))],
        ]
    }
}
