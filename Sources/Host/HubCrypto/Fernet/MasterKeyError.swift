/// Why a list of master keys was refused. Names keys by their place, the first being 1, and holds nothing of them.
package enum MasterKeyError: Error, Hashable, Sendable, CustomStringConvertible {
    case noKey
    case malformed(position: Int)
    case duplicate(position: Int, of: Int)

    package var description: String {
        switch self {
        case .noKey: "at least one master key is needed"
        case .malformed(let position):
            "master key \(position) is not 32 bytes in base64url with padding (44 characters, the last of them `=`)"
        case .duplicate(let position, let other): "master key \(position) is the same as master key \(other)"
        }
    }
}
