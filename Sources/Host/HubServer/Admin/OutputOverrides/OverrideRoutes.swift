import HubCore
import HubEngine
import Hummingbird

/// `/api/admin/tenants/{tenant}/output-overrides`.
struct OverrideRoutes {
    private typealias Call = OperationCall<AdminContext>

    let tenants: any TenantStore
    let overrides: any OutputOverrideStore
    let changes: any ConfigurationAnnouncer

    private static let cursor = Paging.cursor(of: Agent.self)

    var operations: [Operation<AdminContext>] {
        [
            Operation(
                .get, "tenants/{tenant}/output-overrides", id: "listOutputOverrides",
                "The tenant's own forms of agents' answers.",
                parameters: [Paging.limit.description, Self.cursor.description],
                answers: [.ok(OverrideBody.list, "A page of them, by the agent's id.")], refusals: [.notFound],
                handler: list),
            Operation(
                .get, "tenants/{tenant}/output-overrides/{agent}", id: "readOutputOverride",
                "The tenant's own form of one agent's answers. 404 where it has none.",
                answers: [.ok(OverrideBody.answer, "The override.", headers: ["ETag"])], refusals: [.notFound],
                handler: show),
            Operation(
                .put, "tenants/{tenant}/output-overrides/{agent}", id: "putOutputOverride",
                "Give an agent's answers another form for this tenant. 404 for an agent that it does not see.",
                parameters: [EntityTag.ifMatch], body: OverrideBody.new,
                answers: [.ok(OverrideBody.answer, "It holds from the next turn on.", headers: ["ETag"])],
                refusals: [.notFound, .preconditionFailed], handler: put),
            Operation(
                .delete, "tenants/{tenant}/output-overrides/{agent}", id: "deleteOutputOverride",
                "Let the agent's own form hold again.", parameters: [EntityTag.ifMatch],
                answers: [.noContent("It is gone.")], refusals: [.notFound, .preconditionFailed], handler: delete),
        ]
    }

    private func list(_ call: Call) async throws -> Response {
        let scope = try await scope(call)
        let page = try call.page(Self.cursor)
        let rows = try await storage { try await overrides.overrides(of: scope, page) }
        return .json(
            Paging.body(
                "overrides", rows, limit: try call.limit, cursor: \.agent.description, json: OverrideBody.json))
    }

    private func show(_ call: Call) async throws -> Response {
        let override = try await override(call, for: try await scope(call))
        guard let override else { throw Problem.notFound("output override") }
        return .row(OverrideBody.json(override), version: override.version)
    }

    private func put(_ call: Call) async throws -> Response {
        let scope = try await scope(call)
        let agent: AgentID = try call.id("agent", "agent")
        var reader = call.body
        let body = OverrideBody.read(&reader, for: agent)
        try reader.finish()
        return try await retryingStale(call) {
            let old = try await override(call, for: scope)
            try EntityTag.check(call.request, admits: old?.version)
            var new = body
            new.version = old?.version ?? 0
            let stored = try await storage {
                do {
                    return try await overrides.set(new, for: scope, by: call.context.author)
                } catch ConfigurationStoreError.missing {
                    throw Problem.notFound("agent")
                }
            }
            await changes.changed(scope)
            return .row(OverrideBody.json(stored), version: stored.version)
        }
    }

    private func delete(_ call: Call) async throws -> Response {
        let scope = try await scope(call)
        return try await retryingStale(call) {
            guard let old = try await override(call, for: scope) else { throw Problem.notFound("output override") }
            try EntityTag.check(call.request, admits: old.version)
            try await storage { try await overrides.delete(old, for: scope, by: call.context.author) }
            await changes.changed(scope)
            return Response(status: .noContent)
        }
    }

    private func override(_ call: Call, for scope: TenantScope) async throws -> OutputOverride? {
        let agent: AgentID = try call.id("agent", "agent")
        return try await storage { try await overrides.override(of: agent, for: scope) }
    }

    private func scope(_ call: Call) async throws -> TenantScope {
        TenantScope(tenant: try await call.tenant(in: tenants).id)
    }
}
