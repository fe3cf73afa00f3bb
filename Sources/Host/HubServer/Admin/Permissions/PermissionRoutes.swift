import HubCore
import HubEngine
import Hummingbird

/// `/api/admin/tenants/{tenant}/permissions`.
struct PermissionRoutes {
    private typealias Call = OperationCall<AdminContext>

    let tenants: any TenantStore
    let permissions: any PermissionStore
    let agents: any AgentStore
    let tools: any ToolStore
    let changes: any ConfigurationAnnouncer

    private static let cursor = Paging.cursor(of: Permission.self)

    var operations: [Operation<AdminContext>] {
        [
            Operation(
                .post, "tenants/{tenant}/permissions", id: "setPermission",
                "Grant or refuse a tenant an agent, with its tools, or a tool.", body: PermissionBody.new,
                answers: [
                    Answer(status: .created, text: "It holds from the next turn on.", shape: PermissionBody.answer)
                ], refusals: [.notFound], isRepeatable: true, keepsAnswer: true, handler: grant),
            Operation(
                .get, "tenants/{tenant}/permissions", id: "listPermissions", "What the tenant was granted or refused.",
                parameters: [Paging.limit.description, Self.cursor.description],
                answers: [.ok(PermissionBody.list, "A page of grants and refusals, by the id of what they are for.")],
                refusals: [.notFound], handler: list),
        ]
    }

    private func grant(_ call: Call) async throws -> Response {
        let tenant = try await call.tenant(in: tenants)
        var reader = call.body
        let agentName = reader.value(PermissionBody.agent)
        let toolName = reader.value(PermissionBody.tool)
        let isEnabled = reader.value(PermissionBody.isEnabled) ?? true
        if reader.problems.isEmpty, (agentName == nil) == (toolName == nil) {
            reader.note(PermissionBody.agent.name, "or tool_id is required, and not both.")
        }
        try reader.finish()
        let scope = TenantScope(tenant: tenant.id)
        let subject: Permission.Subject
        if let agentName {
            guard let agent = try await agent(agentName, of: scope) else {
                throw Problem.invalid("/agent_id", "names no agent that this tenant could use.")
            }
            try call.context.requireRight(to: agent.owner)
            subject = .agent(agent.id)
        } else {
            guard let tool = try await tool(toolName ?? "", of: scope) else {
                throw Problem.invalid("/tool_id", "names no tool that this tenant could use.")
            }
            try call.context.requireRight(to: tool.owner)
            subject = .tool(tool.id)
        }
        let permission = Permission(subject: subject, isEnabled: isEnabled)
        let response = Response.json(PermissionBody.json(permission), status: .created)
        let author = try await call.author(answering: response)
        try await storage { try await permissions.set(permission, for: scope, by: author) }
        await changes.changed(scope)
        return response
    }

    private func list(_ call: Call) async throws -> Response {
        let scope = TenantScope(tenant: try await call.tenant(in: tenants).id)
        let page = try call.page(Self.cursor)
        let rows = try await storage { try await permissions.permissions(of: scope, page) }
        return .json(
            Paging.body(
                "permissions", rows, limit: try call.limit, cursor: \.place, json: PermissionBody.json))
    }

    /// By id, else by name, where the tenant's own row goes before the platform's.
    private func agent(_ text: String, of scope: TenantScope) async throws -> Agent? {
        try await storage {
            if let id = AgentID(text), let agent = try await agents.agent(id, visibleTo: .tenant(scope)) {
                return agent
            }
            let rows = try await agents.agents(RowFilter(visibleTo: .tenant(scope), name: text), RowPage(limit: 2))
            return rows.first { $0.owner != nil } ?? rows.first
        }
    }

    private func tool(_ text: String, of scope: TenantScope) async throws -> Tool? {
        try await storage {
            if let id = ToolID(text), let tool = try await tools.tool(id, visibleTo: .tenant(scope)) { return tool }
            let rows = try await tools.tools(RowFilter(visibleTo: .tenant(scope), name: text), RowPage(limit: 2))
            return rows.first { $0.owner != nil } ?? rows.first
        }
    }
}
