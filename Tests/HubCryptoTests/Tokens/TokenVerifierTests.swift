import Foundation
import HubCore
import Testing

@testable import HubCrypto

struct TokenVerifierTests {
    private static let now = Date(timeIntervalSince1970: 1_800_000_000)
    private let key: RSAPrivateKey
    private let issuer: TokenIssuer
    private let verifier: TokenVerifier

    init() throws {
        key = try RSAPrivateKey(pem: Secret(KeyFixture.privateKey))
        issuer = try TokenIssuer(key: key)
        verifier = TokenVerifier(keys: VerificationKeySet(key.publicKey))
    }

    /// A good token's claims with changes; nil takes a claim away.
    private func token(_ changes: (String, JSONValue?)...) throws -> Secret {
        let now = Int(Self.now.timeIntervalSince1970)
        var claims: JSONObject = [
            "sub": "u1", "tenant_id": "acme", "roles": ["user"], "iat": .int(now - 10), "exp": .int(now + 600),
        ]
        for (name, value) in changes { claims[name] = value }
        return try issuer.sign(.object(claims))
    }

    private func at(_ seconds: Int) -> JSONValue { .int(Int(Self.now.timeIntervalSince1970) + seconds) }

    private func claims(_ token: Secret) throws -> TokenClaims { try verifier.claims(of: token, now: Self.now) }

    @Test func readsTheClaimsOfAGoodToken() throws {
        let claims = try claims(token(("roles", ["tenant_admin", "user", "janitor"]), ("jti", "t-1"), ("extra", [1])))
        #expect(
            claims
                == TokenClaims(
                    subject: try #require(UserID("u1")), tenant: try #require(TenantID("acme")),
                    roles: [.tenantAdmin, .user], expiresAt: Self.now.addingTimeInterval(600), id: "t-1"))
    }

    @Test func givesNoRoleWhereTheTokenNamesNone() throws {
        #expect(try claims(token(("roles", nil))).roles.isEmpty)
        #expect(try claims(token(("roles", []))).roles.isEmpty)
    }

    @Test func allowsClocksToDifferByTheLeeway() throws {
        #expect(throws: Never.self) { try claims(token(("exp", at(-59)))) }
        #expect(throws: TokenError.expired) { try claims(token(("exp", at(-60)))) }
        #expect(throws: Never.self) { try claims(token(("nbf", at(60)))) }
        #expect(throws: TokenError.notYetValid) { try claims(token(("nbf", at(61)))) }
        #expect(throws: Never.self) { try claims(token(("iat", at(60)))) }
        #expect(throws: TokenError.notYetValid) { try claims(token(("iat", at(61)))) }
    }

    @Test func refusesTokensThatLiveTooLong() throws {
        let day = 24 * 3600
        #expect(throws: Never.self) { try claims(token(("iat", at(0)), ("exp", at(day)))) }
        #expect(throws: TokenError.lifetime) { try claims(token(("iat", at(0)), ("exp", at(day + 1)))) }
        #expect(throws: TokenError.lifetime) { try claims(token(("iat", at(-day)), ("exp", at(600)))) }
        #expect(throws: Never.self) { try claims(token(("iat", nil), ("exp", at(day)))) }
        #expect(throws: TokenError.lifetime) { try claims(token(("iat", nil), ("exp", at(day + 1)))) }
        let patient = TokenVerifier(keys: VerificationKeySet(key.publicKey), maximumLifetime: .seconds(8 * day))
        #expect(throws: Never.self) {
            try patient.claims(of: token(("iat", at(0)), ("exp", at(7 * day))), now: Self.now)
        }
    }

    @Test func takesTimesWithFractions() throws {
        #expect(throws: Never.self) { try claims(token(("exp", 1800000000.5))) }
    }

    @Test(
        arguments: [
            ("exp", nil, TokenError.Claim.expiry), ("exp", "1800000600", .expiry), ("exp", 1e300, .expiry),
            ("exp", -1, .expiry), ("iat", "now", .issuedAt), ("nbf", true, .notBefore), ("sub", nil, .subject),
            ("sub", "", .subject), ("sub", 7, .subject), ("sub", "a\u{0}b", .subject), ("tenant_id", nil, .tenant),
            ("tenant_id", "Acme Corp", .tenant), ("roles", "user", .roles), ("roles", [1], .roles), ("jti", 1, .id),
        ] as [(String, JSONValue?, TokenError.Claim)])
    func namesTheClaimThatIsWrong(name: String, value: JSONValue?, claim: TokenError.Claim) throws {
        #expect(throws: TokenError.claim(claim)) { try claims(token((name, value))) }
    }

    @Test func demandsIssuerAndAudienceWhereTheyAreExpected() throws {
        let verifier = TokenVerifier(
            keys: VerificationKeySet(key.publicKey), issuer: "https://id.example.com", audience: "agenthub")
        func check(_ changes: (String, JSONValue?)...) throws {
            var claims: JSONObject = [
                "sub": "u1", "tenant_id": "acme", "exp": at(600), "iss": "https://id.example.com", "aud": "agenthub",
            ]
            for (name, value) in changes { claims[name] = value }
            _ = try verifier.claims(of: issuer.sign(.object(claims)), now: Self.now)
        }
        #expect(throws: Never.self) { try check() }
        #expect(throws: Never.self) { try check(("aud", ["other", "agenthub"])) }
        #expect(throws: TokenError.claim(.issuer)) { try check(("iss", "https://id.example.com/")) }
        #expect(throws: TokenError.claim(.issuer)) { try check(("iss", nil)) }
        for audience: JSONValue? in [nil, "other", ["other"], [], ["agenthub": true]] {
            #expect(throws: TokenError.claim(.audience)) { try check(("aud", audience)) }
        }
    }

    @Test func refusesAlteredTokens() throws {
        let text = try token().reveal()
        let parts = text.split(separator: ".").map(String.init)
        let forged = Base64URL.encode(#"{"sub":"root","tenant_id":"acme","exp":1800000600}"#.utf8)
        #expect(throws: TokenError.signature) { try claims(Secret("\(parts[0]).\(forged).\(parts[2])")) }
        #expect(throws: TokenError.malformed) { try claims(Secret("\(parts[0]).\(parts[1]).")) }
        let unsigned = Base64URL.encode(#"{"alg":"none"}"#.utf8)
        #expect(throws: TokenError.algorithm) { try claims(Secret("\(unsigned).\(parts[1]).")) }
        let other = try TokenIssuer(key: RSAPrivateKey.generate())
        #expect(throws: TokenError.signature) { try claims(other.sign(["sub": "u1"])) }
    }

    @Test func refusesTokensOfAnotherKindAndOddPayloads() throws {
        let signed = { (header: String, payload: String) throws -> Secret in
            let text = Base64URL.encode(header.utf8) + "." + Base64URL.encode(payload.utf8)
            return Secret(text + "." + Base64URL.encode(try key.signature(of: Array(text.utf8))))
        }
        let good = #"{"sub":"u1","tenant_id":"acme","exp":1800000600}"#
        for type in ["JWT", "at+jwt", "application/at+JWT"] {
            #expect(throws: Never.self) { try claims(signed(#"{"alg":"RS256","typ":"\#(type)"}"#, good)) }
        }
        #expect(throws: TokenError.malformed) { try claims(signed(#"{"alg":"RS256","typ":"logout+jwt"}"#, good)) }
        for payload in ["", "[]", "7", #"{"sub":"u1","sub":"u2","tenant_id":"acme","exp":1800000600}"#, good + "x"] {
            #expect(throws: TokenError.malformed) { try claims(signed(#"{"alg":"RS256"}"#, payload)) }
        }
    }

    @Test func saysWhyInWordsThatHoldNothingOfTheToken() {
        let errors: [TokenError] = [
            .malformed, .algorithm, .critical, .unknownKey, .signature, .expired, .notYetValid, .lifetime,
            .claim(.issuer),
        ]
        #expect(Set(errors.map(\.description)).count == errors.count)
        #expect(TokenError.claim(.tenant).description.contains("tenant_id"))
    }
}
