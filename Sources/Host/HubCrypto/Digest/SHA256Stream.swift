import COpenSSL

/// SHA-256 of bytes that come piece by piece. For one task at a time.
package final class SHA256Stream {
    private let context: OpaquePointer

    package init() {
        // It fails only without memory, or when the library has no default provider: see `SHA256`.
        guard let context = EVP_MD_CTX_new() else { preconditionFailure("OpenSSL gives no digest context") }
        guard EVP_DigestInit_ex(context, EVP_sha256(), nil) == 1 else {
            preconditionFailure("OpenSSL offers no SHA-256")
        }
        self.context = context
    }

    deinit { EVP_MD_CTX_free(context) }

    package func add(_ bytes: [UInt8]) {
        // SAFETY: the array outlives the call, which reads `count` bytes of it.
        let status = EVP_DigestUpdate(context, bytes, bytes.count)
        precondition(status == 1, "a digest that began goes on")
    }

    /// The digest of what was added so far, in lower-case hexadecimal.
    package func hex() -> String {
        // A context that was finished takes no more, so a copy is.
        guard let copy = EVP_MD_CTX_new(), EVP_MD_CTX_copy_ex(copy, context) == 1 else {
            preconditionFailure("OpenSSL copies no digest context")
        }
        defer { EVP_MD_CTX_free(copy) }
        var digest = [UInt8](repeating: 0, count: 32)
        var length: UInt32 = 0
        // SAFETY: EVP_MD_get_size(sha256) is 32, the digest's capacity.
        let status = EVP_DigestFinal_ex(copy, &digest, &length)
        precondition(status == 1 && length == 32, "OpenSSL offers no SHA-256")
        return SHA256.hexadecimal(digest)
    }
}
