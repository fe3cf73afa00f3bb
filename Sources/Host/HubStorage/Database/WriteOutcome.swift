import HubCore
import Synchronization

/// Whether writes go through: a database may answer reads while its disk is full, or while it takes no writes at all.
package final class WriteOutcome: Sendable {
    /// How long a failure counts where no other write has succeeded since.
    private static let memory = Duration.seconds(10)

    private let failure = Mutex<(error: SQLError, until: Deadline)?>(nil)

    package init() {}

    /// Nil: a write succeeded.
    package func record(_ error: SQLError?) {
        switch error {
        case nil: failure.withLock { $0 = nil }
        case .full, .unavailable, .damaged, .rejected:
            failure.withLock { $0 = error.map { ($0, .after(Self.memory)) } }
        // These say nothing of whether others go through.
        case .violation, .overloaded, .busy, .timeout, .cancelled, .invalidText, .unexpectedValue, .closed: break
        }
    }

    /// The last write's failure, unless it was long ago.
    package var recentFailure: SQLError? { failure.withLock { $0.flatMap { $0.until.hasPassed ? nil : $0.error } } }
}
