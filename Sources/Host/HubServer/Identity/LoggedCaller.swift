import HubCore
import Logging
import Synchronization

/// What logs call a request's caller. Shared by the copies of the request's context, so that the line that is written
/// last knows what was found out on the way in.
final class LoggedCaller: Sendable {
    private let known = Mutex<Logger.Metadata>([:])

    /// `tenant`, and `user`: the first 12 hexadecimal digits of SHA-256 of the token's `sub`, which may be an address.
    var metadata: Logger.Metadata { known.withLock { $0 } }

    func set(_ caller: Caller) {
        let metadata: Logger.Metadata = [
            "tenant": .string(caller.scope.tenant.rawValue),
            "user": .string(caller.logName),
        ]
        known.withLock { $0 = metadata }
    }
}
