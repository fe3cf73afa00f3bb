import HubCore
import Testing

@testable import HubCrypto

struct RSAPrivateKeyTests {
    @Test(arguments: [KeyFixture.privateKey, KeyFixture.privateKeyPKCS1])
    func signsLikeOpenSSL(pem: String) throws {
        let key = try RSAPrivateKey(pem: Secret(pem))
        #expect(Base64URL.encode(try key.signature(of: Array("hello".utf8))) == KeyFixture.signatureOfHello)
        #expect(try key.pem().reveal() == KeyFixture.privateKey + "\n")
        #expect(try key.publicKey.pem() == KeyFixture.publicKey + "\n")
    }

    @Test func generatesAKeyThatItsPublicPartVerifies() throws {
        let key = try RSAPrivateKey.generate()
        let again = try RSAPrivateKey(pem: key.pem())
        let message = Array("Xin chào".utf8)
        #expect(key.publicKey.verifies(try again.signature(of: message), of: message))
        #expect(
            try key.publicKey.thumbprint() != RSAPrivateKey(pem: Secret(KeyFixture.privateKey)).publicKey.thumbprint())
    }

    @Test func refusesEncryptedAndPublicKeysWithoutAskingForAPassword() {
        for pem in [KeyFixture.encryptedPrivateKey, KeyFixture.encryptedPrivateKeyPKCS1] {
            #expect(throws: KeyError.unsuitable(.encrypted)) { try RSAPrivateKey(pem: Secret(pem)) }
        }
        #expect(throws: KeyError.malformed) { try RSAPrivateKey(pem: Secret(KeyFixture.publicKey)) }
    }
}
