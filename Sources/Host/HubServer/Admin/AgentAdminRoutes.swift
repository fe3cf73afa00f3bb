import HubCore
import HubEngine
import Hummingbird

/// `/api/admin/agents`.
struct AgentAdminRoutes {
    let agents: any AgentStore
    let engine: ChatEngine

    func add(to group: some RouterMethods<AdminContext>) {
        group.post("agents", use: create)
        group.get("agents", use: list)
        group.post("agents/reload", use: reload)
        group.get("agents/{id}", use: show)
    }

    @Sendable private func create(_ request: Request, _ context: AdminContext) async throws -> Response {
        let agent = try AgentBody.read(await request.object(), for: context)
        try await storage { try await agents.create(agent) }
        engine.invalidate(agent.owner.map(TenantScope.init))
        return .json(AgentBody.json(agent), status: .created)
    }

    @Sendable private func list(_ request: Request, _ context: AdminContext) async throws -> Response {
        let rows = try await storage { try await agents.agents(visibleTo: context.visibility) }
        return .json(["agents": .array(rows.map(AgentBody.json)), "next": .null])
    }

    @Sendable private func show(_ request: Request, _ context: AdminContext) async throws -> Response {
        guard let id = context.parameters.get("id").flatMap({ AgentID($0) }),
            let agent = try await storage({ try await agents.agent(id) }), context.sees(agent.owner)
        else { throw Problem.notFound("agent") }
        return .json(AgentBody.json(agent))
    }

    /// Forgets what is cached of the caller's tenant, or of all tenants for the platform's administrator.
    @Sendable private func reload(_ request: Request, _ context: AdminContext) async throws -> Response {
        engine.invalidate(context.visibility.map(TenantScope.init))
        return Response(status: .noContent)
    }
}

extension AdminContext {
    /// Whether a row of this owner is visible to the administrator.
    func sees(_ owner: TenantID?) -> Bool { isPlatformAdmin || owner == nil || owner == caller.scope.tenant }
}
