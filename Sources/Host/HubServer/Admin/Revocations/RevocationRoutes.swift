import FoundationEssentials
import HubCore
import HubEngine
import Hummingbird

/// `/api/admin/tenants/{tenant}/revoked-tokens`.
struct RevocationRoutes {
    private typealias Call = OperationCall<AdminContext>

    /// How long after its `exp` a token may still be let in: twice the leeway of clocks, for its issuer's and ours.
    private static let margin: TimeInterval = 120

    /// No setting lets a token live longer; what is kept is bounded by it.
    private static let longest: TimeInterval = 365 * 86_400

    /// Unexpired revocations of one tenant: all of them are held in memory by every worker.
    private static let maximum = 1000

    private static let cursor = QueryParameter<String>.text("cursor", "The `next` of the page before.")

    let tenants: any TenantStore
    let revocations: any RevocationStore
    let revoked: RevokedTokens
    let changes: any ConfigurationAnnouncer
    let tokenLifetime: Duration
    let now: @Sendable () -> Date

    var operations: [Operation<AdminContext>] {
        [
            Operation(
                .post, "tenants/{tenant}/revoked-tokens", id: "revokeToken",
                "Refuse a token of the tenant's from now on, by its `jti`; at most 1000 that have not expired.",
                body: RevocationBody.new,
                answers: [Answer(status: .created, text: "It is refused.", shape: RevocationBody.answer)],
                refusals: [.notFound, .conflict], isRepeatable: true, handler: revoke),
            Operation(
                .get, "tenants/{tenant}/revoked-tokens", id: "listRevokedTokens",
                "The tenant's tokens that are refused although they have not expired.",
                parameters: [Paging.limit.description, Self.cursor.description],
                answers: [.ok(RevocationBody.list, "A page of them, by `jti`.")], refusals: [.notFound],
                handler: list),
        ]
    }

    private func revoke(_ call: Call) async throws -> Response {
        let scope = try await scope(of: call)
        let now = now()
        var reader = call.body
        let id = reader.value(RevocationBody.id)
        // Without it: what a token that was issued by now can have at the latest. A given one holds although a token that
        // lives so long is refused today: it may be one that begins later, and the longest lifetime is a setting.
        let expiry =
            reader.value(RevocationBody.expiry)
            ?? now.addingTimeInterval(TimeInterval(tokenLifetime.components.seconds))
        if expiry <= now { reader.note(RevocationBody.expiry.name, "must be in the future; this one has expired.") }
        try reader.finish()
        guard let id else { throw Problem.invalid("/jti", "is required.") }
        let token = RevokedToken(
            tenant: scope.tenant, tokenID: id,
            expiresAt: min(expiry, now.addingTimeInterval(Self.longest)).addingTimeInterval(Self.margin))
        let known = try await storage { try await revocations.revoked(of: scope, now: now) }
        guard known.count < Self.maximum || known.contains(where: { $0.tokenID == id }) else {
            throw Problem(
                .conflict, "too_many", "\(Self.maximum) tokens of the tenant's are revoked and have not expired.")
        }
        try await storage { try await revocations.revoke(token, by: call.context.author) }
        revoked.insert(token)
        await changes.changed(scope)
        return .json(RevocationBody.json(token), status: .created)
    }

    /// Whose tokens. A platform's administrator may name any tenant: that of operators, whose tokens must be revocable like
    /// all others, needs no row.
    private func scope(of call: Call) async throws -> TenantScope {
        if call.context.isPlatformAdmin { return try call.context.scope(of: call.context.parameters.get("tenant")) }
        return TenantScope(tenant: try await call.tenant(in: tenants).id)
    }

    private func list(_ call: Call) async throws -> Response {
        let scope = try await scope(of: call)
        let limit = try call.limit
        let after = try call.query.value(Self.cursor).map { Array($0.utf8) } ?? []
        // There are so few of them that a page is cut here: by bytes, whatever order the database has for texts.
        let all = try await storage { try await revocations.revoked(of: scope, now: now()) }
        let rows = all.map { (key: Array($0.tokenID.utf8), token: $0) }
            .filter { after.lexicographicallyPrecedes($0.key) }
            .sorted { $0.key.lexicographicallyPrecedes($1.key) }
            .map(\.token)
        return .json(
            Paging.body("revoked_tokens", rows, limit: limit, cursor: \.tokenID, json: RevocationBody.json))
    }
}
