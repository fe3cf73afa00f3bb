import HubCore
import HubEngine
import Hummingbird

/// `/api/admin/tenants` and the grants below it.
struct TenantRoutes {
    let tenants: any TenantStore
    let permissions: any PermissionStore
    let agents: any AgentStore
    let tools: any ToolStore
    let engine: ChatEngine

    func add(to group: some RouterMethods<AdminContext>) {
        group.post("tenants", use: create)
        group.get("tenants", use: list)
        group.get("tenants/{tenant}", use: show)
        group.post("tenants/{tenant}/permissions", use: grant)
        group.get("tenants/{tenant}/permissions", use: grants)
    }

    @Sendable private func create(_ request: Request, _ context: AdminContext) async throws -> Response {
        try context.requirePlatformAdmin()
        let tenant = try TenantBody.read(await request.object())
        try await storage { try await tenants.create(tenant) }
        engine.invalidate(TenantScope(tenant: tenant.id))
        return .json(TenantBody.json(tenant), status: .created)
    }

    @Sendable private func list(_ request: Request, _ context: AdminContext) async throws -> Response {
        let page = try PageQuery(request)
        guard context.isPlatformAdmin else {
            let own = try await storage { try await tenants.tenant(context.caller.scope.tenant) }
            return .json(page.body("tenants", own.map { [TenantBody.json($0)] } ?? [], next: nil))
        }
        let after = try page.cursor(TenantID.init)
        let rows = try await storage { try await tenants.tenants(after: after, limit: page.limit) }
        return .json(page.body("tenants", rows.map(TenantBody.json), next: rows.last?.id.rawValue))
    }

    @Sendable private func show(_ request: Request, _ context: AdminContext) async throws -> Response {
        .json(TenantBody.json(try await tenant(context)))
    }

    @Sendable private func grant(_ request: Request, _ context: AdminContext) async throws -> Response {
        let tenant = try await tenant(context)
        var reader = try await request.object()
        let agentName = reader.string("agent_id")
        let toolName = reader.string("tool_id")
        let isEnabled = reader.bool("enabled") ?? true
        if (agentName == nil) == (toolName == nil) {
            reader.note("agent_id", "or tool_id is required, and not both.")
        }
        try reader.finish()
        let permission: Permission
        if let agentName {
            let visible = try await storage { try await agents.agents(visibleTo: tenant.id) }
            guard
                let agent = Self.row(named: agentName, in: visible, id: \.id.description, name: \.name, owner: \.owner)
            else { throw Problem.invalid("/agent_id", "names no agent that this tenant could use.") }
            try Self.requireRight(to: agent.owner, context)
            permission = Permission(subject: .agent(agent.id), isEnabled: isEnabled)
        } else {
            let visible = try await storage { try await tools.tools(visibleTo: tenant.id) }
            guard
                let tool = Self.row(
                    named: toolName ?? "", in: visible, id: \.id.description, name: \.name, owner: \.owner)
            else { throw Problem.invalid("/tool_id", "names no tool that this tenant could use.") }
            try Self.requireRight(to: tool.owner, context)
            permission = Permission(subject: .tool(tool.id), isEnabled: isEnabled)
        }
        let scope = TenantScope(tenant: tenant.id)
        try await storage { try await permissions.set(permission, for: scope) }
        engine.invalidate(scope)
        return .json(permission.json, status: .created)
    }

    @Sendable private func grants(_ request: Request, _ context: AdminContext) async throws -> Response {
        let scope = TenantScope(tenant: try await tenant(context).id)
        let rows = try await storage { try await permissions.permissions(of: scope) }
        return .json(["permissions": .array(rows.map(\.json)), "next": .null])
    }

    private func tenant(_ context: AdminContext) async throws -> Tenant {
        let scope = try context.scope(of: context.parameters.get("tenant"))
        guard let tenant = try await storage({ try await tenants.tenant(scope.tenant) }) else {
            throw Problem.notFound("tenant")
        }
        return tenant
    }

    /// A row by id, or by name: the tenant's own before the platform's.
    private static func row<Row>(
        named text: String, in rows: [Row], id: (Row) -> String, name: (Row) -> String, owner: (Row) -> TenantID?
    ) -> Row? {
        rows.first { id($0) == text.lowercased() } ?? rows.first { name($0) == text && owner($0) != nil }
            ?? rows.first { name($0) == text }
    }

    /// Only the platform's administrator gives away what is the platform's.
    private static func requireRight(to owner: TenantID?, _ context: AdminContext) throws {
        if owner == nil { try context.requirePlatformAdmin() }
    }
}

extension Permission {
    fileprivate var json: JSONValue {
        switch subject {
        case .agent(let id): ["agent_id": .string(id.description), "enabled": .bool(isEnabled)]
        case .tool(let id): ["tool_id": .string(id.description), "enabled": .bool(isEnabled)]
        }
    }
}
