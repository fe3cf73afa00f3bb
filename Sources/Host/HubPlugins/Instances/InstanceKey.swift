import HubCore

/// What an instance serves: one version of one tool row, for one tenant, of one release of the row's plugin.
struct InstanceKey: Hashable, Sendable {
    struct Row: Hashable, Sendable {
        let tenant: TenantID
        let tool: ToolID
        /// Its number.
        let release: Int
    }

    let row: Row
    let version: Int

    init(tenant: TenantID, tool: Tool, release: LoadedPlugin) {
        row = Row(tenant: tenant, tool: tool.id, release: release.number)
        version = tool.version
    }
}

/// What a transport knows an instance by; in process the plugin's own pointer.
struct InstanceHandle: Hashable, Sendable {
    let bits: UInt
}
