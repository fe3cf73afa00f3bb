import HubCore
import Logging
import Synchronization

/// What the log says of a request beside its route and status. Shared by the copies of the request's context, so that the
/// line that is written last knows what was found out on the way.
package final class LoggedFacts: Sendable {
    private struct State {
        var caller: Logger.Metadata = [:]
        var stream: StreamOutcome?
    }

    private let known = Mutex(State())

    /// `tenant`, and `user`: the first 12 hexadecimal digits of SHA-256 of the token's `sub`, which may be an address; of a
    /// stream, `stream`: how it ended.
    var metadata: Logger.Metadata {
        known.withLock { state in
            var metadata = state.caller
            if let stream = state.stream { metadata["stream"] = .string(stream.kind.rawValue) }
            return metadata
        }
    }

    func set(_ caller: Caller) {
        known.withLock {
            $0.caller["tenant"] = .string(caller.scope.tenant.rawValue)
            $0.caller["user"] = .string(caller.logName)
        }
    }

    /// The answer is a stream, which has begun.
    func set(_ stream: StreamOutcome) { known.withLock { $0.stream = stream } }
}
