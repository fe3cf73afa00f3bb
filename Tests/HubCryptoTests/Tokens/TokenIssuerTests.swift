import Foundation
import HubCore
import Testing

@testable import HubCrypto

struct TokenIssuerTests {
    private let key: RSAPrivateKey

    init() throws { key = try RSAPrivateKey(pem: Secret(KeyFixture.privateKey)) }

    @Test func mintsTokensThatTheVerifierAccepts() async throws {
        let now = Date(timeIntervalSince1970: 1_800_000_000.25)
        let issuer = try TokenIssuer(key: key, issuer: "dev", audience: "agenthub")
        let token = try issuer.token(
            subject: try #require(UserID("người dùng")), tenant: try #require(TenantID("demo")),
            roles: [.user, .platformAdmin], lifetime: .seconds(60), now: now)
        let keys = VerificationKeySet(key.publicKey, keyID: try key.publicKey.thumbprint())
        let verifier = TokenVerifier(keys: keys, issuer: "dev", audience: "agenthub")
        let claims = try await verifier.claims(of: token, now: now)
        #expect(claims.subject.rawValue == "người dùng")
        #expect(claims.tenant.rawValue == "demo")
        #expect(claims.roles == [.user, .platformAdmin])
        #expect(claims.expiresAt == Date(timeIntervalSince1970: 1_800_000_060))
        #expect(claims.tokenID?.count == 36)
    }

    @Test func namesItsKeyInTheHeader() throws {
        let token = try TokenIssuer(key: key).sign([:])
        let signature = try CompactSignature(token.reveal().utf8)
        #expect(signature.keyID == (try key.publicKey.thumbprint()))
        #expect(signature.type == "JWT")
    }
}
