import HubCore
import Support
import Testing

@testable import HubStorage

@Suite(.enabled(if: TestRedis.isAvailable, TestRedis.reason), .serialized, .timeLimit(.minutes(1)))
struct RedisRateLimiterTests {
    /// Makes what is counted older, as if the time had passed.
    private static let aging = RedisScript(
        """
        for _, key in ipairs(KEYS) do
          local held = redis.call('GET', key)
          if held then
            local units, at = string.match(held, '^(%S+) (%d+)$')
            local left = redis.call('PTTL', key) - ARGV[1] * 1000
            if left > 0 then
              redis.call('SET', key, units .. ' ' .. string.format('%.0f', at - ARGV[1] * 1000000), 'PX', left)
            else
              redis.call('DEL', key)
            end
          end
        end
        return 0
        """)

    private let scope: TenantScope
    private let ann: UserID

    init() throws {
        scope = try TestRedis.tenant()
        ann = try #require(UserID("ann"))
    }

    private func run(_ body: (RedisRateLimiter, RedisClient) async throws -> Void) async throws {
        try await TestRedis.run { client async throws in
            let fallback = ScriptedLimiter()
            try await body(Self.limiter(client, fallback), client)
            #expect(fallback.takes + fallback.charges == 0)
        }
    }

    /// With time enough for a busy machine.
    private static func limiter(_ client: RedisClient, _ fallback: ScriptedLimiter) -> RedisRateLimiter {
        RedisRateLimiter(client: client, timeout: .seconds(20), fallback: fallback)
    }

    private func demand(_ kind: RateBucket.Kind, user: UserID? = nil, limit: Int, cost: Int) -> RateDemand {
        RateDemand(RateBucket(scope: scope, user: user, kind: kind), limit: limit, cost: cost)
    }

    /// A few seconds pass while the test runs; all times of the model are multiples of ten.
    private static func tens(_ duration: Duration) -> Int { Int((duration / .seconds(10)).rounded(.up)) }

    private static func isSame(_ verdict: RateVerdict, _ expected: RateVerdict) -> Bool {
        verdict.retryAfter.map(tens) == expected.retryAfter.map(tens)
            && zip(verdict.states, expected.states).allSatisfy {
                $0.limit == $1.limit && $0.remaining == $1.remaining && tens($0.reset) == tens($1.reset)
            } && verdict.states.count == expected.states.count
    }

    @Test(arguments: 0..<8) func decidesLikeTheModel(seed: UInt64) async throws {
        try await run { limiter, client async throws in
            var random = SeededNumbers(seed: seed)
            var model = RateModel()
            // 20 seconds are 1 unit of one and 2 of the other.
            let limits = [RateBucket.Kind.requests: 3, .tokens: 6]
            let buckets = [nil, ann].flatMap { user in
                [RateBucket.Kind.requests, .tokens].map { RateBucket(scope: scope, user: user, kind: $0) }
            }
            let start = ContinuousClock.now
            let known = Dictionary(uniqueKeysWithValues: buckets.map { ($0, limits[$0.kind] ?? 0) })
            // The model's clock stands still between steps, Redis' does not: a machine that takes long compares fewer.
            for step in 0..<100 where ContinuousClock.now - start < .seconds(4) {
                let demands = buckets.filter { _ in Bool.random(using: &random) }.map {
                    RateDemand($0, limit: known[$0] ?? 0, cost: Int.random(in: 0...4, using: &random))
                }
                switch Int.random(in: 0..<10, using: &random) {
                case 0..<6:
                    let (verdict, expected) = (await limiter.take(demands), model.take(demands))
                    #expect(Self.isSame(verdict, expected), "step \(step): \(verdict) for \(expected)")
                case 6..<8:
                    let sign = Int.random(in: 0...1, using: &random) * 2 - 1
                    let charges = demands.map { RateDemand($0.bucket, limit: $0.limit, cost: sign * $0.cost) }
                    await limiter.charge(charges)
                    model.charge(charges)
                default:
                    let seconds = 20 * Int.random(in: 1...3, using: &random)
                    _ = try await Self.aging.run(on: client, keys: buckets.map { CacheKey($0) }, [.number(seconds)])
                    model.pass(seconds: Double(seconds), limits: known)
                }
            }
        }
    }

    @Test func givesAwayNoMoreThanThereIsToManyAtOnce() async throws {
        try await run { limiter, client async throws in
            try await TestRedis.run { other async throws in
                let second = Self.limiter(other, ScriptedLimiter())
                let demands = [
                    demand(.requests, limit: 5, cost: 1), demand(.requests, user: ann, limit: 5, cost: 1),
                ]
                let allowed = await withTaskGroup(of: Bool.self) { group in
                    for number in 0..<200 {
                        group.addTask {
                            await (number.isMultiple(of: 2) ? limiter : second).take(demands).isAllowed
                        }
                    }
                    return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
                }
                #expect(allowed == 5)
                #expect(second.fallbacks == 0)
            }
        }
    }

    @Test func takesNothingWhenOneBucketHasNotEnough() async throws {
        try await run { limiter, _ async throws in
            let wide = demand(.requests, limit: 6, cost: 1)
            let narrow = demand(.tokens, user: ann, limit: 6, cost: 4)
            #expect(await limiter.take([wide, narrow]).isAllowed)
            let refused = await limiter.take([wide, narrow])
            #expect(!refused.isAllowed)
            #expect(refused.states.map(\.remaining) == [5, 2])
            #expect(await limiter.take([wide]).states.map(\.remaining) == [4])
        }
    }

    @Test func whatWasUsedMayLeadIntoDebtButNoDeeperThanAnHour() async throws {
        try await run { limiter, _ async throws in
            let probe = demand(.tokens, limit: 6, cost: 0)
            #expect(await limiter.take([probe]).isAllowed)
            await limiter.charge([demand(.tokens, limit: 6, cost: 1_000_000)])
            let refused = await limiter.take([probe])
            #expect(refused.states.map(\.remaining) == [0])
            #expect(Self.tens(try #require(refused.retryAfter)) == 361)
            #expect(Self.tens(refused.states[0].reset) == 366)
        }
    }

    @Test func oneTenantsUseIsNotAnothers() async throws {
        try await run { limiter, _ async throws in
            await limiter.charge([demand(.requests, limit: 6, cost: 6)])
            let other = RateBucket(scope: try TestRedis.tenant(), kind: .requests)
            #expect(await limiter.take([RateDemand(other, limit: 6, cost: 6)]).isAllowed)
            #expect(await limiter.take([demand(.requests, user: ann, limit: 6, cost: 6)]).isAllowed)
        }
    }

    @Test func forgetsABucketThatIsFull() async throws {
        try await run { limiter, client async throws in
            let bucket = demand(.requests, limit: 6, cost: 1)
            _ = await limiter.take([bucket])
            let lifetime = try await client.send(RedisCommand("PTTL", CacheKey(bucket.bucket).argument)).integerValue
            #expect((1...10_000).contains(try #require(lifetime)))
        }
    }

    @Test func countsAnewWhereSomethingElseStands() async throws {
        try await run { limiter, client async throws in
            let bucket = demand(.requests, limit: 6, cost: 1)
            let key = CacheKey(bucket.bucket).argument
            for command in [RedisCommand("SET", key, "x"), RedisCommand("HSET", key, "a", "b")] {
                _ = try await client.send(RedisCommand("DEL", key))
                _ = try await client.send(command)
                #expect(await limiter.take([bucket]).states.map(\.remaining) == [5])
            }
        }
    }

    @Test func stopsAskingARedisThatIsLateAgainAndAgain() async throws {
        let server = try await RedisServer.start()
        try await TestRedis.run(try RedisEndpoint(url: server.url())) { client async throws in
            let fallback = ScriptedLimiter()
            let breaker = RedisBreaker(now: { 0 })
            let limiter = RedisRateLimiter(
                client: client, breaker: breaker, timeout: .milliseconds(1), fallback: fallback)
            server.freeze()
            for _ in 0..<20 { _ = await limiter.take([demand(.requests, limit: 6, cost: 1)]) }
            #expect(fallback.takes == 20)
            #expect(client.status.timeouts == RedisBreakerStateMachine.tolerance)
            #expect(breaker.isAiling)
            server.thaw()
        }
    }

    @Test func aRedisThatRefusesIsAiling() async throws {
        // A replica without its master takes no writes.
        let server = try await RedisServer.start(options: ["--replicaof", "127.0.0.1 1"])
        try await TestRedis.run(try RedisEndpoint(url: server.url())) { client async throws in
            let fallback = ScriptedLimiter()
            let breaker = RedisBreaker()
            let limiter = RedisRateLimiter(
                client: client, breaker: breaker, timeout: .seconds(20), fallback: fallback)
            _ = await limiter.take([demand(.requests, limit: 6, cost: 1)])
            #expect(fallback.takes == 1)
            #expect(breaker.isAiling)
            // It looks for the master by connecting anew.
            while !Task.isCancelled, client.status.reconnects == 0 { _ = await client.attemptedConnection() }
        }
    }

    @Test func letsTheOtherLimiterDecideWhileRedisIsAway() async throws {
        let server = try await RedisServer.start()
        let limits = RedisLimits(connectTimeout: .milliseconds(200))
        try await TestRedis.run(try RedisEndpoint(url: server.url()), limits: limits) { client async throws in
            let fallback = ScriptedLimiter()
            let limiter = Self.limiter(client, fallback)
            let bucket = demand(.requests, limit: 6, cost: 1)
            server.kill()
            await client.disconnected()
            #expect(await limiter.take([bucket]).states.map(\.remaining) == [-77])
            await limiter.charge([bucket])
            #expect(fallback.takes == 1)
            #expect(fallback.charges == 1)
            #expect(limiter.fallbacks == 2)
            try await server.restart()
            await client.connected()
            #expect(await limiter.take([bucket]).states.map(\.remaining) == [5])
            #expect(fallback.charges == 1)
        }
    }
}
