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

    private func claims(_ token: Secret) async throws -> TokenClaims {
        try await verifier.claims(of: token, now: Self.now)
    }

    @Test func readsTheClaimsOfAGoodToken() async throws {
        let claims = try await claims(
            token(("roles", ["tenant_admin", "user", "janitor"]), ("jti", "t-1"), ("extra", [1])))
        #expect(
            claims
                == TokenClaims(
                    subject: try #require(UserID("u1")), tenant: try #require(TenantID("acme")),
                    roles: [.tenantAdmin, .user], expiresAt: Self.now.addingTimeInterval(600), tokenID: "t-1"))
    }

    @Test func givesNoRoleWhereTheTokenNamesNone() async throws {
        #expect(try await claims(token(("roles", nil))).roles.isEmpty)
        #expect(try await claims(token(("roles", []))).roles.isEmpty)
    }

    @Test func allowsClocksToDifferByTheLeeway() async throws {
        await #expect(throws: Never.self) { try await claims(token(("exp", at(-59)))) }
        await #expect(throws: TokenError.expired) { try await claims(token(("exp", at(-60)))) }
        await #expect(throws: Never.self) { try await claims(token(("nbf", at(60)))) }
        await #expect(throws: TokenError.notYetValid) { try await claims(token(("nbf", at(61)))) }
        await #expect(throws: Never.self) { try await claims(token(("iat", at(60)))) }
        await #expect(throws: TokenError.notYetValid) { try await claims(token(("iat", at(61)))) }
    }

    @Test func refusesTokensThatLiveTooLong() async throws {
        let day = 24 * 3600
        await #expect(throws: Never.self) { try await claims(token(("iat", at(0)), ("exp", at(day)))) }
        await #expect(throws: TokenError.lifetime) { try await claims(token(("iat", at(0)), ("exp", at(day + 1)))) }
        await #expect(throws: TokenError.lifetime) { try await claims(token(("iat", at(-day)), ("exp", at(600)))) }
        // A late beginning stretches nothing.
        await #expect(throws: TokenError.lifetime) {
            try await claims(token(("iat", at(-day)), ("nbf", at(0)), ("exp", at(600))))
        }
        let patient = TokenVerifier(keys: VerificationKeySet(key.publicKey), maximumLifetime: .seconds(8 * day))
        await #expect(throws: Never.self) {
            try await patient.claims(of: token(("iat", at(0)), ("exp", at(7 * day))), now: Self.now)
        }
    }

    @Test func takesTimesWithFractions() async throws {
        await #expect(throws: Never.self) { try await claims(token(("exp", 1800000000.5))) }
    }

    @Test(
        arguments: [
            ("exp", nil, TokenError.Claim.expiry), ("exp", "1800000600", .expiry), ("exp", 1e300, .expiry),
            ("exp", -1, .expiry), ("iat", "now", .issuedAt), ("iat", nil, .issuedAt), ("nbf", true, .notBefore),
            ("sub", nil, .subject),
            ("sub", "", .subject), ("sub", 7, .subject), ("sub", "a\u{0}b", .subject), ("tenant_id", nil, .tenant),
            ("tenant_id", "Acme Corp", .tenant), ("roles", "user", .roles), ("roles", [1], .roles), ("jti", 1, .id),
            ("jti", "", .id), ("jti", "a\u{0}b", .id), ("jti", .string(String(repeating: "é", count: 128)), .id),
        ] as [(String, JSONValue?, TokenError.Claim)])
    func namesTheClaimThatIsWrong(name: String, value: JSONValue?, claim: TokenError.Claim) async throws {
        await #expect(throws: TokenError.claim(claim)) { try await claims(token((name, value))) }
    }

    @Test func demandsIssuerAndAudienceWhereTheyAreExpected() async throws {
        let verifier = TokenVerifier(
            keys: VerificationKeySet(key.publicKey), issuer: "https://id.example.com", audience: "agenthub")
        func check(_ changes: (String, JSONValue?)...) async throws {
            var claims: JSONObject = [
                "sub": "u1", "tenant_id": "acme", "iat": at(0), "exp": at(600), "iss": "https://id.example.com",
                "aud": "agenthub",
            ]
            for (name, value) in changes { claims[name] = value }
            _ = try await verifier.claims(of: issuer.sign(.object(claims)), now: Self.now)
        }
        await #expect(throws: Never.self) { try await check() }
        await #expect(throws: Never.self) { try await check(("aud", ["other", "agenthub"])) }
        await #expect(throws: TokenError.claim(.issuer)) { try await check(("iss", "https://id.example.com/")) }
        await #expect(throws: TokenError.claim(.issuer)) { try await check(("iss", nil)) }
        for audience: JSONValue? in [nil, "other", ["other"], [], ["agenthub": true]] {
            await #expect(throws: TokenError.claim(.audience)) { try await check(("aud", audience)) }
        }
    }

    /// RFC 7519 §4.1.3: whoever does not find itself in the claim must refuse the token.
    @Test(arguments: ["other", "agenthub", ["agenthub"], "", .null] as [JSONValue])
    func refusesAnyAudienceWhereItHasNoneOfItsOwn(audience: JSONValue) async throws {
        await #expect(throws: TokenError.claim(.audience)) { try await claims(token(("aud", audience))) }
    }

    @Test func refusesAlteredTokens() async throws {
        let text = try token().reveal()
        let parts = text.split(separator: ".").map(String.init)
        let forged = Base64URL.encode(#"{"sub":"root","tenant_id":"acme","exp":1800000600}"#.utf8)
        await #expect(throws: TokenError.signature) { try await claims(Secret("\(parts[0]).\(forged).\(parts[2])")) }
        await #expect(throws: TokenError.malformed) { try await claims(Secret("\(parts[0]).\(parts[1]).")) }
        let unsigned = Base64URL.encode(#"{"alg":"none"}"#.utf8)
        await #expect(throws: TokenError.algorithm) { try await claims(Secret("\(unsigned).\(parts[1]).")) }
        let other = try TokenIssuer(key: RSAPrivateKey.generate())
        await #expect(throws: TokenError.signature) { try await claims(other.sign(["sub": "u1"])) }
    }

    @Test func refusesTokensOfAnotherKindAndOddPayloads() async throws {
        let signed = { (header: String, payload: String) throws -> Secret in
            let text = Base64URL.encode(header.utf8) + "." + Base64URL.encode(payload.utf8)
            return Secret(text + "." + Base64URL.encode(try key.signature(of: Array(text.utf8))))
        }
        let good = #"{"sub":"u1","tenant_id":"acme","iat":1800000000,"exp":1800000600}"#
        for type in ["JWT", "at+jwt", "application/at+JWT"] {
            await #expect(throws: Never.self) { try await claims(signed(#"{"alg":"RS256","typ":"\#(type)"}"#, good)) }
        }
        await #expect(throws: TokenError.malformed) {
            try await claims(signed(#"{"alg":"RS256","typ":"logout+jwt"}"#, good))
        }
        for payload in ["", "[]", "7", #"{"sub":"u1","sub":"u2","tenant_id":"acme","exp":1800000600}"#, good + "x"] {
            await #expect(throws: TokenError.malformed) { try await claims(signed(#"{"alg":"RS256"}"#, payload)) }
        }
    }

    @Test func followsTheIssuersKeys() async throws {
        let next = try RSAPrivateKey.generate()
        func document(_ key: RSAPrivateKey) throws -> [UInt8] {
            (["keys": [try key.publicKey.jwk(id: key.publicKey.thumbprint())]] as JSONValue).bytes
        }
        let source = ScriptedKeySource(.document(try document(key)), .document(try document(next)))
        let verifier = TokenVerifier(keys: try await RotatingKeySet(source: source, report: { _ in }))
        let claims: JSONValue = ["sub": "u1", "tenant_id": "acme", "iat": at(0), "exp": at(600)]
        let (old, new) = (try issuer.sign(claims), try TokenIssuer(key: next).sign(claims))
        #expect(try await verifier.claims(of: old, now: Self.now).subject.rawValue == "u1")
        #expect(try await verifier.claims(of: new, now: Self.now).subject.rawValue == "u1")
        await #expect(throws: TokenError.unknownKey) { try await verifier.claims(of: old, now: Self.now) }
        #expect(source.loads == 2)
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
