import HubCore
import HubEngine
import Hummingbird
import Logging

/// `/api/admin/tools/{id}/test`.
struct ToolTestRoutes {
    private typealias Call = OperationCall<AdminContext>

    let stores: AdminStores
    let schemas: any SchemaChecker
    let tester: any ToolTester
    /// nil: tools that are tried get no vectors.
    let embeddings: (any IngestionEmbeddings)?
    let blobs: @Sendable (Caller) -> (any ToolBlobs)?
    let credentials: RowCredentials
    private let slots = ToolTestSlots()

    var operations: [Operation<AdminContext>] {
        [
            Operation(
                .post, "tools/{id}/test", id: "testTool",
                "Run a tool as its row stands, disabled or not, with the caller's own token, and see what went over "
                    + "the network. It truly runs: a tool that changes something changes it. Two at once per tenant.",
                body: ToolTestBody.new,
                answers: [.ok(ToolTestReport.answer, "How it went, a failure of the tool included; secrets masked.")],
                refusals: [.notFound],
                handler: { call in
                    try await slots.run(for: call.context.caller.scope.tenant) { try await test(call) }
                })
        ]
    }

    private func test(_ call: Call) async throws -> Response {
        let tool = try await call.tool(in: stores.tools)
        try call.context.requireRight(to: tool.owner)
        var reader = call.body
        let arguments = reader.value(ToolTestBody.arguments) ?? [:]
        let tenant = ToolTestBody.tenant(&reader, of: tool, for: call.context)
        if reader.problems.isEmpty {
            for problem in schemas.violations(of: arguments, by: tool.inputSchema) {
                reader.note(problem.below("/\(ToolTestBody.arguments.name)"))
            }
        }
        try reader.finish()
        let author = call.context.caller
        if tenant != author.scope.tenant {
            let isThere = try await storage { try await stores.tenants.tenant(tenant) } != nil
            if !isThere { throw Problem.invalid("/\(ToolTestBody.tenant.name)", "names no tenant that is there.") }
        }
        let caller = Caller(
            scope: TenantScope(tenant: tenant), user: author.user, roles: author.roles, token: author.token,
            logName: author.logName)
        // Before anything runs: a trial that nobody could write down is none, and one whose end is missing has begun.
        try await record("begun", of: tool, for: caller.scope, by: call.context.author)
        let report: ToolTestReport
        do {
            let credential = try await credentials.credential(of: tool, in: caller.scope)
            report = try await run(
                ToolInvocation(
                    caller: caller, tool: tool, credential: credential, arguments: arguments,
                    deadline: .after(tool.timeout), traceID: call.context.trace.traceID,
                    requestID: call.context.requestID, traceparent: call.context.trace.traceparent,
                    // In another tenant somebody else may have the administrator's name, and files.
                    blobs: tenant == author.scope.tenant ? blobs(caller) : nil))
        } catch let failure as ToolFailure {
            report = ToolTestReport(outcome: .failure(failure), milliseconds: 0, exchanges: [])
        }
        do {
            try await record(report.code, of: tool, for: caller.scope, by: call.context.author)
        } catch {
            // It ran, so its report is the answer; in the audit log its beginning stands without an end.
            call.context.logger.error(
                "a trial's end was not written down", metadata: ["type": .string("\(type(of: error))")])
        }
        return .json(report.json)
    }

    /// With the vectors that a turn would have.
    private func run(_ invocation: ToolInvocation) async throws -> ToolTestReport {
        guard let embeddings else { return await tester.test(invocation) }
        return try await storage {
            try await embeddings.with(invocation.caller.scope) { [tester] embedder in
                var invocation = invocation
                invocation.embedder = embedder
                return await tester.test(invocation)
            }
        }
    }

    private func record(
        _ outcome: String, of tool: Tool, for scope: TenantScope, by author: ConfigurationAuthor
    ) async throws {
        let entry = AuditEntry(
            action: "tool.test", subject: tool.id.description, outcome: outcome,
            detail: [
                "name": .string(tool.name), "version": .int(tool.version),
                "author_tenant": .string(author.tenant.rawValue), "request_id": .string(author.requestID),
            ])
        try await storage { try await stores.audit.append([entry], user: author.user, scope: scope) }
    }
}

extension ToolTestReport {
    /// As the audit log has it.
    fileprivate var code: String {
        switch outcome {
        case .success: "ok"
        case .failure(let failure): failure.code.rawValue
        }
    }
}
