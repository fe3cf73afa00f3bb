import HubCore
import HubEngine
import Hummingbird

/// `/api/admin/tenants/{tenant}/output-overrides`.
struct OverrideRoutes {
    private typealias Call = OperationCall<AdminContext>

    let tenants: any TenantStore
    let overrides: any OutputOverrideStore
    let changes: any ConfigurationAnnouncer

    var operations: [Operation<AdminContext>] {
        [
            Operation(
                .get, "tenants/{tenant}/output-overrides", id: "listOutputOverrides",
                "The tenant's own forms of agents' answers.",
                answers: [.ok(OverrideBody.list, "All of them.")], refusals: [.notFound], handler: list),
            Operation(
                .put, "tenants/{tenant}/output-overrides/{agent}", id: "putOutputOverride",
                "Give an agent's answers another form for this tenant. 404 for an agent that it does not see.",
                body: OverrideBody.new, answers: [.ok(OverrideBody.answer, "It holds from the next turn on.")],
                refusals: [.notFound], handler: put),
            Operation(
                .delete, "tenants/{tenant}/output-overrides/{agent}", id: "deleteOutputOverride",
                "Let the agent's own form hold again.", answers: [.noContent("It is gone.")], refusals: [.notFound],
                handler: delete),
        ]
    }

    private func list(_ call: Call) async throws -> Response {
        let scope = try await scope(call)
        let rows = try await storage { try await overrides.overrides(of: scope) }
        return .json(["overrides": .array(rows.map(OverrideBody.json)), "next": .null])
    }

    private func put(_ call: Call) async throws -> Response {
        let scope = try await scope(call)
        let agent: AgentID = try call.id("agent", "agent")
        var reader = call.body
        let override = OverrideBody.read(&reader, for: agent)
        try reader.finish()
        let stored = try await storage {
            do {
                return try await overrides.set(override, for: scope, by: call.context.author)
            } catch ConfigurationStoreError.missing {
                throw Problem.notFound("agent")
            }
        }
        await changes.changed(scope)
        return .json(OverrideBody.json(stored))
    }

    private func delete(_ call: Call) async throws -> Response {
        let scope = try await scope(call)
        let agent: AgentID = try call.id("agent", "agent")
        try await storage {
            try await overrides.delete(overrideOf: agent, for: scope, by: call.context.author)
        }
        await changes.changed(scope)
        return Response(status: .noContent)
    }

    private func scope(_ call: Call) async throws -> TenantScope {
        TenantScope(tenant: try await call.tenant(in: tenants).id)
    }
}
