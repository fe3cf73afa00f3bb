import Synchronization

/// Stands still until it is told to go on.
final class ManualClock: Sendable {
    private let instant = Mutex(ContinuousClock.Instant.now)

    var now: ContinuousClock.Instant { instant.withLock { $0 } }

    func advance(by duration: Duration) { instant.withLock { $0 += duration } }
}
