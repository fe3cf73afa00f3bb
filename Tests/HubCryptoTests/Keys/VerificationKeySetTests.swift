import HubCore
import Testing

@testable import HubCrypto

struct VerificationKeySetTests {
    private let jwk: JSONObject

    init() throws {
        jwk = try #require(try RSAPublicKey(pem: KeyFixture.publicKey).jwk(id: "a").objectValue)
    }

    private func key(_ changes: (String, JSONValue?)...) -> JSONValue {
        var jwk = jwk
        for (name, value) in changes { jwk[name] = value }
        return .object(jwk)
    }

    private func set(_ keys: JSONValue...) throws -> VerificationKeySet {
        try VerificationKeySet(jwks: (["keys": .array(keys)] as JSONValue).bytes)
    }

    @Test func findsKeysByTheirID() throws {
        let keys = try set(key(), key(("kid", "b")), key(("kid", "b")))
        #expect(keys.keys(for: "a").count == 1)
        #expect(keys.keys(for: "b").count == 2)
        #expect(keys.keys(for: "c").isEmpty)
        #expect(keys.keys(for: nil).isEmpty)
        #expect(keys.ignored.isEmpty)
    }

    @Test func servesTokensWithoutIDWhenThereIsOneKey() throws {
        #expect(try set(key()).keys(for: nil).count == 1)
        let pem = VerificationKeySet(try RSAPublicKey(pem: KeyFixture.publicKey))
        #expect(pem.keys(for: nil).count == 1)
        #expect(pem.keys(for: "any").count == 1)
        let named = VerificationKeySet(try RSAPublicKey(pem: KeyFixture.publicKey), keyID: "a")
        #expect(named.keys(for: "b").isEmpty)
    }

    @Test func takesASingleJWK() throws {
        #expect(try VerificationKeySet(jwks: key().bytes).keys(for: "a").count == 1)
    }

    @Test func leavesOutKeysForOtherUses() throws {
        let keys = try set(
            key(), key(("kid", "use"), ("use", "enc")), key(("kid", "ops"), ("key_ops", ["encrypt"])),
            key(("kid", "alg"), ("alg", "PS256")), key(("kid", "kty"), ("kty", "oct")),
            key(("kid", "d"), ("d", "AQAB")),
            key(("kid", "n"), ("n", "AQ=")), key(("kid", "weak"), ("n", "AQAB")), "text")
        #expect(
            keys.ignored.map(\.reason) == [
                .unsuitable(.use), .unsuitable(.operations), .unsuitable(.algorithm), .unsuitable(.keyType),
                .unsuitable(.privatePart), .malformed, .weak(bits: 17), .malformed,
            ])
        #expect(keys.ignored.map(\.keyID) == ["use", "ops", "alg", "kty", "d", "n", "weak", nil])
        #expect(keys.keys(for: nil).count == 1)
        #expect(try set(key(("use", nil), ("alg", nil), ("key_ops", ["verify", "sign"]))).ignored.isEmpty)
    }

    @Test func refusesASetWithoutAnyUsableKey() throws {
        #expect(throws: KeyError.noUsableKey) { try set() }
        #expect(throws: KeyError.noUsableKey) { try set(key(("use", "enc")), key(("kty", "EC"))) }
        #expect(throws: KeyError.unsuitable(.use)) { try set(key(("use", "enc"))) }
        #expect(throws: KeyError.malformed) { try VerificationKeySet(jwks: Array("[]".utf8)) }
        #expect(throws: KeyError.malformed) { try VerificationKeySet(jwks: Array("{\"keys\": 1}".utf8)) }
    }

    @Test func refusesASetThatIsTooLarge() throws {
        let keys = Array(repeating: key(("use", "enc")), count: 100)
        #expect(throws: KeyError.noUsableKey) {
            try VerificationKeySet(jwks: (["keys": .array(keys)] as JSONValue).bytes)
        }
        #expect(throws: KeyError.tooLarge) {
            try VerificationKeySet(jwks: (["keys": .array(keys + [key()])] as JSONValue).bytes)
        }
        let one = key().bytes
        let space = [UInt8](repeating: 0x20, count: VerificationKeySet.maximumDocument - one.count)
        #expect(try VerificationKeySet(jwks: one + space).count == 1)
        #expect(throws: KeyError.tooLarge) { try VerificationKeySet(jwks: one + space + [0x20]) }
    }

    @Test func comparesIDsByteByByte() throws {
        let keys = try set(key(("kid", "caf\u{E9}")), key())
        #expect(keys.keys(for: "caf\u{E9}").count == 1)
        #expect(keys.keys(for: "cafe\u{301}").isEmpty)
        #expect(keys.keys(for: "A").isEmpty)
        #expect(keys.keys(for: "").isEmpty)
    }

    @Test func errorsSayWhatIsWrongInWords() {
        let errors: [KeyError] = [
            .malformed, .unsuitable(.use), .weak(bits: 1024), .weakExponent, .noUsableKey, .tooLarge,
            .library(code: 7),
        ]
        #expect(Set(errors.map(\.description)).count == errors.count)
        #expect(KeyError.weak(bits: 1024).description.contains("1024"))
    }
}
