import Foundation
import HubCore
import HubCrypto

/// Mints tokens with the key pair of the var folder, for development and the demo.
struct DevelopmentIssuer {
    private let issuer: TokenIssuer

    init(folder: VarFolder) throws {
        issuer = TokenIssuer(key: try folder.developmentKey(), keyID: nil)
    }

    func token(tenant: TenantID, user: UserID, roles: Set<Role>, ttl: Int) throws -> String {
        try issuer.token(subject: user, tenant: tenant, roles: roles, now: Date(), lifetime: .seconds(ttl))
    }
}
