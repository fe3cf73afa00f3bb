import HubCore
import PluginABI

/// The ABI's status codes as it passes them.
enum ABIStatus {
    static let ok = Int32(AH_OK)
    static let invalidInput = Int32(AH_E_INVALID_INPUT)
    static let invalidConfiguration = Int32(AH_E_INVALID_CONFIG)
    static let authorization = Int32(AH_E_AUTH)
    static let cancelled = Int32(AH_E_CANCELLED)
    static let deadline = Int32(AH_E_DEADLINE)
    static let upstream = Int32(AH_E_UPSTREAM)
    static let rateLimited = Int32(AH_E_RATE_LIMITED)
    static let busy = Int32(AH_E_BUSY)
    static let stale = Int32(AH_E_STALE)
    static let tooLarge = Int32(AH_E_TOO_LARGE)
    static let denied = Int32(AH_E_DENIED)
    static let unsupported = Int32(AH_E_UNSUPPORTED)
    static let notFound = Int32(AH_E_NOT_FOUND)
    static let unavailable = Int32(AH_E_UNAVAILABLE)
    static let `internal` = Int32(AH_E_INTERNAL)
    static let crashed = Int32(AH_E_CRASHED)

    /// The failure that a plugin's status stands for; nil for AH_OK, for the host's own codes and for unknown ones.
    static func failure(_ status: Int32) -> ToolFailure.Code? {
        switch status {
        case 1: .invalidInput
        case 2: .invalidConfiguration
        case 3: .authorization
        case 4: .cancelled
        case 5: .deadline
        case 6: .upstream
        case 7: .rateLimited
        case 8: .busy
        case 10: .tooLarge
        case 11: .denied
        case 12: .unsupported
        case 13: .notFound
        case 14: .unavailable
        case 15: .internal
        case _: nil
        }
    }
}
