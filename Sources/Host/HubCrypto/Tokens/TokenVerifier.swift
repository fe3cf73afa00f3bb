import FoundationEssentials
import HubCore

/// Checks JSON Web Tokens (RFC 7519, RFC 8725): RS256 and nothing else.
package struct TokenVerifier: Sendable {
    private enum Keys {
        case fixed(VerificationKeySet)
        case rotating(RotatingKeySet)
    }

    private let keys: Keys
    private let issuer: String?
    private let audience: String?
    private let leeway: TimeInterval
    private let maximumLifetime: TimeInterval

    /// `issuer` and `audience` are demanded where given. Without an audience of ours a token that names any is another's
    /// (RFC 7519 §4.1.3). `leeway` is how far clocks may differ; a token that is valid for longer than `maximumLifetime`
    /// from its `iat` is refused.
    package init(
        keys: VerificationKeySet, issuer: String? = nil, audience: String? = nil, leeway: Duration = .seconds(60),
        maximumLifetime: Duration = .seconds(24 * 3600)
    ) {
        self.init(.fixed(keys), issuer, audience, leeway, maximumLifetime)
    }

    /// The same with an issuer's keys that may change.
    package init(
        keys: RotatingKeySet, issuer: String? = nil, audience: String? = nil, leeway: Duration = .seconds(60),
        maximumLifetime: Duration = .seconds(24 * 3600)
    ) {
        self.init(.rotating(keys), issuer, audience, leeway, maximumLifetime)
    }

    private init(
        _ keys: Keys, _ issuer: String?, _ audience: String?, _ leeway: Duration, _ maximumLifetime: Duration
    ) {
        self.keys = keys
        self.issuer = issuer
        self.audience = audience
        self.leeway = TimeInterval(leeway.components.seconds)
        self.maximumLifetime = TimeInterval(maximumLifetime.components.seconds)
    }

    /// The claims of a token that is good at `now`. Some tens of microseconds of computation, unless the token names a
    /// key that is not known yet: then it may wait for the keys to be fetched.
    package func claims(of token: Secret, now: Date = Date()) async throws(TokenError) -> TokenClaims {
        let signature = try CompactSignature(token.reveal().utf8)
        guard Self.isAcceptable(type: signature.type) else { throw .malformed }
        let payload = try signature.payload(checkedWith: await keys(for: signature.keyID))
        guard let claims = try? JSONValue(parsing: payload).objectValue,
            TopLevelMembers.count(in: payload) == claims.count
        else { throw .malformed }
        let expiresAt = try checkTimes(of: claims, now: now.timeIntervalSince1970)
        try checkParties(of: claims)
        guard let subject = claims["sub"]?.stringValue.flatMap(UserID.init) else { throw .claim(.subject) }
        guard let tenant = claims["tenant_id"]?.stringValue.flatMap(TenantID.init) else { throw .claim(.tenant) }
        return TokenClaims(
            subject: subject, tenant: tenant, roles: try Self.roles(claims["roles"]), expiresAt: expiresAt,
            tokenID: try Self.tokenID(claims["jti"]))
    }

    private func keys(for keyID: String?) async -> VerificationKeySet {
        switch keys {
        case .fixed(let keys): keys
        case .rotating(let keys): await keys.keys(for: keyID)
        }
    }

    /// A token that says it is of another kind (`logout+jwt`, `dpop+jwt`, …) must not pass for an access token.
    private static func isAcceptable(type: String?) -> Bool {
        guard let type = type?.lowercased() else { return true }
        return ["jwt", "at+jwt", "application/jwt", "application/at+jwt"].contains(type)
    }

    private func checkTimes(of claims: JSONObject, now: TimeInterval) throws(TokenError) -> Date {
        guard let expiry = try Self.time(.expiry, of: claims) else { throw .claim(.expiry) }
        // Without it nobody could say how long the token has been about: it might be refused as too long-lived today and
        // pass as it grows old, when its revocation is forgotten.
        guard let issuedAt = try Self.time(.issuedAt, of: claims) else { throw .claim(.issuedAt) }
        let notBefore = try Self.time(.notBefore, of: claims)
        if now >= expiry + leeway { throw .expired }
        if now + leeway < max(issuedAt, notBefore ?? issuedAt) { throw .notYetValid }
        if expiry - issuedAt > maximumLifetime { throw .lifetime }
        return Date(timeIntervalSince1970: expiry)
    }

    /// A NumericDate: seconds since 1970, whole or not, within the years that a clock can show.
    private static func time(_ claim: TokenError.Claim, of claims: JSONObject) throws(TokenError) -> TimeInterval? {
        guard let member = claims[claim.rawValue] else { return nil }
        guard let seconds = member.doubleValue, (0...253_402_300_799).contains(seconds) else { throw .claim(claim) }
        return seconds
    }

    private func checkParties(of claims: JSONObject) throws(TokenError) {
        if let issuer, claims["iss"] != .string(issuer) { throw .claim(.issuer) }
        guard let audience else {
            if claims["aud"] != nil { throw .claim(.audience) }
            return
        }
        switch claims["aud"] {
        case .string(audience): return
        case .array(let members) where members.contains(.string(audience)): return
        case _: throw .claim(.audience)
        }
    }

    private static func roles(_ claim: JSONValue?) throws(TokenError) -> Set<Role> {
        guard let claim else { return [] }
        guard let names = claim.arrayValue else { throw .claim(.roles) }
        var roles: Set<Role> = []
        for name in names {
            guard let name = name.stringValue else { throw .claim(.roles) }
            if let role = Role(rawValue: name) { roles.insert(role) }
        }
        return roles
    }

    /// What revocations are stored by, so it must be storable.
    private static func tokenID(_ claim: JSONValue?) throws(TokenError) -> String? {
        guard let claim else { return nil }
        guard let id = claim.stringValue, (1...255).contains(id.utf8.count), !id.utf8.contains(0) else {
            throw .claim(.id)
        }
        return id
    }
}
