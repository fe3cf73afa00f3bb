import HubCore

/// Why a turn was not answered; nothing of it was stored. A turn that went wrong in a way that the user should read
/// about (a tool down, a model refusing) is no error but a stored reply with its own status.
package enum ChatError: Error, Sendable, Hashable {
    /// There is no such tenant, or it is disabled.
    case unknownTenant
    /// The requested agent is not there or not granted: deliberately one answer for both.
    case agentNotAvailable
    /// The session is another user's.
    case sessionNotFound
    /// A file that the message names is not among the caller's own.
    case fileNotFound
    /// As many messages wait in this session as may.
    case sessionBusy
    /// The tenant or the user is beyond what they may use a minute; the verdict says of which limit and for how long.
    case rateLimited(RateVerdict)
    /// More turns wait than may, or this one waited for as long as a turn may take.
    case overloaded
    /// The caller went away before there was an answer.
    case cancelled
    /// Rows could not be read or written; the cause is in the log.
    case storage(StorageOperation)
    /// A repetition of the request has taken its place and answers it.
    case superseded
    /// The engine drains and takes no new turns.
    case shuttingDown

    /// What was asked of the storage when it failed.
    package enum StorageOperation: String, Sendable, Hashable {
        case configuration
        case window
        /// Of the turn, which may be stored or not.
        case commit
        /// Of the turn, which is surely not stored.
        case unwritten
    }
}
