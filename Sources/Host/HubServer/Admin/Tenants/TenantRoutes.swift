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

    private static let named = QueryParameter<String>.text("name", "Only the rows of this name.", maximum: 200)
    private static let enabled = QueryParameter<Bool>.bool("enabled", "Only rows that are enabled, or are not.")

    var operations: [Operation<AdminContext>] {
        [
            Operation(
                .post, "tenants", id: "createTenant", "Make a tenant (platform_admin).", body: TenantBody.new,
                answers: [.created(TenantBody.answer, "The new row.")], refusals: [.conflict], isRepeatable: true,
                keepsAnswer: true, handler: create),
            Operation(
                .get, "tenants", id: "listTenants", "All tenants, or the administrator's own.",
                parameters: [
                    Paging.limit.description, Self.cursor.description, Self.named.description,
                    Self.enabled.description,
                ],
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
        let response = Response.created(
            TenantBody.json(tenant), version: tenant.version, at: "/api/admin/tenants/\(tenant.id)")
        let author = try await call.author(answering: response)
        let row = tenant
        try await storage { try await tenants.create(row, by: author) }
        await changes.changed(row.id)
        return response
    }

    private func list(_ call: Call) async throws -> Response {
        let filter = TenantFilter(
            name: try call.query.value(Self.named), isEnabled: try call.query.value(Self.enabled))
        let page = try call.page(Self.cursor)
        var rows: [Tenant]
        if call.context.isPlatformAdmin {
            rows = try await storage { try await tenants.tenants(filter, page) }
        } else {
            let own = try await storage { try await tenants.tenant(call.context.caller.scope.tenant) }
            rows = own.map { filter.admits($0) ? [$0] : [] } ?? []
            if let after = page.after { rows.removeAll { $0.id.rawValue <= after.rawValue } }
        }
        return .json(
            Paging.body(
                "tenants", rows, limit: try call.limit, cursor: \.id.rawValue, json: TenantBody.json))
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
            let before = TenantBody.json(old)
            if TenantBody.json(tenant).isSame(as: before) { return .row(before, version: old.version) }
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
