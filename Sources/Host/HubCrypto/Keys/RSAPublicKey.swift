import COpenSSL
import HubCore

/// An RSA key that verifies RS256 signatures: 2048 to 8192 bits, an odd exponent of at least 65537.
package struct RSAPublicKey: Sendable {
    let key: EVPKey

    init(_ key: EVPKey) { self.key = key }

    /// Parses `PUBLIC KEY` (SPKI) or `RSA PUBLIC KEY` (PKCS #1).
    package init(pem: String) throws(KeyError) { key = try PEM.decode(pem, as: .publicKey) }

    /// Builds the key from its big-endian numbers, as a JWK holds them.
    package init(modulus: [UInt8], exponent: [UInt8]) throws(KeyError) {
        guard let builder = OSSL_PARAM_BLD_new() else { throw .fromLibrary() }
        defer { OSSL_PARAM_BLD_free(builder) }
        // SAFETY: each BN_bin2bn copies exactly the array's bytes.
        let n = BN_bin2bn(modulus, CInt(clamping: modulus.count), nil)
        defer { BN_free(n) }
        // SAFETY: as above.
        let e = BN_bin2bn(exponent, CInt(clamping: exponent.count), nil)
        defer { BN_free(e) }
        guard n != nil, e != nil, OSSL_PARAM_BLD_push_BN(builder, hub_rsa_modulus_name(), n) == 1,
            OSSL_PARAM_BLD_push_BN(builder, hub_rsa_exponent_name(), e) == 1,
            let parameters = OSSL_PARAM_BLD_to_param(builder)
        else { throw .fromLibrary() }
        defer { OSSL_PARAM_free(parameters) }
        guard let context = EVP_PKEY_CTX_new_from_name(nil, hub_rsa_type_name(), nil) else { throw .fromLibrary() }
        defer { EVP_PKEY_CTX_free(context) }
        var pointer: OpaquePointer?
        guard EVP_PKEY_fromdata_init(context) == 1,
            EVP_PKEY_fromdata(context, &pointer, hub_evp_public_key_selection(), parameters) == 1, let pointer
        else { throw .fromLibrary() }
        key = try EVPKey(adopting: pointer)
    }

    /// The key as `PUBLIC KEY` PEM.
    package func pem() throws(KeyError) -> String { try PEM.encode(key, as: .publicKey) }

    /// The key's public numbers as a JSON Web Key.
    package func jwk(id: String) throws(KeyError) -> JSONValue {
        [
            "kty": "RSA", "use": "sig", "alg": "RS256", "kid": .string(id),
            "n": .string(Base64URL.encode(try key.bytes(of: hub_rsa_modulus_name()))),
            "e": .string(Base64URL.encode(try key.bytes(of: hub_rsa_exponent_name()))),
        ]
    }

    /// The key's JWK thumbprint (RFC 7638): an id that follows from the key itself.
    package func thumbprint() throws(KeyError) -> String {
        let n = Base64URL.encode(try key.bytes(of: hub_rsa_modulus_name()))
        let e = Base64URL.encode(try key.bytes(of: hub_rsa_exponent_name()))
        return Base64URL.encode(SHA256.digest(Array(#"{"e":"\#(e)","kty":"RSA","n":"\#(n)"}"#.utf8)))
    }

    /// Whether the signature is this key's over the message (RSASSA-PKCS1-v1_5 with SHA-256).
    package func verifies(_ signature: [UInt8], of message: some Collection<UInt8>) -> Bool {
        guard let context = EVP_MD_CTX_new() else { return false }
        defer { EVP_MD_CTX_free(context) }
        guard EVP_DigestVerifyInit(context, nil, EVP_sha256(), nil, key.pointer) == 1 else {
            ERR_clear_error()
            return false
        }
        // SAFETY: the buffers are borrowed for the call alone, with their own lengths.
        let verdict = message.withContiguousStorageIfAvailable {
            EVP_DigestVerify(context, signature, signature.count, $0.baseAddress, $0.count)
        }
        let isValid = verdict ?? verify(context, signature, Array(message))
        if isValid != 1 { ERR_clear_error() }
        return isValid == 1
    }

    private func verify(_ context: OpaquePointer, _ signature: [UInt8], _ message: [UInt8]) -> CInt {
        // SAFETY: both arrays outlive the call and are passed with their own lengths.
        EVP_DigestVerify(context, signature, signature.count, message, message.count)
    }
}
