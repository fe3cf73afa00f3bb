import COpenSSL

/// HMAC with SHA-256 (RFC 2104, FIPS 198-1).
enum HMACSHA256 {
    /// The 32 bytes of the code.
    static func code(of message: some Collection<UInt8>, key: [UInt8]) -> [UInt8] {
        let message = Array(message)
        var code = [UInt8](repeating: 0, count: 32)
        var length: UInt32 = 0
        // SAFETY: the arrays outlive the call and are passed with their own lengths; EVP_MD_get_size(sha256) is 32,
        // the code's capacity.
        let result = HMAC(EVP_sha256(), key, CInt(clamping: key.count), message, message.count, &code, &length)
        // It fails only when the library has no default provider: nothing in this process could then be trusted.
        precondition(result != nil && length == 32, "OpenSSL offers no HMAC")
        return code
    }

    /// Whether the code is the message's, in a time that does not tell how much of it is right.
    static func verifies(_ code: [UInt8], of message: some Collection<UInt8>, key: [UInt8]) -> Bool {
        let expected = self.code(of: message, key: key)
        // SAFETY: both arrays have the length that is passed.
        return code.count == expected.count && CRYPTO_memcmp(code, expected, expected.count) == 0
    }
}
