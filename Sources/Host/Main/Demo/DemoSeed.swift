import HubCore
import HubStorage

/// Writes the demo tenant's rows where they are missing, and points its tools at this run's demo ERP.
struct DemoSeed {
    static let tenant = "demo"

    let tenants: any TenantStore
    let agents: any AgentStore
    let tools: any ToolStore
    let permissions: any PermissionStore
    let files: any FileStore
    let knowledge: any KnowledgeStore & KnowledgeDocumentStore
    /// `http://127.0.0.1:PORT`, without a slash at its end.
    let erp: String

    func run() async throws {
        guard let id = TenantID(Self.tenant), let user = UserID("agenthub serve --demo") else { return }
        let author = ConfigurationAuthor(tenant: id, user: user, requestID: "demo")
        if try await tenants.tenant(id) == nil {
            try await tenants.create(Tenant(id: id, name: "Demo Trading Company"), by: author)
        }
        for tool in DemoRows.tools(erp: erp) {
            guard var existing = try await existingTool(named: tool.name) else {
                try await tools.create(tool, by: author)
                continue
            }
            // The demo ERP's port may be another one than last time.
            if existing.endpoint != tool.endpoint {
                existing.endpoint = tool.endpoint
                _ = try await tools.update(existing, by: author)
            }
        }
        for agent in DemoRows.agents where try await !hasAgent(named: agent.name) {
            try await agents.create(agent, by: author)
            try await permissions.set(
                Permission(subject: .agent(agent.id), isEnabled: true), for: TenantScope(tenant: id), by: author)
        }
        try await DemoLibrary(files: files, knowledge: knowledge, scope: TenantScope(tenant: id), author: author).fill()
    }

    /// The platform's tool of this name.
    private func existingTool(named name: String) async throws -> Tool? {
        try await tools.tools(RowFilter(visibleTo: .platform, name: name), RowPage(limit: 200)).first {
            $0.owner == nil
        }
    }

    private func hasAgent(named name: String) async throws -> Bool {
        try await agents.agents(RowFilter(visibleTo: .platform, name: name), RowPage(limit: 200)).contains {
            $0.owner == nil
        }
    }
}
