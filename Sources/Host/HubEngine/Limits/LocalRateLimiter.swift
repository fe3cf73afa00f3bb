import HubCore
import Synchronization

/// Counts in this process. Buckets that are full again are forgotten: a new one starts full.
package final class LocalRateLimiter: RateLimiter {
    private let table: Mutex<RateTable>
    private let now: @Sendable () -> UInt64

    /// Of more buckets than `capacity`, the fullest are forgotten. `now` in nanoseconds of a clock that only goes on.
    package init(capacity: Int = 100_000, now: @escaping @Sendable () -> UInt64 = { MonotonicTime.now() }) {
        table = Mutex(RateTable(capacity: capacity))
        self.now = now
    }

    package func take(_ demands: [RateDemand]) async -> RateVerdict {
        let time = Int64(clamping: now() / 1000)
        return table.withLock { $0.take(demands, now: time) }
    }

    package func charge(_ demands: [RateDemand]) async {
        let time = Int64(clamping: now() / 1000)
        table.withLock { $0.charge(demands, now: time) }
    }

    /// Buckets that are remembered.
    package var count: Int { table.withLock { $0.count } }
}
