import HubCore
import HubStorage

/// Writes the demo tenant's rows where they are missing, and points its tools at this run's demo ERP.
struct DemoSeed {
    static let tenant = "demo"

    let tenants: any TenantStore
    let agents: any AgentStore
    let tools: any ToolStore
    let permissions: any PermissionStore
    /// `http://127.0.0.1:PORT`, without a slash at its end.
    let erp: String

    func run() async throws {
        guard let id = TenantID(Self.tenant) else { return }
        if try await tenants.tenant(id) == nil {
            try await tenants.create(Tenant(id: id, name: "Demo Trading Company"))
        }
        let existingTools = Dictionary(
            try await tools.tools(visibleTo: nil).filter { $0.owner == nil }.map { ($0.name, $0) }
        ) { first, _ in first }
        for var tool in DemoRows.tools(erp: erp) {
            guard let existing = existingTools[tool.name] else {
                try await tools.create(tool)
                continue
            }
            // The demo ERP's port may be another one than last time.
            if existing.endpoint != tool.endpoint {
                tool = existing.moved(to: tool.endpoint)
                try await tools.update(tool)
            }
        }
        let existingAgents = Dictionary(
            try await agents.agents(visibleTo: nil).filter { $0.owner == nil }.map { ($0.name, $0) }
        ) { first, _ in first }
        for agent in DemoRows.agents where existingAgents[agent.name] == nil {
            try await agents.create(agent)
            try await permissions.set(
                Permission(subject: .agent(agent.id), isEnabled: true), for: TenantScope(tenant: id))
        }
    }
}

extension Tool {
    fileprivate func moved(to endpoint: String?) -> Tool {
        var tool = self
        tool.endpoint = endpoint
        return tool
    }
}
