import PluginABI

/// Statuses of the ABI, in the type that its functions return.
enum ABIStatus {
    static let ok = Int32(AH_OK)
    static let stale = Int32(AH_E_STALE)
    static let cancelled = Int32(AH_E_CANCELLED)
    static let deadline = Int32(AH_E_DEADLINE)
    static let invalidInput = Int32(AH_E_INVALID_INPUT)
    static let invalidConfiguration = Int32(AH_E_INVALID_CONFIG)
    static let tooLarge = Int32(AH_E_TOO_LARGE)
    static let busy = Int32(AH_E_BUSY)
    static let notFound = Int32(AH_E_NOT_FOUND)
    static let unsupported = Int32(AH_E_UNSUPPORTED)
    static let unavailable = Int32(AH_E_UNAVAILABLE)
    static let `internal` = Int32(AH_E_INTERNAL)
}
