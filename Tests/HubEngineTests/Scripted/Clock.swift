import Synchronization

/// A clock that a test moves, in nanoseconds.
final class Clock: Sendable {
    private let time = Mutex<UInt64>(5_000_000_000)

    var now: UInt64 { time.withLock { $0 } }
    func pass(_ seconds: Double) { time.withLock { $0 += UInt64(seconds * 1_000_000_000) } }
}
