import HubCore
import Support
import Testing

@testable import HubStorage

@Suite(.enabled(if: TestRedis.isAvailable, TestRedis.reason), .serialized, .timeLimit(.minutes(1)))
struct RedisAnnouncerTests {
    @Test func anotherProcessHearsOfAChangeAndFindsNoCopy() async throws {
        let server = try await RedisServer.start()
        let endpoint = try RedisEndpoint(url: server.url())
        let (stream, changes) = AsyncStream.makeStream(of: TenantID?.self)
        let subscriber = RedisSubscriber(changesAt: endpoint, limits: .patient, logger: .silent) { changes.yield($0) }
        var heard = stream.makeAsyncIterator()
        #expect(await heard.next() == .some(nil))
        let scope = try TestRedis.tenant()
        try await TestRedis.run(endpoint) { client async throws in
            let key = CacheKey(scope, .configuration).argument
            _ = try await client.send(RedisCommand("SET", key, "x"))
            let announcer = RedisAnnouncer(client: client, logger: .silent)
            await announcer.changed(scope)
            #expect(await heard.next() == scope.tenant)
            #expect(try await client.send(RedisCommand("EXISTS", key)) == .integer(0))
            await announcer.changed(TenantScope?.none)
            #expect(await heard.next() == .some(nil))
            // Not a message of ours: nobody's snapshot goes.
            _ = try await client.send(RedisCommand("PUBLISH", "agenthub:changes", "Not A Tenant"))
            await announcer.changed(scope)
            #expect(await heard.next() == scope.tenant)
        }
        await subscriber.shutdown()
    }

    @Test func losesAChangeQuietlyWithoutRedis() async throws {
        let client = RedisClient(try .nobody(), logger: .silent)
        let announcer = RedisAnnouncer(client: client, logger: .silent)
        await announcer.changed(try TestRedis.tenant())
        await announcer.changed(TenantScope?.none)
        #expect(client.status.errors == 3)
        await client.shutdown()
    }
}
