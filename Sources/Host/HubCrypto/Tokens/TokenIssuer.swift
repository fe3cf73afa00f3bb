import FoundationEssentials
import HubCore

/// Mints tokens with the development key pair. In production the company's issuer does.
package struct TokenIssuer: Sendable {
    private let key: RSAPrivateKey
    private let keyID: String
    private let issuer: String?
    private let audience: String?

    /// The key's id is its thumbprint. `issuer` and `audience` become claims where given.
    package init(key: RSAPrivateKey, issuer: String? = nil, audience: String? = nil) throws(KeyError) {
        self.key = key
        self.keyID = try key.publicKey.thumbprint()
        self.issuer = issuer
        self.audience = audience
    }

    /// A token for the user, good from `now` for `lifetime`.
    package func token(
        subject: UserID, tenant: TenantID, roles: Set<Role> = [.user], lifetime: Duration = .seconds(3600),
        now: Date = Date()
    ) throws(KeyError) -> Secret {
        let issuedAt = Int(now.timeIntervalSince1970)
        var claims: JSONObject = [
            "sub": .string(subject.rawValue), "tenant_id": .string(tenant.rawValue),
            "roles": .strings(roles.map(\.rawValue).sorted()), "iat": .int(issuedAt),
            "exp": .int(issuedAt + Int(lifetime.components.seconds)),
            "jti": .string(UUID.version7(now: now).uuidString.lowercased()),
        ]
        if let issuer { claims["iss"] = .string(issuer) }
        if let audience { claims["aud"] = .string(audience) }
        return try sign(.object(claims))
    }

    /// A compact JWS over any claims.
    package func sign(_ claims: JSONValue) throws(KeyError) -> Secret {
        let header: JSONValue = ["alg": "RS256", "typ": "JWT", "kid": .string(keyID)]
        let signed = Base64URL.encode(header.bytes) + "." + Base64URL.encode(claims.bytes)
        return Secret(signed + "." + Base64URL.encode(try key.signature(of: Array(signed.utf8))))
    }
}
