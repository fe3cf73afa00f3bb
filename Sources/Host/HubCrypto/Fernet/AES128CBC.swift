import COpenSSL

/// AES-128 in CBC mode with PKCS #7 padding (NIST SP 800-38A, RFC 5652 §6.3). Authenticates nothing by itself.
enum AES128CBC {
    static let keyLength = 16
    static let blockLength = 16

    private enum Direction: CInt {
        case decrypt = 0
        case encrypt = 1
    }

    /// The ciphertext, one to sixteen bytes longer than the plaintext. Throws only what the library could not do.
    static func encrypt(
        _ plaintext: [UInt8], key: [UInt8], initialVector: [UInt8]
    ) throws(FernetError) -> [UInt8] {
        guard let ciphertext = run(.encrypt, plaintext, key: key, initialVector: initialVector) else { throw .library }
        return ciphertext
    }

    /// The plaintext, or nil when the length or the padding is wrong.
    static func decrypt(_ ciphertext: [UInt8], key: [UInt8], initialVector: [UInt8]) -> [UInt8]? {
        run(.decrypt, ciphertext, key: key, initialVector: initialVector)
    }

    private static func run(
        _ direction: Direction, _ input: [UInt8], key: [UInt8], initialVector: [UInt8]
    ) -> [UInt8]? {
        precondition(key.count == keyLength && initialVector.count == blockLength, "not a key or vector of AES-128")
        guard let length = CInt(exactly: input.count), let context = EVP_CIPHER_CTX_new() else { return nil }
        defer { EVP_CIPHER_CTX_free(context) }
        var output = [UInt8](repeating: 0, count: input.count + blockLength)
        var written: CInt = 0
        var last: CInt = 0
        // SAFETY: key and vector have the cipher's lengths, checked above. EVP_CipherUpdate and EVP_CipherFinal_ex
        // together write at most the input's length and one block, which is the output's capacity
        // (https://docs.openssl.org/3.0/man3/EVP_EncryptInit/); every array outlives the calls.
        let isDone = output.withUnsafeMutableBufferPointer { output in
            guard let start = output.baseAddress else { return false }
            return EVP_CipherInit_ex(context, EVP_aes_128_cbc(), nil, key, initialVector, direction.rawValue) == 1
                && EVP_CipherUpdate(context, start, &written, input, length) == 1
                && EVP_CipherFinal_ex(context, start + Int(written), &last) == 1
        }
        guard isDone else {
            ERR_clear_error()
            return nil
        }
        return Array(output.prefix(Int(written + last)))
    }
}
