import HubCore
import HubEngine
import Hummingbird

/// `/api/admin/tenants/{tenant}/llm-configs`.
struct LLMConfigRoutes {
    private typealias Call = OperationCall<AdminContext>

    let tenants: any TenantStore
    let configurations: any LLMConfigurationStore
    let sealer: any SecretSealer
    let changes: any ConfigurationAnnouncer

    var operations: [Operation<AdminContext>] {
        [
            Operation(
                .put, "tenants/{tenant}/llm-configs", id: "putLLMConfig",
                "Choose the tenant's models, its keys for them, and who routes.", parameters: [EntityTag.ifMatch],
                body: LLMConfigBody.new,
                answers: [.ok(LLMConfiguration.answer, "It holds from the next turn on.", headers: ["ETag"])],
                refusals: [.notFound, .preconditionFailed], handler: put),
            Operation(
                .get, "tenants/{tenant}/llm-configs", id: "readLLMConfig",
                "The tenant's models. Without a choice of its own the list is empty and the host's model answers.",
                answers: [.ok(LLMConfiguration.answer, "The choice.", headers: ["ETag"])], refusals: [.notFound],
                handler: show),
        ]
    }

    private func put(_ call: Call) async throws -> Response {
        let scope = TenantScope(tenant: try await call.tenant(in: tenants).id)
        return try await retryingStale(call) {
            let old = try await configuration(of: scope)
            try EntityTag.check(call.request, admits: old.version)
            var reader = call.body
            let body = LLMConfigBody(&reader)
            try reader.finish()
            let new = try body.configuration(replacing: old.version, sealedBy: sealer)
            let stored = try await storage {
                do {
                    return try await configurations.set(new, for: scope, by: call.context.author)
                } catch ConfigurationStoreError.missing(let field, let name) {
                    throw Self.unknown(name, field, in: new)
                }
            }
            await changes.changed(scope)
            return .row(stored.json, version: stored.version)
        }
    }

    private func show(_ call: Call) async throws -> Response {
        let scope = TenantScope(tenant: try await call.tenant(in: tenants).id)
        let configuration = try await configuration(of: scope)
        return .row(configuration.json, version: configuration.version)
    }

    private func configuration(of scope: TenantScope) async throws -> LLMConfiguration {
        try await storage { try await configurations.llmConfiguration(of: scope) } ?? LLMConfiguration(models: [])
    }

    /// Points at the entry that names the model.
    private static func unknown(_ name: String, _ field: String, in configuration: LLMConfiguration) -> Problem {
        let message = "names \"\(name)\", which is no model that this tenant may choose."
        if field != LLMConfigBody.supervisor.name, field != LLMConfigBody.embeddingModel.name,
            let index = configuration.models.firstIndex(where: { $0.model.description == name })
        {
            return Problem.invalid("/\(LLMConfigBody.models.name)/\(index)/\(LLMConfigBody.model.name)", message)
        }
        let isEmbedding = field == LLMConfigBody.embeddingModel.name
        return Problem.invalid(
            "/\((isEmbedding ? LLMConfigBody.embeddingModel : LLMConfigBody.supervisor).name)", message)
    }
}
