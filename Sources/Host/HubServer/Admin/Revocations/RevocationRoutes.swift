import FoundationEssentials
import HubCore
import HubEngine
import Hummingbird

/// `/api/admin/tenants/{tenant}/revoked-tokens`.
struct RevocationRoutes {
    private typealias Call = OperationCall<AdminContext>

    /// How long after its `exp` a token may still be let in: twice the leeway of clocks, for its issuer's and ours.
    private static let margin: TimeInterval = 120

    let tenants: any TenantStore
    let revocations: any RevocationStore
    let tokenLifetime: Duration
    let now: @Sendable () -> Date

    var operations: [Operation<AdminContext>] {
        [
            Operation(
                .post, "tenants/{tenant}/revoked-tokens", id: "revokeToken",
                "Refuse a token of the tenant's from now on, by its `jti`.", body: RevocationBody.new,
                answers: [Answer(status: .created, text: "It is refused.", shape: RevocationBody.answer)],
                refusals: [.notFound], isRepeatable: true, handler: revoke),
            Operation(
                .get, "tenants/{tenant}/revoked-tokens", id: "listRevokedTokens",
                "The tenant's tokens that are refused although they have not expired.",
                answers: [.ok(RevocationBody.list, "All of them.")], refusals: [.notFound], handler: list),
        ]
    }

    private func revoke(_ call: Call) async throws -> Response {
        let tenant = try await call.tenant(in: tenants).id
        let now = now()
        let latest = now.addingTimeInterval(TimeInterval(tokenLifetime.components.seconds))
        var reader = call.body
        let id = reader.value(RevocationBody.id)
        let expiry = reader.value(RevocationBody.expiry) ?? latest
        if expiry <= now { reader.note(RevocationBody.expiry.name, "must be in the future; this one has expired.") }
        try reader.finish()
        guard let id else { throw Problem.invalid("/jti", "is required.") }
        let token = RevokedToken(
            tenant: tenant, tokenID: id, expiresAt: min(expiry, latest).addingTimeInterval(Self.margin))
        try await storage { try await revocations.revoke(token, by: call.context.author) }
        return .json(RevocationBody.json(token), status: .created)
    }

    private func list(_ call: Call) async throws -> Response {
        let scope = TenantScope(tenant: try await call.tenant(in: tenants).id)
        let rows = try await storage { try await revocations.revoked(of: scope, now: now()) }
        return .json(["revoked_tokens": .array(rows.map(RevocationBody.json)), "next": .null])
    }
}
