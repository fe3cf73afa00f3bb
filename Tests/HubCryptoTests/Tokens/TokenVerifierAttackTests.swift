import Foundation
import HubCore
import Testing

@testable import HubCrypto

/// Tokens that were made to be misread. Each is signed well, unless its test says otherwise.
struct TokenVerifierAttackTests {
    private static let now = Date(timeIntervalSince1970: 1_800_000_000)
    private static let good = #""sub":"u1","tenant_id":"acme","iat":1799999990,"exp":1800000600"#
    private let key: RSAPrivateKey

    init() throws { key = try RSAPrivateKey(pem: Secret(KeyFixture.privateKey)) }

    private func parts(_ header: String, _ payload: String) -> String {
        Base64URL.encode(header.utf8) + "." + Base64URL.encode(payload.utf8)
    }

    private func signed(_ header: String, _ payload: String, with other: RSAPrivateKey? = nil) throws -> Secret {
        let text = parts(header, payload)
        return Secret(text + "." + Base64URL.encode(try (other ?? key).signature(of: Array(text.utf8))))
    }

    private func verify(_ token: Secret) async throws -> TokenClaims {
        let jwks: JSONValue = ["keys": [try key.publicKey.jwk(id: "a")]]
        return try await TokenVerifier(keys: VerificationKeySet(jwks: jwks.bytes)).claims(of: token, now: Self.now)
    }

    private func verify(payload: String) async throws -> TokenClaims {
        try await verify(signed(#"{"alg":"RS256","kid":"a"}"#, payload))
    }

    @Test func takesTheTokenThatTheOthersArePervertedFrom() async throws {
        await #expect(throws: Never.self) { try await verify(payload: "{\(Self.good)}") }
    }

    @Test(arguments: ["none", "None", "NONE", "nOnE", ""])
    func refusesUnsignedTokens(algorithm: String) async {
        let text = parts(#"{"alg":"\#(algorithm)","kid":"a"}"#, "{\(Self.good)}")
        for token in [text + ".", text + ".AAAA", text] {
            await #expect(throws: TokenError.self) { try await verify(Secret(token)) }
        }
    }

    @Test func refusesThePublicKeyAsASharedSecret() async throws {
        let text = parts(#"{"alg":"HS256","typ":"JWT","kid":"a"}"#, "{\(Self.good)}")
        let pem = try key.publicKey.pem()
        for secret in [pem, String(pem.dropLast()), try key.publicKey.jwk(id: "a")["n"]?.stringValue ?? ""] {
            let code = HMACSHA256.code(of: text.utf8, key: Array(secret.utf8))
            await #expect(throws: TokenError.algorithm) {
                try await verify(Secret(text + "." + Base64URL.encode(code)))
            }
            // And the same code under the name of the algorithm that is expected.
            let renamed = parts(#"{"alg":"RS256","typ":"JWT","kid":"a"}"#, "{\(Self.good)}")
            let other = HMACSHA256.code(of: renamed.utf8, key: Array(secret.utf8))
            await #expect(throws: TokenError.signature) {
                try await verify(Secret(renamed + "." + Base64URL.encode(other)))
            }
        }
    }

    @Test(arguments: [
        "../../../../dev/null", "/etc/passwd", "a' OR '1'='1", "a'; DROP TABLE tenants;--", "a\\u0000", "A", "a ", "",
        "https://evil.example/jwks.json", "$(id)", "\\u0061\\u0301",
    ])
    func takesAKeyIDForNothingButAName(id: String) async throws {
        let token = try signed(#"{"alg":"RS256","kid":"\#(id)"}"#, "{\(Self.good)}")
        await #expect(throws: TokenError.unknownKey) { try await verify(token) }
    }

    @Test func usesNoKeyThatTheTokenBringsAlong() async throws {
        let own = try RSAPrivateKey.generate()
        let jwk = try own.publicKey.jwk(id: "a").text
        for extra in [
            #""jwk":\#(jwk)"#, #""jku":"https://evil.example/jwks.json""#, #""x5u":"https://evil.example/a.pem""#,
            #""x5c":["AAAA"]"#,
        ] {
            let token = try signed(#"{"alg":"RS256","kid":"a",\#(extra)}"#, "{\(Self.good)}", with: own)
            await #expect(throws: TokenError.signature) { try await verify(token) }
        }
    }

    @Test(arguments: [
        #""crit":["b64"],"b64":false"#, #""crit":["exp"]"#, #""crit":[]"#, #""crit":null"#, #""b64":false"#,
        #""b64":true"#,
    ])
    func refusesExtensionsOfTheHeader(extra: String) async throws {
        let token = try signed(#"{"alg":"RS256","kid":"a",\#(extra)}"#, "{\(Self.good)}")
        await #expect(throws: TokenError.critical) { try await verify(token) }
    }

    @Test(arguments: [
        #"{"alg":"RS256","alg":"RS256","kid":"a"}"#, #"{"alg":"RS256","kid":"b","kid":"a"}"#,
        #"{"alg":"none","\u0061lg":"RS256","kid":"a"}"#, #"{"alg":"RS256","kid":["a"]}"#,
        #"{"alg":"RS256","kid":null}"#,
    ])
    func refusesHeadersOfTwoMeanings(header: String) async throws {
        let token = try signed(header, "{\(Self.good)}")
        await #expect(throws: TokenError.malformed) { try await verify(token) }
    }

    @Test(arguments: [
        #""tenant_id":"globex""#, #""\u0074enant_id":"globex""#, #""sub":"root""#,
        #""roles":[],"roles":["platform_admin"]"#,
    ])
    func refusesClaimsOfTwoMeanings(extra: String) async throws {
        for payload in ["{\(Self.good),\(extra)}", "{\(extra),\(Self.good)}"] {
            await #expect(throws: TokenError.malformed) { try await verify(payload: payload) }
        }
    }

    @Test(arguments: [
        "1e400", "-1e400", "99999999999999999999999999", "9223372036854775808", "18446744073709551616", "-1", "1e18",
        "253402300800", #""1800000600""#, "null", "true", "[1800000600]", #"{"$gt":0}"#, "-0.5",
    ])
    func refusesTimesThatNoClockShows(time: String) async throws {
        for (name, claim) in [("exp", TokenError.Claim.expiry), ("nbf", .notBefore), ("iat", .issuedAt)] {
            var times = #""\#(name)":\#(time)"#
            if claim != .expiry { times += #","exp":1800000600"# }
            if claim != .issuedAt { times += #","iat":1800000000"# }
            await #expect(throws: TokenError.claim(claim), "\(name)") {
                try await verify(payload: #"{"sub":"u1","tenant_id":"acme",\#(times)}"#)
            }
        }
    }

    @Test(arguments: ["NaN", "Infinity", "0x6B49D458", "01800000600", "1800000600.", "+1800000600"])
    func refusesTimesThatAreNotJSON(time: String) async throws {
        await #expect(throws: TokenError.malformed) {
            try await verify(payload: #"{"sub":"u1","tenant_id":"acme","iat":1800000000,"exp":\#(time)}"#)
        }
    }

    @Test func readsTimesInEveryWayThatJSONWritesThem() async throws {
        for time in ["1800000600", "1800000600.0", "1800000600.25", "1.8000006e9", "18000006E2"] {
            let claims = try await verify(payload: #"{"sub":"u1","tenant_id":"acme","iat":1800000000,"exp":\#(time)}"#)
            #expect(claims.expiresAt.timeIntervalSince1970.rounded(.down) == 1_800_000_600)
        }
    }

    @Test func refusesTokensFromTheFuture() async throws {
        for times in [#""iat":1800001800"#, #""iat":1800000000,"nbf":1800001800"#] {
            await #expect(throws: TokenError.notYetValid) {
                try await verify(payload: #"{"sub":"u1","tenant_id":"acme","exp":1800003600,\#(times)}"#)
            }
        }
    }

    @Test func refusesALifetimeThatIsHiddenBehindItsStart() async throws {
        // A day is allowed; these claim to begin late, or before 1970, or not at all.
        for (times, error) in [
            (#""exp":1800090000"#, TokenError.claim(.issuedAt)),
            (#""exp":1800000600,"nbf":1800000000"#, .claim(.issuedAt)),
            (#""exp":1800090000,"iat":1800000000,"nbf":1800000010"#, .lifetime),
            (#""exp":1800000600,"iat":0"#, .lifetime),
        ] {
            await #expect(throws: error) { try await verify(payload: #"{"sub":"u1","tenant_id":"acme",\#(times)}"#) }
        }
    }

    @Test func refusesOtherTenantsSpellings() async throws {
        for tenant in ["ACME", "acme\\u0000", "acme/../globex", "acme ", "%61cme", "ａcme", "*", ""] {
            await #expect(throws: TokenError.claim(.tenant)) {
                try await verify(payload: #"{"sub":"u1","tenant_id":"\#(tenant)","iat":1800000000,"exp":1800000600}"#)
            }
        }
        await #expect(throws: TokenError.claim(.tenant)) {
            try await verify(payload: #"{"sub":"u1","tenant_id":["acme"],"iat":1800000000,"exp":1800000600}"#)
        }
    }

    @Test func refusesNestingThatWouldExhaustAStack() async throws {
        let deep = String(repeating: "[", count: 5_000)
        await #expect(throws: TokenError.malformed) { try await verify(payload: "{\(Self.good),\"x\":\(deep)") }
    }
}
