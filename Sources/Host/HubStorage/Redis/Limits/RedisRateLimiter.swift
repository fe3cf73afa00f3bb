import HubCore
import Synchronization

/// Limits that all processes share. While Redis does not answer, another limiter decides, which counts for itself.
package final class RedisRateLimiter: RateLimiter {
    /// Longer than a cache is waited for: a decision that each worker takes alone lets through what it should not. A
    /// Redis that hangs is given up as a whole before this is spent twice.
    package static let timeout = Duration.milliseconds(250)

    private let client: RedisClient
    private let breaker: RedisBreaker
    private let timeout: Duration
    private let fallback: any RateLimiter
    private let script = RedisScript(RateScript.source)
    private let fallbackCount = Atomic(0)

    package init(
        client: RedisClient, breaker: RedisBreaker = RedisBreaker(), timeout: Duration = RedisRateLimiter.timeout,
        fallback: any RateLimiter
    ) {
        self.client = client
        self.breaker = breaker
        self.timeout = timeout
        self.fallback = fallback
    }

    /// Decisions and charges that were the other limiter's, for metrics.
    package var fallbacks: Int { fallbackCount.load(ordering: .relaxed) }

    package func take(_ demands: [RateDemand]) async -> RateVerdict {
        if demands.isEmpty { return RateVerdict(states: []) }
        do throws(RedisError) {
            return try Self.verdict(try await run("take", demands), demands)
        } catch {
            fallbackCount.add(1, ordering: .relaxed)
            return await fallback.take(demands)
        }
    }

    package func charge(_ demands: [RateDemand]) async {
        if demands.isEmpty { return }
        do throws(RedisError) {
            _ = try await run("charge", demands)
        } catch {
            fallbackCount.add(1, ordering: .relaxed)
            await fallback.charge(demands)
        }
    }

    private func run(_ verb: String, _ demands: [RateDemand]) async throws(RedisError) -> RedisReply {
        let numbers = demands.flatMap { [RedisArgument.number(max(1, $0.limit)), .number($0.cost)] }
        return try await breaker.ask { () async throws(RedisError) in
            try await script.run(
                on: client, keys: demands.map { CacheKey($0.bucket) }, [.text(verb)] + numbers, timeout: timeout)
        }
    }

    private static func verdict(_ reply: RedisReply, _ demands: [RateDemand]) throws(RedisError) -> RateVerdict {
        let numbers = reply.arrayValue?.compactMap(\.integerValue) ?? []
        guard numbers.count == 2 * demands.count + 1 else { throw .protocolViolation }
        let states = demands.enumerated().map { position, demand in
            RateState(
                limit: demand.limit, remaining: Int(numbers[2 * position + 1]),
                reset: .microseconds(numbers[2 * position + 2]))
        }
        return RateVerdict(states: states, retryAfter: numbers[0] < 0 ? nil : .microseconds(numbers[0]))
    }
}
