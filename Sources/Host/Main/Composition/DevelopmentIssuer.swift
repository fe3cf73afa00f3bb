import HubCore
import HubCrypto

/// Mints tokens with the key pair of the var folder, for development and the demo.
struct DevelopmentIssuer {
    private let issuer: TokenIssuer

    init(folder: VarFolder) throws {
        issuer = try TokenIssuer(key: folder.developmentKey())
    }

    func token(tenant: TenantID, user: UserID, roles: Set<Role>, ttl: Int) throws -> Secret {
        try issuer.token(subject: user, tenant: tenant, roles: roles, lifetime: .seconds(ttl))
    }
}
