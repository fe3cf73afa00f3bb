import HubCore
import HubEngine
import Hummingbird

/// `/api/admin/tools`.
struct ToolAdminRoutes {
    let tools: any ToolStore
    let schemas: any SchemaChecker
    let types: any ToolTypeCatalog
    let engine: ChatEngine

    func add(to group: some RouterMethods<AdminContext>) {
        group.post("tools", use: create)
        group.get("tools", use: list)
        group.get("tools/{id}", use: show)
    }

    @Sendable private func create(_ request: Request, _ context: AdminContext) async throws -> Response {
        let tool = try await ToolBody.read(await request.object(), for: context, schemas: schemas, types: types)
        try await storage { try await tools.create(tool) }
        engine.invalidate(tool.owner.map(TenantScope.init))
        return .json(ToolBody.json(tool), status: .created)
    }

    @Sendable private func list(_ request: Request, _ context: AdminContext) async throws -> Response {
        let rows = try await storage { try await tools.tools(visibleTo: context.visibility) }
        return .json(["tools": .array(rows.map(ToolBody.json)), "next": .null])
    }

    @Sendable private func show(_ request: Request, _ context: AdminContext) async throws -> Response {
        guard let id = context.parameters.get("id").flatMap({ ToolID($0) }),
            let tool = try await storage({ try await tools.tool(id) }), context.sees(tool.owner)
        else { throw Problem.notFound("tool") }
        return .json(ToolBody.json(tool))
    }
}
