import HubCore
import HubEngine
import Hummingbird

/// `/api/admin/tenants`.
struct TenantRoutes {
    private typealias Call = OperationCall<AdminContext>

    let tenants: any TenantStore
    let changes: any ConfigurationAnnouncer

    private static let cursor = QueryParameter<TenantID>(
        "cursor", ["type": "string", "pattern": .string(PathParameter.tenantPattern)], "The `next` of the page before.",
        rule: "the `next` of an earlier page", parse: { TenantID($0) })

    var operations: [Operation<AdminContext>] {
        [
            Operation(
                .post, "tenants", id: "createTenant", "Make a tenant (platform_admin).", body: TenantBody.new,
                answers: [.created(TenantBody.answer, "The new row.")], refusals: [.conflict], isRepeatable: true,
                handler: create),
            Operation(
                .get, "tenants", id: "listTenants", "All tenants, or the administrator's own.",
                parameters: [Paging.limit.description, Self.cursor.description],
                answers: [.ok(TenantBody.page, "A page of rows, by id.")], handler: list),
            Operation(
                .get, "tenants/{tenant}", id: "readTenant", "One tenant.",
                answers: [.ok(TenantBody.answer, "The row.", headers: ["ETag"])], refusals: [.notFound], handler: show),
            Operation(
                .patch, "tenants/{tenant}", id: "changeTenant",
                "Change what the body names. Limits and `enabled` are the platform_admin's. Nothing changed: no new version.",
                parameters: [EntityTag.ifMatch], body: TenantBody.patch,
                answers: [.ok(TenantBody.answer, "The row as it now stands.", headers: ["ETag"])],
                refusals: [.notFound, .preconditionFailed], handler: change),
        ]
    }

    private func create(_ call: Call) async throws -> Response {
        try call.context.requirePlatformAdmin()
        var reader = call.body
        let id = reader.value(TenantBody.id)
        guard let id else {
            try reader.finish()
            throw Problem.invalid("/id", "is required.")
        }
        var tenant = Tenant(id: id, name: id.rawValue)
        TenantBody.apply(&reader, to: &tenant)
        try reader.finish()
        try await storage { try await tenants.create(tenant, by: call.context.author) }
        await changes.changed(tenant.id)
        return .created(TenantBody.json(tenant), version: tenant.version, at: "/api/admin/tenants/\(tenant.id)")
    }

    private func list(_ call: Call) async throws -> Response {
        let limit = try call.limit
        let after = try call.query.value(Self.cursor)
        guard call.context.isPlatformAdmin else {
            let own = try await storage { try await tenants.tenant(call.context.caller.scope.tenant) }
            let rows = after == nil ? own.map { [TenantBody.json($0)] } ?? [] : []
            return .json(Paging.body("tenants", rows, limit: limit, next: nil))
        }
        let rows = try await storage { try await tenants.tenants(RowPage(after: after, limit: limit)) }
        return .json(Paging.body("tenants", rows.map(TenantBody.json), limit: limit, next: rows.last?.id.rawValue))
    }

    private func show(_ call: Call) async throws -> Response {
        let tenant = try await call.tenant(in: tenants)
        return .row(TenantBody.json(tenant), version: tenant.version)
    }

    private func change(_ call: Call) async throws -> Response {
        try await retryingStale(call) {
            let old = try await call.tenant(in: tenants)
            try EntityTag.check(call.request, admits: old.version)
            var tenant = old
            var reader = call.body
            TenantBody.apply(&reader, to: &tenant)
            try reader.finish()
            // An operator's settings; a tenant's administrator may repeat them as they are.
            if tenant.settings.limits != old.settings.limits || tenant.isEnabled != old.isEnabled {
                try call.context.requirePlatformAdmin()
            }
            if tenant == old { return .row(TenantBody.json(old), version: old.version) }
            let changed = try await storage { try await tenants.update(tenant, by: call.context.author) }
            await changes.changed(changed.id)
            return .row(TenantBody.json(changed), version: changed.version)
        }
    }
}

extension OperationCall<AdminContext> {
    /// The tenant of the path's `{tenant}`; 404 where the caller may not know of it.
    func tenant(in tenants: any TenantStore) async throws -> Tenant {
        let scope = try context.scope(of: context.parameters.get("tenant"))
        guard let tenant = try await storage({ try await tenants.tenant(scope.tenant) }) else {
            throw Problem.notFound("tenant")
        }
        return tenant
    }
}
