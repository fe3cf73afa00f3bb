import HubCore
import Synchronization

/// Stands between one use of Redis and Redis: who has a substitute shall not wait again and again for answers that come
/// too late. Knows how the use has fared of late, for health.
package final class RedisBreaker: Sendable {
    private let machine = Mutex(RedisBreakerStateMachine())
    private let now: @Sendable () -> UInt64

    /// `now` in nanoseconds of a clock that only goes on.
    package init(now: @escaping @Sendable () -> UInt64 = { MonotonicTime.now() }) { self.now = now }

    /// Asks, or fails at once with `.unavailable`.
    func ask<Value: Sendable>(
        _ work: () async throws(RedisError) -> Value
    ) async throws(RedisError) -> Value {
        guard machine.withLock({ $0.mayAsk(now: now()) }) else { throw .unavailable }
        do throws(RedisError) {
            let value = try await work()
            machine.withLock { $0.ended(nil, now: now()) }
            return value
        } catch {
            machine.withLock { $0.ended(error, now: now()) }
            throw error
        }
    }

    /// Whether a substitute had to do for more than one in ten of the last seconds' uses.
    package var isAiling: Bool { machine.withLock { $0.isAiling(now: now()) } }
}
