import HubCore
import Testing

@testable import HubCrypto

struct RSAPublicKeyTests {
    private let message = Array("hello".utf8)
    private let signature = Base64URL.decode(KeyFixture.signatureOfHello.utf8) ?? []

    @Test(arguments: [KeyFixture.publicKey, KeyFixture.publicKeyPKCS1])
    func verifiesWhatOpenSSLSigned(pem: String) throws {
        let key = try RSAPublicKey(pem: pem)
        #expect(key.verifies(signature, of: message))
        #expect(!key.verifies(signature, of: Array("hallo".utf8)))
        #expect(!key.verifies(Array(signature.dropLast()), of: message))
        #expect(!key.verifies([], of: message))
        #expect(!key.verifies(signature.map { $0 ^ 1 }, of: message))
    }

    @Test func verifiesAMessageThatIsNotContiguous() throws {
        let key = try RSAPublicKey(pem: KeyFixture.publicKey)
        #expect(key.verifies(signature, of: message.reversed().reversed() as ReversedCollection))
    }

    @Test func survivesTheWayThroughPEMAndJWK() throws {
        let key = try RSAPublicKey(pem: KeyFixture.publicKeyPKCS1)
        #expect(try key.pem() == KeyFixture.publicKey + "\n")
        let again = try RSAPublicKey(jwk: try key.jwk(id: "k"))
        #expect(try again.pem() == KeyFixture.publicKey + "\n")
        #expect(try again.thumbprint() == key.thumbprint())
        #expect(try key.jwk(id: "k")["e"] == "AQAB")
    }

    // RFC 7638 §3.1.
    @Test func hasThePublishedThumbprint() throws {
        let key = try RSAPublicKey(jwk: [
            "kty": "RSA", "e": "AQAB", "alg": "RS256", "kid": "2011-04-29",
            "n": .string(
                "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiF"
                    + "V4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZg"
                    + "nYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBni"
                    + "Iqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw"),
        ])
        #expect(try key.thumbprint() == "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs")
    }

    @Test func refusesKeysThatAreTooWeak() {
        #expect(throws: KeyError.weak(bits: 1024)) { try RSAPublicKey(pem: KeyFixture.key1024) }
        #expect(throws: KeyError.weakExponent) { try RSAPublicKey(pem: KeyFixture.exponent3) }
    }

    @Test func refusesHostileNumbers() throws {
        let good = try RSAPublicKey(pem: KeyFixture.publicKey).jwk(id: "k")
        let modulus = try #require(good["n"]?.stringValue.flatMap { Base64URL.decode($0.utf8) })
        #expect(throws: KeyError.weakExponent) { try RSAPublicKey(modulus: modulus, exponent: [1]) }
        #expect(throws: KeyError.weakExponent) { try RSAPublicKey(modulus: modulus, exponent: [1, 0, 2]) }
        #expect(throws: KeyError.weakExponent) {
            try RSAPublicKey(modulus: modulus, exponent: [1, 0, 0, 0, 0, 0, 0, 0, 1])
        }
        let even = Array(modulus.dropLast() + [modulus[255] & 0xFE])
        #expect(throws: KeyError.self) { try RSAPublicKey(modulus: even, exponent: [1, 0, 1]) }
        let long = [UInt8](repeating: 0xFF, count: 1025)
        #expect(throws: KeyError.weak(bits: 8200)) { try RSAPublicKey(modulus: long, exponent: [1, 0, 1]) }
    }

    @Test func refusesWhatIsNotAnRSAPublicKey() {
        #expect(throws: KeyError.unsuitable(.keyType)) { try RSAPublicKey(pem: KeyFixture.ellipticCurve) }
        #expect(throws: KeyError.unsuitable(.privatePart)) { try RSAPublicKey(pem: KeyFixture.privateKey) }
        #expect(throws: KeyError.malformed) { try RSAPublicKey(pem: "") }
        #expect(throws: KeyError.malformed) {
            try RSAPublicKey(pem: "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n")
        }
        #expect(throws: KeyError.malformed) { try RSAPublicKey(pem: "-----BEGIN CERTIFICATE-----\n") }
    }
}
