import COpenSSL

/// Why a key was refused. Holds nothing of the key.
package enum KeyError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Not the PEM or the JSON that was expected.
    case malformed
    /// A key of another kind, or for another use, than RS256 signatures.
    case unsuitable(Reason)
    /// The key is no good for signatures: its size in bits.
    case weak(bits: Int)
    /// The public exponent is even, below 65537 or above 64 bits.
    case weakExponent
    /// A key set without any key that can verify RS256.
    case noUsableKey
    /// A key set of more than 256 KB or 100 keys.
    case tooLarge
    /// The library refused: its reason code.
    case library(code: UInt)

    package enum Reason: String, Sendable {
        case keyType = "its type is not RSA"
        case use = "it is not for signatures"
        case operations = "it is not for verifying"
        case algorithm = "it is for another algorithm than RS256"
        case privatePart = "it holds a private key where a public one is expected"
        case encrypted = "it is encrypted"
    }

    package var description: String {
        switch self {
        case .malformed: "the key is not written as PEM or JWK"
        case .unsuitable(let reason): "the key cannot be used: \(reason.rawValue)"
        case .weak(let bits): "the RSA key has \(bits) bits; 2048 to 8192 are allowed"
        case .weakExponent: "the RSA key's public exponent is not an odd number of 65537 or more within 64 bits"
        case .noUsableKey: "the key set has no RSA key for RS256"
        case .tooLarge: "the key set is larger than 256 KB or has more than 100 keys"
        case .library(let code): "OpenSSL refused the key (code \(code))"
        }
    }

    /// The library's last error, with this thread's error queue left empty.
    static func fromLibrary() -> KeyError {
        let code = ERR_peek_last_error()
        ERR_clear_error()
        return .library(code: code)
    }
}
