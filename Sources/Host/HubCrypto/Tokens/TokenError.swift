/// Why a token was refused. Holds nothing of the token.
package enum TokenError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Not a compact JWS of three strict base64url parts with a JSON header and a JSON object inside.
    case malformed
    /// Signed, or said to be signed, by anything but RS256; no key was touched.
    case algorithm
    /// The header asks for extensions (`crit`); none is understood.
    case critical
    /// No key of the set has the token's `kid`.
    case unknownKey
    case signature
    case expired
    case notYetValid
    /// It is valid for longer than tokens may be.
    case lifetime
    /// A claim is missing, of the wrong type, or not what is expected here.
    case claim(Claim)

    package enum Claim: String, Sendable {
        case subject = "sub"
        case tenant = "tenant_id"
        case roles
        case expiry = "exp"
        case issuedAt = "iat"
        case notBefore = "nbf"
        case issuer = "iss"
        case audience = "aud"
        case id = "jti"
    }

    package var description: String {
        switch self {
        case .malformed: "the token is not a signed JSON Web Token"
        case .algorithm: "the token is not signed with RS256"
        case .critical: "the token's header asks for an extension that is not understood"
        case .unknownKey: "the token names a key that is not known here"
        case .signature: "the token's signature is not valid"
        case .expired: "the token has expired"
        case .notYetValid: "the token is not valid yet"
        case .lifetime: "the token is valid for longer than is allowed"
        case .claim(let claim): "the token's claim `\(claim.rawValue)` is missing or not acceptable"
        }
    }
}
