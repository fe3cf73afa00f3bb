import HTTPTypes
import HubCore
import HubEngine
import Hummingbird

/// `/api/admin/tenants/{tenant}/secrets`. Values go in and never come out.
struct SecretRoutes {
    private typealias Call = OperationCall<AdminContext>

    let tenants: any TenantStore
    let secrets: any SecretStore
    let sealer: any SecretSealer
    let changes: any ConfigurationAnnouncer

    private static let cursor = QueryParameter<SecretName>(
        "cursor", ["type": "string", "pattern": "^[A-Za-z0-9_.-]{1,64}$"], "The `next` of the page before.",
        rule: "the `next` of an earlier page", parse: { SecretName($0) })

    var operations: [Operation<AdminContext>] {
        [
            Operation(
                .put, "tenants/{tenant}/secrets/{name}", id: "putSecret",
                "Write or replace a secret that the tenant's tools name. A secret has no version: If-Match is refused.",
                body: SecretBody.new,
                answers: [
                    .ok(SecretBody.answer, "It was replaced; it holds from the next turn on."),
                    Answer(status: .created, text: "It is new.", shape: SecretBody.answer),
                ], refusals: [.notFound], handler: put),
            Operation(
                .get, "tenants/{tenant}/secrets", id: "listSecrets", "The tenant's secrets, without their values.",
                parameters: [Paging.limit.description, Self.cursor.description],
                answers: [.ok(SecretBody.list, "A page of them, by name.")], refusals: [.notFound], handler: list),
            Operation(
                .get, "tenants/{tenant}/secrets/{name}", id: "readSecret", "One secret, without its value.",
                answers: [.ok(SecretBody.answer, "What may be told of it.")], refusals: [.notFound], handler: show),
            Operation(
                .delete, "tenants/{tenant}/secrets/{name}", id: "deleteSecret",
                "Delete a secret that no tool names.", answers: [.noContent("It is gone.")],
                refusals: [.notFound, .conflict], handler: delete),
        ]
    }

    private func put(_ call: Call) async throws -> Response {
        let scope = try await scope(call)
        let name = try name(call)
        var reader = call.body
        let value = reader.value(SecretBody.value)
        try reader.finish()
        guard let value else { throw Problem.invalid("/value", "is required.") }
        let sealed = try sealer.sealed(value)
        let isNew = try await storage {
            try await secrets.put(sealed, named: name, for: scope, by: call.context.author)
        }
        await changes.changed(scope)
        return .json(SecretBody.json(try await description(name, of: scope)), status: isNew ? .created : .ok)
    }

    private func list(_ call: Call) async throws -> Response {
        let scope = try await scope(call)
        let page = try call.page(Self.cursor)
        let rows = try await storage { try await secrets.secrets(of: scope, page) }
        return .json(
            Paging.body("secrets", rows, limit: try call.limit, cursor: \.name.rawValue, json: SecretBody.json))
    }

    private func show(_ call: Call) async throws -> Response {
        let scope = try await scope(call)
        return .json(SecretBody.json(try await description(try name(call), of: scope)))
    }

    private func delete(_ call: Call) async throws -> Response {
        let scope = try await scope(call)
        let name = try name(call)
        try await storage { try await secrets.delete(name, of: scope, by: call.context.author) }
        await changes.changed(scope)
        return Response(status: .noContent)
    }

    private func scope(_ call: Call) async throws -> TenantScope {
        TenantScope(tenant: try await call.tenant(in: tenants).id)
    }

    private func name(_ call: Call) throws -> SecretName {
        guard let name = SecretName(try call.text("secret", "name")) else {
            throw Problem(
                .unprocessableContent, "invalid_path",
                "A secret's name must be 1 to 64 letters, digits, \"_\", \"-\" or \".\".")
        }
        return name
    }

    private func description(_ name: SecretName, of scope: TenantScope) async throws -> SecretDescription {
        let secret = try await storage { try await secrets.description(of: name, of: scope) }
        guard let secret else { throw Problem.notFound("secret") }
        return secret
    }
}
