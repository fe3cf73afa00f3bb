import HubCore
import Synchronization

/// When a batch last went through: tells a database that is busy from one that is silent.
package final class LastAnswer: Sendable {
    /// Nanoseconds. A server that is merely busy answers somebody within this time.
    private static let memory: UInt64 = 3_000_000_000

    private let at = Atomic<UInt64>(0)
    private let now: @Sendable () -> UInt64

    /// `now` in nanoseconds of a clock that only goes on.
    package init(now: @escaping @Sendable () -> UInt64 = { MonotonicTime.now() }) { self.now = now }

    package func record() { at.store(now(), ordering: .relaxed) }

    package var isRecent: Bool {
        let (now, at) = (now(), at.load(ordering: .relaxed))
        return at != 0 && now < at &+ Self.memory
    }
}
