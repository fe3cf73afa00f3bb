/// A Fernet token taken apart, not yet authenticated (https://github.com/fernet/spec/blob/master/Spec.md): version,
/// timestamp, initial vector, ciphertext and code, all of it in base64url with padding.
struct FernetToken {
    static let version: UInt8 = 0x80
    /// Version and timestamp, before the initial vector.
    private static let prefixLength = 9
    private static let headerLength = prefixLength + AES128CBC.blockLength
    private static let codeLength = 32
    /// What a plaintext of the greatest length becomes, and no more; longer texts are refused unread.
    private static let maximumLength =
        (headerLength + FernetKey.maximumPlaintext + AES128CBC.blockLength + codeLength + 2) / 3 * 4

    /// Seconds since 1970, as its maker's clock had it.
    let timestamp: UInt64
    let initialVector: [UInt8]
    let ciphertext: [UInt8]
    /// All that the code is over.
    let authenticated: [UInt8]
    let code: [UInt8]

    init(_ text: String) throws(FernetError) {
        guard text.utf8.count <= Self.maximumLength, let bytes = Base64URL.decodePadded(text.utf8),
            bytes.first == Self.version
        else { throw .malformed }
        let end = bytes.count - Self.codeLength
        let length = end - Self.headerLength
        guard length > 0, length % AES128CBC.blockLength == 0 else { throw .malformed }
        timestamp = bytes[1..<Self.prefixLength].reduce(0) { $0 << 8 | UInt64($1) }
        initialVector = Array(bytes[Self.prefixLength..<Self.headerLength])
        ciphertext = Array(bytes[Self.headerLength..<end])
        authenticated = Array(bytes[..<end])
        code = Array(bytes[end...])
    }

    /// What a token of these parts is authenticated over.
    static func authenticated(timestamp: UInt64, initialVector: [UInt8], ciphertext: [UInt8]) -> [UInt8] {
        let bytes = (0..<8).reversed().map { UInt8(truncatingIfNeeded: timestamp >> (8 * $0)) }
        return [version] + bytes + initialVector + ciphertext
    }
}
