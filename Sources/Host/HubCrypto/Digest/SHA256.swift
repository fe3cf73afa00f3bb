import COpenSSL

/// SHA-256 (FIPS 180-4).
package enum SHA256 {
    /// The 32 bytes of the digest.
    package static func digest(_ bytes: [UInt8]) -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: 32)
        var length: UInt32 = 0
        // SAFETY: both arrays outlive the call, and EVP_MD_get_size(sha256) is 32, the digest's capacity.
        let status = EVP_Digest(bytes, bytes.count, &digest, &length, EVP_sha256(), nil)
        // It fails only when the library has no default provider: nothing in this process could then be trusted.
        precondition(status == 1 && length == 32, "OpenSSL offers no SHA-256")
        return digest
    }

    /// The digest in lower-case hexadecimal.
    package static func hex(_ bytes: [UInt8]) -> String { hexadecimal(digest(bytes)) }

    /// The digest of a text's UTF-8 in lower-case hexadecimal.
    package static func hex(_ text: String) -> String { hex(Array(text.utf8)) }

    static func hexadecimal(_ digest: [UInt8]) -> String {
        var text: [UInt8] = []
        text.reserveCapacity(2 * digest.count)
        for byte in digest {
            for digit in [byte >> 4, byte & 0xF] {
                text.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
            }
        }
        return String(decoding: text, as: UTF8.self)
    }
}
