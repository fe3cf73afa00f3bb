/// What the caller of a plugin gets: what the plugin said, or why there is nothing.
enum CallAnswer: Sendable {
    /// The plugin's own completion, not looked at yet.
    case completed(status: Int32, payload: [UInt8])
    /// The plugin did not accept the call, which it cannot say more about.
    case declined(status: Int32)
    case ended(CallEnd)
}

/// Why the host ended a call by itself.
enum CallEnd: Sendable {
    case deadline
    case cancelled
    /// Instances, slots or queues are all taken.
    case busy(String)
    /// The plugin is shut out, or the host closes.
    case unavailable(String)
    /// The row's instance could not be made.
    case refused(InstanceRefusal)
    case tooLarge
    /// The process that had the call ended: how.
    case crashed(String)
}

/// Why a plugin makes no instance for a row.
struct InstanceRefusal: Error, Sendable {
    /// A status of the ABI.
    var status: Int32
    var message: String
    /// A JSON Pointer into the configuration; empty when the plugin names none.
    var pointer: String = ""
}
