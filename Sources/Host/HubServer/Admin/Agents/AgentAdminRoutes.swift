import HubCore
import HubEngine
import Hummingbird

/// `/api/admin/agents`.
struct AgentAdminRoutes {
    private typealias Call = OperationCall<AdminContext>

    let agents: any AgentStore
    let changes: any ConfigurationAnnouncer

    private static let named = QueryParameter<String>.text("name", "Only the rows of this name.", maximum: 64)
    private static let enabled = QueryParameter<Bool>.bool("enabled", "Only rows that are enabled, or are not.")
    private static let cursor = Paging.cursor(of: Agent.self)

    var operations: [Operation<AdminContext>] {
        [
            Operation(
                .post, "agents", id: "createAgent", "Make an agent: live at once for tenants that may use it.",
                body: AgentBody.new, answers: [.created(AgentBody.answer, "The new row.")], refusals: [.conflict],
                isRepeatable: true, keepsAnswer: true, handler: create),
            Operation(
                .get, "agents", id: "listAgents",
                "The agents that the caller administers or may grant. To a tenant_admin the platform's come without "
                    + "`prompt_template`.",
                parameters: [
                    Paging.limit.description, Self.cursor.description, Self.named.description,
                    Self.enabled.description, QueryParameter.tenant.description,
                ],
                answers: [.ok(AgentBody.page, "A page of rows, by id.")], refusals: [.notFound],
                handler: list),
            Operation(
                .get, "agents/{id}", id: "readAgent",
                "One agent; to a tenant_admin one of the platform's comes without `prompt_template`.",
                answers: [.ok(AgentBody.answer, "The row.", headers: ["ETag"])], refusals: [.notFound], handler: show),
            Operation(
                .patch, "agents/{id}", id: "changeAgent",
                "Change what the body names. What changes nothing leaves the version as it is.",
                parameters: [EntityTag.ifMatch], body: AgentBody.patch,
                answers: [.ok(AgentBody.answer, "The row as it now stands.", headers: ["ETag"])],
                refusals: [.notFound, .conflict, .preconditionFailed], handler: change),
            Operation(
                .delete, "agents/{id}", id: "deleteAgent", "Delete an agent that no tenant is granted.",
                parameters: [EntityTag.ifMatch], answers: [.noContent("It is gone.")],
                refusals: [.notFound, .conflict, .preconditionFailed], handler: delete),
            Operation(
                .post, "agents/reload", id: "reloadAgents",
                "Forget what is cached of the caller's tenant, or of all: the configuration gets a new version.",
                answers: [.noContent("Every worker reads the rows anew.")], handler: reload),
        ]
    }

    private func create(_ call: Call) async throws -> Response {
        let agent = try AgentBody.read(call.body, for: call.context)
        let response = Response.created(
            AgentBody.json(agent, for: call.context), version: agent.version, at: "/api/admin/agents/\(agent.id)")
        let author = try await call.author(answering: response)
        try await storage { try await agents.create(agent, by: author) }
        await changes.changed(agent.owner)
        return response
    }

    private func list(_ call: Call) async throws -> Response {
        let filter = RowFilter(
            visibleTo: try call.context.visibility(narrowedTo: call.query.value(.tenant)),
            name: try call.query.value(Self.named), isEnabled: try call.query.value(Self.enabled))
        let page = try call.page(Self.cursor)
        let rows = try await storage { try await agents.agents(filter, page) }
        return .json(
            Paging.body("agents", rows, limit: try call.limit, cursor: \.id.description) {
                AgentBody.json($0, for: call.context)
            })
    }

    private func show(_ call: Call) async throws -> Response {
        let agent = try await agent(call)
        return .row(AgentBody.json(agent, for: call.context), version: agent.version)
    }

    private func change(_ call: Call) async throws -> Response {
        try await retryingStale(call) {
            let old = try await agent(call)
            var agent = old
            try call.context.requireRight(to: agent.owner)
            try EntityTag.check(call.request, admits: agent.version)
            var reader = call.body
            AgentBody.apply(&reader, to: &agent)
            try reader.finish()
            let before = AgentBody.json(old, for: call.context)
            if AgentBody.json(agent, for: call.context).isSame(as: before) { return .row(before, version: old.version) }
            // Tools that the body does not name are not looked at: another row may have come to have a tool's name.
            let tools: ToolListChange = call.body.has(AgentBody.tools) ? .replaced : .kept
            let changed = try await storage {
                try await agents.update(agent, tools: tools, by: call.context.author)
            }
            await changes.changed(changed.owner)
            return .row(AgentBody.json(changed, for: call.context), version: changed.version)
        }
    }

    private func delete(_ call: Call) async throws -> Response {
        try await retryingStale(call) {
            let agent = try await agent(call)
            try call.context.requireRight(to: agent.owner)
            try EntityTag.check(call.request, admits: agent.version)
            try await storage { try await agents.delete(agent, by: call.context.author) }
            await changes.changed(agent.owner)
            return Response(status: .noContent)
        }
    }

    private func reload(_ call: Call) async throws -> Response {
        let owner = call.context.visibility.tenant
        try await storage { try await agents.reload(owner, by: call.context.author) }
        await changes.changed(owner)
        return Response(status: .noContent)
    }

    private func agent(_ call: Call) async throws -> Agent {
        let id: AgentID = try call.id("agent")
        let agent = try await storage { try await agents.agent(id, visibleTo: call.context.visibility) }
        guard let agent else { throw Problem.notFound("agent") }
        return agent
    }
}
