/// One key of the Fernet specification: 16 bytes that sign and 16 that encrypt. Prints as a mask.
struct FernetKey: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// How old a token may be at a moment, and how far clocks may differ.
    struct AgeLimit {
        /// Seconds since 1970.
        let now: UInt64
        /// In seconds.
        let maximumAge: UInt64
        /// The specification's 60 seconds.
        let clockSkew: UInt64 = 60
    }

    /// In bytes. What is sealed are passwords, keys and certificates, not documents.
    static let maximumPlaintext = 65_536
    static let length = 32

    private let signing: [UInt8]
    private let encryption: [UInt8]

    /// Base64url of 32 bytes with padding, 44 characters; nil otherwise.
    init?(_ text: String) {
        guard text.utf8.count == 44, let bytes = Base64URL.decodePadded(text.utf8), bytes.count == Self.length
        else { return nil }
        signing = Array(bytes[..<16])
        encryption = Array(bytes[16...])
    }

    var description: String { "•••" }
    var debugDescription: String { "•••" }
    var customMirror: Mirror { Mirror(self, children: []) }

    /// The token of the plaintext. The initial vector must be random and used once.
    func token(of plaintext: [UInt8], timestamp: UInt64, initialVector: [UInt8]) throws(FernetError) -> String {
        guard plaintext.count <= Self.maximumPlaintext else { throw .tooLarge }
        let ciphertext = try AES128CBC.encrypt(plaintext, key: encryption, initialVector: initialVector)
        let signed = FernetToken.authenticated(
            timestamp: timestamp, initialVector: initialVector, ciphertext: ciphertext)
        return Base64URL.encodePadded(signed + HMACSHA256.code(of: signed, key: signing))
    }

    /// Whether this key made the token, as it stands.
    func authenticates(_ token: FernetToken) -> Bool {
        HMACSHA256.verifies(token.code, of: token.authenticated, key: signing)
    }

    /// The plaintext, of a token of any age unless `limit` says otherwise. Nothing is decrypted that this key did not
    /// authenticate.
    func plaintext(of token: FernetToken, within limit: AgeLimit? = nil) throws(FernetError) -> [UInt8] {
        guard authenticates(token) else { throw .unknownKey }
        if let limit {
            if token.timestamp < limit.now, limit.now - token.timestamp > limit.maximumAge { throw .expired }
            if token.timestamp > limit.now, token.timestamp - limit.now > limit.clockSkew { throw .notYetValid }
        }
        guard
            let plaintext = AES128CBC.decrypt(
                token.ciphertext, key: encryption, initialVector: token.initialVector)
        else { throw .malformed }
        return plaintext
    }
}
