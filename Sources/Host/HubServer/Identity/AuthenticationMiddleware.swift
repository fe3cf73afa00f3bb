import HTTPTypes
import HubCore
import HubCrypto
import Hummingbird
import Logging

/// Lets a request pass only with a valid bearer token, and puts its caller into the context.
struct AuthenticationMiddleware: RouterMiddleware {
    let verifier: TokenVerifier
    let revoked: RevokedTokens
    let metrics: HTTPMetrics

    func handle(
        _ request: Request, context: HubContext, next: (Request, HubContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        let token = try bearerToken(in: request.headers)
        let claims: TokenClaims
        do {
            claims = try await verifier.claims(of: token)
        } catch {
            throw refusal(.invalid, "The token was refused: \(error).")
        }
        if let id = claims.tokenID, revoked.contains(id, of: claims.tenant) {
            throw refusal(.revoked, "The token was revoked.")
        }
        let caller = Caller(
            scope: TenantScope(tenant: claims.tenant), user: claims.subject, roles: claims.roles, token: token,
            logName: String(SHA256.hex(claims.subject.rawValue).prefix(12)))
        context.caller = caller
        context.logged.set(caller)
        for (key, value) in context.logged.metadata { context.logger[metadataKey: key] = value }
        return try await next(request, context)
    }

    private func bearerToken(in headers: HTTPFields) throws -> Secret {
        let values = headers[values: .authorization]
        guard let header = values.first else {
            throw refusal(.missing, "An Authorization header is required: Bearer and a token.")
        }
        let parts = header.split(separator: " ", omittingEmptySubsequences: true)
        guard values.count == 1, parts.count == 2, parts[0].lowercased() == "bearer" else {
            throw refusal(.invalid, "The Authorization header must be: Bearer and one token.")
        }
        return Secret(String(parts[1]))
    }

    private func refusal(_ reason: TokenRefusal, _ detail: String) -> Problem {
        metrics.refused(reason)
        return Problem(
            .unauthorized, reason.rawValue, detail, headers: [.wwwAuthenticate: "Bearer error=\"\(reason.rawValue)\""])
    }
}

/// Why a request has no caller: a problem's code.
enum TokenRefusal: String, Sendable, CaseIterable {
    case missing = "missing_token"
    case invalid = "invalid_token"
    case revoked = "revoked_token"
}
