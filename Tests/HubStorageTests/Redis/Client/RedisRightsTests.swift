import HubCore
import Support
import Testing

@testable import HubStorage

/// A Redis user with the rights that docs/operating.md names, and no others.
@Suite(.enabled(if: TestRedis.isAvailable, TestRedis.reason), .timeLimit(.minutes(1)))
struct RedisRightsTests {
    private static let rights = [
        "~agenthub:*", "&agenthub:changes", "+@connection", "+@read", "+@write", "+@scripting", "+time", "+publish",
        "+subscribe",
    ]

    @Test func sufficeForAllThatWorkersAsk() async throws {
        let server = try await RedisServer.start()
        try await TestRedis.run(try RedisEndpoint(url: server.url())) { client async throws in
            let user = ["SETUSER", "hub", "reset", "on", ">pw"] + Self.rights
            _ = try await client.send(RedisCommand("ACL", user.map { RedisArgument.text($0) }))
        }
        let endpoint = try RedisEndpoint(url: server.url(login: "hub:pw@"))
        let (stream, changes) = AsyncStream.makeStream(of: TenantID?.self)
        let subscriber = RedisSubscriber(changesAt: endpoint, limits: .patient, logger: .silent) { changes.yield($0) }
        var heard = stream.makeAsyncIterator()
        #expect(await heard.next() == .some(nil))
        let scope = try TestRedis.tenant()
        try await TestRedis.run(endpoint) { client async throws in
            let fallback = ScriptedLimiter()
            let limiter = RedisRateLimiter(client: client, timeout: .seconds(20), fallback: fallback)
            let demand = RateDemand(RateBucket(scope: scope, kind: .requests), limit: 2, cost: 1)
            _ = await limiter.take([demand])
            await limiter.charge([demand])
            #expect(fallback.takes + fallback.charges == 0)
            let directory = CachedTenantDirectory(
                ScriptedDirectory(nil), client: client, installation: "here", logger: .silent)
            _ = try await directory.configuration(of: scope, notOlderThan: 1)
            #expect(directory.counts.failures == 0 && directory.counts.misses == 1)
            await RedisAnnouncer(client: client, logger: .silent).changed(scope)
            #expect(await heard.next() == scope.tenant)
            #expect(client.status.errors == 0)
        }
        await subscriber.shutdown()
    }
}
