import HTTPTypes
import HubCore
import HubCrypto
import Hummingbird
import Logging

/// Lets a request pass only with a valid bearer token, and puts its caller into the context.
struct AuthenticationMiddleware: RouterMiddleware {
    let verifier: TokenVerifier

    func handle(
        _ request: Request, context: HubContext, next: (Request, HubContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        let token = try Self.bearerToken(in: request.headers)
        let claims: TokenClaims
        do {
            claims = try await verifier.claims(of: token)
        } catch {
            throw Self.refusal("invalid_token", "The token was refused: \(error).")
        }
        context.caller = Caller(
            scope: TenantScope(tenant: claims.tenant), user: claims.subject, roles: claims.roles, token: token)
        context.logger[metadataKey: "tenant"] = .string(claims.tenant.rawValue)
        return try await next(request, context)
    }

    private static func bearerToken(in headers: HTTPFields) throws -> Secret {
        guard let header = headers[.authorization] else {
            throw refusal("missing_token", "An Authorization header is required: Bearer and a token.")
        }
        let parts = header.split(separator: " ", omittingEmptySubsequences: true)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else {
            throw refusal("invalid_token", "The Authorization header must be: Bearer and one token.")
        }
        return Secret(String(parts[1]))
    }

    private static func refusal(_ code: String, _ detail: String) -> Problem {
        Problem(.unauthorized, code, detail, headers: [.wwwAuthenticate: "Bearer error=\"\(code)\""])
    }
}
