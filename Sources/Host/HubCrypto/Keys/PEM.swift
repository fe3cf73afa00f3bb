import COpenSSL

/// Reading and writing keys as PEM text.
enum PEM {
    /// What a text may hold, by its labels.
    enum Kind {
        case publicKey
        case privateKey

        var labels: [String] {
            switch self {
            case .publicKey: ["PUBLIC KEY", "RSA PUBLIC KEY"]
            case .privateKey: ["PRIVATE KEY", "RSA PRIVATE KEY"]
            }
        }

        var selection: CInt {
            switch self {
            case .publicKey: hub_evp_public_key_selection()
            case .privateKey: hub_evp_key_pair_selection()
            }
        }

        // SAFETY: both names are immortal C literals (shim.h), since the encoder keeps the pointer.
        var structure: UnsafePointer<CChar>? {
            switch self {
            case .publicKey: hub_public_key_structure_name()
            case .privateKey: hub_private_key_structure_name()
            }
        }
    }

    static func decode(_ text: String, as kind: Kind) throws(KeyError) -> EVPKey {
        if text.contains("-----BEGIN ENCRYPTED") || text.contains("4,ENCRYPTED") { throw .unsuitable(.encrypted) }
        if case .publicKey = kind, text.contains("PRIVATE KEY-----") { throw .unsuitable(.privatePart) }
        guard kind.labels.contains(where: { text.contains("-----BEGIN \($0)-----") }) else { throw .malformed }
        var key: OpaquePointer?
        guard
            let context = OSSL_DECODER_CTX_new_for_pkey(&key, hub_pem_format_name(), nil, nil, kind.selection, nil, nil)
        else { throw .fromLibrary() }
        defer { OSSL_DECODER_CTX_free(context) }
        // Without a callback the library would ask for a password on the terminal.
        OSSL_DECODER_CTX_set_pem_password_cb(context, { _, _, _, _ in -1 }, nil)
        let bytes = Array(text.utf8)
        // SAFETY: a memory BIO of the array's bytes and length, read and freed while the array is borrowed.
        let isDecoded = bytes.withUnsafeBufferPointer { buffer in
            guard let bio = BIO_new_mem_buf(buffer.baseAddress, CInt(clamping: buffer.count)) else { return false }
            defer { BIO_free(bio) }
            return OSSL_DECODER_from_bio(context, bio) == 1
        }
        guard isDecoded, let key else {
            EVP_PKEY_free(key)
            ERR_clear_error()
            throw .malformed
        }
        return try EVPKey(adopting: key)
    }

    static func encode(_ key: EVPKey, as kind: Kind) throws(KeyError) -> String {
        guard
            let context = OSSL_ENCODER_CTX_new_for_pkey(
                key.pointer, kind.selection, hub_pem_format_name(), kind.structure, nil)
        else { throw .fromLibrary() }
        defer { OSSL_ENCODER_CTX_free(context) }
        var data: UnsafeMutablePointer<UInt8>?
        var length = 0
        guard OSSL_ENCODER_to_data(context, &data, &length) == 1, let data else { throw .fromLibrary() }
        // SAFETY: the library allocated `length` bytes for us; they are wiped and freed here, after the copy.
        defer { CRYPTO_clear_free(data, length, #fileID, 0) }
        return String(decoding: UnsafeBufferPointer(start: data, count: length), as: UTF8.self)
    }
}
