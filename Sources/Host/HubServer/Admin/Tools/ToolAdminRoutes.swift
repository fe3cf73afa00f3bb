import HubCore
import HubEngine
import Hummingbird

/// `/api/admin/tools`.
struct ToolAdminRoutes {
    private typealias Call = OperationCall<AdminContext>

    let tools: any ToolStore
    let schemas: any SchemaChecker
    let types: any ToolTypeCatalog
    let credentials: RowCredentials
    let changes: any ConfigurationAnnouncer

    private static let named = QueryParameter<String>.text("name", "Only the rows of this name.", maximum: 64)
    private static let enabled = QueryParameter<Bool>.bool("enabled", "Only rows that are enabled, or are not.")
    private static let type = QueryParameter<String>.text("base_tool_type", "Only tools of this type.", maximum: 64)
    private static let cursor = Paging.cursor(of: Tool.self)

    var operations: [Operation<AdminContext>] {
        [
            Operation(
                .post, "tools", id: "createTool", "Make a tool, of a type that a plugin offers.",
                body: ToolBody.new, answers: [.created(ToolBody.answer, "The new row.")], refusals: [.conflict],
                isRepeatable: true, keepsAnswer: true, handler: create),
            Operation(
                .get, "tools", id: "listTools",
                "The tools that the caller administers or may grant. To a tenant_admin the platform's come without "
                    + "`endpoint` and `config`.",
                parameters: [
                    Paging.limit.description, Self.cursor.description, Self.named.description,
                    Self.enabled.description, Self.type.description, QueryParameter.tenant.description,
                ],
                answers: [.ok(ToolBody.page, "A page of rows, by id.")], refusals: [.notFound],
                handler: list),
            Operation(
                .get, "tools/{id}", id: "readTool",
                "One tool; to a tenant_admin one of the platform's comes without `endpoint` and `config`.",
                answers: [.ok(ToolBody.answer, "The row.", headers: ["ETag"])], refusals: [.notFound], handler: show),
            Operation(
                .patch, "tools/{id}", id: "changeTool",
                "Change what the body names. What changes nothing leaves the version as it is.",
                parameters: [EntityTag.ifMatch], body: ToolBody.patch,
                answers: [.ok(ToolBody.answer, "The row as it now stands.", headers: ["ETag"])],
                refusals: [.notFound, .conflict, .preconditionFailed], handler: change),
            Operation(
                .delete, "tools/{id}", id: "deleteTool", "Delete a tool that no agent lists and no tenant is granted.",
                parameters: [EntityTag.ifMatch], answers: [.noContent("It is gone.")],
                refusals: [.notFound, .conflict, .preconditionFailed], handler: delete),
        ]
    }

    private func create(_ call: Call) async throws -> Response {
        var reader = call.body
        var tool = Tool(name: "", description: "", type: "")
        tool.owner = call.context.owner(from: &reader)
        ToolBody.apply(&reader, to: &tool)
        try await check(tool, &reader, for: call.context)
        let response = Response.created(
            ToolBody.json(tool, for: call.context), version: tool.version, at: "/api/admin/tools/\(tool.id)")
        let author = try await call.author(answering: response)
        try await storage { try await tools.create(tool, by: author) }
        await changes.changed(tool.owner)
        return response
    }

    private func list(_ call: Call) async throws -> Response {
        let filter = RowFilter(
            visibleTo: try call.context.visibility(narrowedTo: call.query.value(.tenant)),
            name: try call.query.value(Self.named), isEnabled: try call.query.value(Self.enabled),
            type: try call.query.value(Self.type))
        let page = try call.page(Self.cursor)
        let rows = try await storage { try await tools.tools(filter, page) }
        return .json(
            Paging.body("tools", rows, limit: try call.limit, cursor: \.id.description) {
                ToolBody.json($0, for: call.context)
            })
    }

    private func show(_ call: Call) async throws -> Response {
        let tool = try await call.tool(in: tools)
        return .row(ToolBody.json(tool, for: call.context), version: tool.version)
    }

    private func change(_ call: Call) async throws -> Response {
        try await retryingStale(call) {
            let old = try await call.tool(in: tools)
            var tool = old
            try call.context.requireRight(to: tool.owner)
            try EntityTag.check(call.request, admits: tool.version)
            var reader = call.body
            ToolBody.apply(&reader, to: &tool)
            try await check(tool, &reader, for: call.context, replacing: old)
            let before = ToolBody.json(old, for: call.context)
            if ToolBody.json(tool, for: call.context).isSame(as: before) { return .row(before, version: old.version) }
            let changed = try await storage { try await tools.update(tool, by: call.context.author) }
            await changes.changed(changed.owner)
            return .row(ToolBody.json(changed, for: call.context), version: changed.version)
        }
    }

    private func delete(_ call: Call) async throws -> Response {
        try await retryingStale(call) {
            let tool = try await call.tool(in: tools)
            try call.context.requireRight(to: tool.owner)
            try EntityTag.check(call.request, admits: tool.version)
            try await storage { try await tools.delete(tool, by: call.context.author) }
            await changes.changed(tool.owner)
            return Response(status: .noContent)
        }
    }

    /// Throws a 422 that names every wrong field of the row as it would stand. What stays as it was is not looked at
    /// again: a tool whose plugin is gone, or that a stricter rule would refuse, can still be switched off.
    private func check(
        _ tool: Tool, _ reader: inout BodyReader, for context: AdminContext, replacing old: Tool? = nil
    ) async throws {
        if reader.problems.isEmpty, !tool.inputSchema.isSame(as: old?.inputSchema) {
            for problem in schemas.problems(withInputSchema: tool.inputSchema) {
                reader.note(problem.below("/input_schema"))
            }
        }
        if reader.problems.isEmpty, let output = tool.outputSchema, !output.isSame(as: old?.outputSchema) {
            for problem in schemas.problems(withSchema: output) { reader.note(problem.below("/output_schema")) }
        }
        // What plugins say of a row is asked only of a row that is right in itself.
        if reader.problems.isEmpty, !tool.workings.isSame(as: old?.workings) {
            let probe = try await probe(of: tool, for: context)
            for problem in await types.problems(with: tool, probe: probe) { reader.note(problem) }
        }
        try reader.finish()
    }

    /// nil: the system behind the row is not asked. A platform's row has no secret of its own, only of the tenants that will use
    /// it; and a tenant's may be written before its secret is.
    private func probe(of tool: Tool, for context: AdminContext) async throws -> ToolProbe? {
        guard let owner = tool.owner else { return nil }
        let scope = TenantScope(tenant: owner)
        let credential: Secret?
        do { credential = try await credentials.credential(of: tool, in: scope) } catch is ToolFailure { return nil }
        return ToolProbe(
            scope: scope, user: context.caller.user, logName: context.caller.logName, credential: credential,
            traceID: context.trace.traceID, requestID: context.requestID, traceparent: context.trace.traceparent)
    }
}

extension OperationCall<AdminContext> {
    /// The tool of the path's `{id}`; 404 where the caller may not know of it.
    func tool(in tools: any ToolStore) async throws -> Tool {
        let id: ToolID = try id("tool")
        guard let tool = try await storage({ try await tools.tool(id, visibleTo: context.visibility) }) else {
            throw Problem.notFound("tool")
        }
        return tool
    }
}

extension Tool {
    /// What its plugin makes it of.
    fileprivate var workings: JSONValue {
        [.string(type), endpoint.map(JSONValue.string) ?? .null, config, authorization.json, inputSchema]
    }
}

extension FieldProblem {
    /// The problem of a value that stands below this pointer.
    func below(_ prefix: String) -> FieldProblem {
        FieldProblem(pointer: prefix + pointer, message: message)
    }
}
