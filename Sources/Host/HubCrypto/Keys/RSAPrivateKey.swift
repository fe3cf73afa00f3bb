import COpenSSL
import HubCore

/// An RSA key that signs RS256: the development key pair's.
package struct RSAPrivateKey: Sendable {
    private let key: EVPKey

    /// Generates a key of 2048 bits. Takes some tens to hundreds of milliseconds of CPU: not for a request's path.
    package static func generate() throws(KeyError) -> RSAPrivateKey {
        guard let context = EVP_PKEY_CTX_new_from_name(nil, hub_rsa_type_name(), nil) else { throw .fromLibrary() }
        defer { EVP_PKEY_CTX_free(context) }
        var pointer: OpaquePointer?
        guard EVP_PKEY_keygen_init(context) == 1, EVP_PKEY_CTX_set_rsa_keygen_bits(context, 2048) == 1,
            EVP_PKEY_generate(context, &pointer) == 1, let pointer
        else { throw .fromLibrary() }
        return RSAPrivateKey(key: try EVPKey(adopting: pointer))
    }

    private init(key: EVPKey) { self.key = key }

    /// Parses unencrypted `PRIVATE KEY` (PKCS #8) or `RSA PRIVATE KEY` (PKCS #1).
    package init(pem: Secret) throws(KeyError) { key = try PEM.decode(pem.reveal(), as: .privateKey) }

    /// The key as unencrypted `PRIVATE KEY` PEM, to be kept in a file that only its owner may read.
    package func pem() throws(KeyError) -> Secret { Secret(try PEM.encode(key, as: .privateKey)) }

    package var publicKey: RSAPublicKey { RSAPublicKey(key) }

    /// The RS256 signature of the message.
    package func signature(of message: [UInt8]) throws(KeyError) -> [UInt8] {
        guard let context = EVP_MD_CTX_new() else { throw .fromLibrary() }
        defer { EVP_MD_CTX_free(context) }
        var length = Int(EVP_PKEY_get_size(key.pointer))
        var signature = [UInt8](repeating: 0, count: length)
        guard EVP_DigestSignInit(context, nil, EVP_sha256(), nil, key.pointer) == 1,
            // SAFETY: both arrays outlive the call; the signature has the key's size, which `length` says.
            EVP_DigestSign(context, &signature, &length, message, message.count) == 1
        else { throw .fromLibrary() }
        return Array(signature.prefix(length))
    }
}
