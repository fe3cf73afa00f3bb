import Synchronization

/// How a stream ended.
package final class StreamOutcome: Sendable {
    enum Kind: String, Sendable, CaseIterable {
        /// With its reply.
        case complete
        /// With a problem.
        case error
        /// The client went before.
        case clientGone = "client_gone"
        /// The client was there and took nothing.
        case stalled
    }

    private let known = Mutex<Kind?>(nil)

    /// A stream that nobody wrote to its end had no client.
    var kind: Kind { known.withLock { $0 } ?? .clientGone }

    /// What was first to happen counts; but what a client does not take is not complete.
    func set(_ kind: Kind) { known.withLock { $0 = kind == .stalled ? kind : $0 ?? kind } }
}
