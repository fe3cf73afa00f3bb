import FoundationEssentials
import HTTPTypes
import HubCore
import HubEngine
import Hummingbird

/// `/api/admin/tenants/{tenant}/metrics`.
struct UsageRoutes {
    private typealias Call = OperationCall<AdminContext>

    private static let day: TimeInterval = 86_400
    private static let usualDays = 30
    private static let maximumDays = 366

    let tenants: any TenantStore
    let usage: any UsageStore
    let spending: any SpendAlertStore
    let now: @Sendable () -> Date

    private static let from = QueryParameter<Date>.time("from", "The first moment (30 days before `to`).")
    private static let to = QueryParameter<Date>.time("to", "The moment after the last (now); 366 days at the most.")

    private static let session = QueryParameter<SessionID>.id("session_id", "Only what this session used.")

    var operations: [Operation<AdminContext>] {
        [
            Operation(
                .get, "tenants/{tenant}/metrics", id: "readUsage",
                "What the tenant used: turns, users, tokens and cost, by day, agent, model, session and tool; and what it "
                    + "spent today.",
                parameters: [Self.from.description, Self.to.description, Self.session.description],
                answers: [.ok(UsageBody.answer, "Sums over the ledger's rows.")], refusals: [.notFound],
                handler: show)
        ]
    }

    private func show(_ call: Call) async throws -> Response {
        let tenant = try await call.tenant(in: tenants)
        let scope = TenantScope(tenant: tenant.id)
        let session = try call.query.value(Self.session)
        let now = now()
        let to = try call.query.value(Self.to) ?? now
        let from = try call.query.value(Self.from) ?? to.addingTimeInterval(-Double(Self.usualDays) * Self.day)
        guard from < to, to.timeIntervalSince(from) <= Double(Self.maximumDays) * Self.day else {
            throw Problem(
                .unprocessableContent, "invalid_query",
                "The query must have a `from` before its `to`, \(Self.maximumDays) days at the most.")
        }
        let (report, spend) = try await storage {
            (
                try await usage.usage(of: scope, from: from, to: to, session: session),
                try await spending.spending(of: scope, onDayOf: now)
            )
        }
        return .json(
            UsageBody.json(report, from: from, to: to, spend: spend, threshold: tenant.settings.dailySpendAlert))
    }
}
