import HubCore
import HubCrypto
import PluginABI

/// What an instance is told of its place: opaque ids, which mean nothing outside this installation.
struct InstanceScope: Sendable {
    /// nil: a platform's row that is tried for no tenant.
    let tenant: TenantID?
    let tool: Tool
    let installation: String

    /// As the ABI's `scope_json`.
    var json: JSONValue {
        [
            "scope": .string(opaque("tenant", tenant?.rawValue ?? "")),
            "row": .string(opaque("row", tool.id.description)), "version": .int(tool.version),
            "limits": ["payload": .int(Int(AH_MAX_PAYLOAD))],
        ]
    }

    private func opaque(_ kind: String, _ value: String) -> String {
        String(SHA256.hex("\(installation)\0\(kind)\0\(value)").prefix(32))
    }
}
