/// Why something could not be sealed or opened. Holds nothing of a key, a token or what is in it.
package enum FernetError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Not a Fernet token: its text, version, length or padding.
    case malformed
    /// None of the keys made this token, or it was altered.
    case unknownKey
    /// It is older than was asked for.
    case expired
    /// It is from further in the future than clocks may differ.
    case notYetValid
    /// What is in it is not UTF-8 text.
    case notText
    /// What is to be sealed is larger than `FernetKey.maximumPlaintext`.
    case tooLarge
    /// OpenSSL could not do it.
    case library

    package var description: String {
        switch self {
        case .malformed: "the sealed value is not a Fernet token"
        case .unknownKey: "no master key opens the sealed value, or it was altered"
        case .expired: "the sealed value is older than is allowed"
        case .notYetValid: "the sealed value is from the future"
        case .notText: "the sealed value is not text"
        case .tooLarge: "the value is too large to be sealed; \(FernetKey.maximumPlaintext) bytes are allowed"
        case .library: "OpenSSL could not seal the value"
        }
    }
}
