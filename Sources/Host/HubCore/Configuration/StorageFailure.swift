/// An error of a store that is no answer to its caller's wishes. Its description holds no statement's text and no value.
package protocol StorageFailure: Error, CustomStringConvertible {
    var kind: StorageFailureKind { get }
}

/// What a failure of a store means for whoever asked.
package enum StorageFailureKind: Sendable {
    /// Nothing was done, and it may be tried again.
    case unavailable
    /// What was to be changed may be changed or not.
    case unknown
    /// The task that asked was cancelled.
    case cancelled
    /// A mistake of ours, or damage: trying again does not help.
    case broken
}
