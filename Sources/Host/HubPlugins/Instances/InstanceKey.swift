import HubCore

/// What an instance serves: one version of one tool row, for one tenant.
struct InstanceKey: Hashable, Sendable {
    struct Row: Hashable, Sendable {
        let tenant: TenantID
        let tool: ToolID
    }

    let row: Row
    let version: Int

    init(tenant: TenantID, tool: Tool) {
        row = Row(tenant: tenant, tool: tool.id)
        version = tool.version
    }
}

/// What a transport knows an instance by; in process the plugin's own pointer.
struct InstanceHandle: Hashable, Sendable {
    let bits: UInt
}
