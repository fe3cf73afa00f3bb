import FoundationEssentials
import HubCore
import HubEngine
import Hummingbird

/// `/api/admin/audit`.
struct AuditRoutes {
    private typealias Call = OperationCall<AdminContext>

    let audit: any AuditStore

    private static let tenant = QueryParameter<TenantID>(
        "tenant_id", ["type": "string", "pattern": .string(PathParameter.tenantPattern)],
        "Only events of this tenant; an administrator of one sees no others.", rule: "a tenant's id",
        parse: { TenantID($0) })
    private static let user = QueryParameter<UserID>(
        "user", ["type": "string", "minLength": 1, "maxLength": 255], "Only what this user did.",
        rule: "a user's id of 1 to 255 bytes", parse: { UserID($0) })
    private static let action = QueryParameter<String>.text("action", "Only this action, such as tool.test.")
    private static let subject = QueryParameter<String>.text("subject", "Only what was done to this.")
    private static let session = QueryParameter<SessionID>.id("session_id", "Only what happened in this session.")
    private static let from = QueryParameter<Date>.time("from", "Only from this moment on.")
    private static let to = QueryParameter<Date>.time("to", "Only before this moment.")
    private static let cursor = Paging.cursor(of: StoredAuditEntry.self)

    var operations: [Operation<AdminContext>] {
        [
            Operation(
                .get, "audit", id: "listAudit", "What happened, the newest first.",
                parameters: [
                    Paging.limit.description, Self.cursor.description, Self.tenant.description, Self.user.description,
                    Self.action.description, Self.subject.description, Self.session.description,
                    Self.from.description, Self.to.description,
                ],
                answers: [.ok(AuditBody.page, "A page of events.")], refusals: [.notFound], handler: list)
        ]
    }

    private func list(_ call: Call) async throws -> Response {
        let query = call.query
        let filter = AuditFilter(
            visibleTo: try call.context.visibility(narrowedTo: query.value(Self.tenant)),
            user: try query.value(Self.user), action: try query.value(Self.action),
            subject: try query.value(Self.subject), session: try query.value(Self.session),
            from: try query.value(Self.from), to: try query.value(Self.to))
        let limit = try call.limit
        let cursor = try query.value(Self.cursor)
        let rows = try await storage { try await audit.entries(filter, before: cursor, limit: limit + 1) }
        return .json(
            Paging.body("entries", rows, limit: limit, cursor: \.id.description, json: AuditBody.json))
    }
}
