import HubCore
import Logging
import Support
import Testing

@testable import HubStorage

@Suite(.enabled(if: TestRedis.isAvailable, TestRedis.reason), .serialized, .timeLimit(.minutes(1)))
struct CachedTenantDirectoryTests {
    private let scope: TenantScope
    private let key: CacheKey
    private let sample: ConfigurationSample

    init() throws {
        scope = try TestRedis.tenant()
        key = CacheKey(scope, .configuration)
        sample = try ConfigurationSample(tenant: scope.tenant, version: 42)
    }

    private func version(_ number: Int64) throws -> TenantConfiguration {
        var configuration = sample.full
        configuration.version = number
        return configuration
    }

    private func run(
        _ answer: TenantConfiguration?, logger: Logger = .silent,
        _ body: (CachedTenantDirectory, ScriptedDirectory, RedisClient) async throws -> Void
    ) async throws {
        try await TestRedis.run { client async throws in
            let source = ScriptedDirectory(answer)
            try await body(
                CachedTenantDirectory(source, client: client, installation: "here", logger: logger), source, client)
            _ = try await client.send(RedisCommand("DEL", key.argument))
        }
    }

    @Test func asksTheDatabaseOnceForAllProcesses() async throws {
        try await run(sample.full) { first, source, client async throws in
            #expect(try await first.configuration(of: scope, notOlderThan: 42) == sample.full)
            let second = CachedTenantDirectory(
                ScriptedDirectory(nil), client: client, installation: "here", logger: .silent)
            for _ in 0..<3 { #expect(try await second.configuration(of: scope, notOlderThan: 42) == sample.full) }
            #expect(source.loads == 1)
            #expect(first.counts.misses == 1)
            #expect(second.counts.hits == 3)
        }
    }

    @Test func keepsACopyForAboutAnHour() async throws {
        try await run(sample.full) { directory, _, client async throws in
            _ = try await directory.configuration(of: scope, notOlderThan: 0)
            let lifetime = try #require(try await client.send(RedisCommand("TTL", key.argument)).integerValue)
            #expect((3200...3960).contains(lifetime))
        }
    }

    @Test func looksBehindACopyThatIsOlder() async throws {
        try await run(sample.full) { directory, source, _ async throws in
            _ = try await directory.configuration(of: scope, notOlderThan: 0)
            source.answer(.success(try version(43)))
            #expect(try await directory.configuration(of: scope, notOlderThan: 42)?.version == 42)
            #expect(try await directory.configuration(of: scope, notOlderThan: 43)?.version == 43)
            #expect(try await directory.configuration(of: scope, notOlderThan: 43)?.version == 43)
            #expect(source.loads == 2)
        }
    }

    @Test func neverPutsAnOlderCopyInANewersPlace() async throws {
        try await run(try version(100)) { directory, _, client async throws in
            _ = try await directory.configuration(of: scope, notOlderThan: 0)
            // A process that read before the change and comes late; it asks for more than is there.
            let late = CachedTenantDirectory(
                ScriptedDirectory(try version(99)), client: client, installation: "here", logger: .silent)
            #expect(try await late.configuration(of: scope, notOlderThan: 101)?.version == 99)
            #expect(try await directory.configuration(of: scope, notOlderThan: 0)?.version == 100)
            #expect(directory.counts.hits == 1)
        }
    }

    /// Another database with the same Redis; or this one, restored and given another name.
    @Test func replacesACopyOfAnotherInstallationHoweverNew() async throws {
        try await run(sample.full) { directory, source, client async throws in
            let there = CachedTenantDirectory(
                ScriptedDirectory(try version(9999)), client: client, installation: "there", logger: .silent)
            _ = try await there.configuration(of: scope, notOlderThan: 0)
            for _ in 0..<2 { #expect(try await directory.configuration(of: scope, notOlderThan: 42) == sample.full) }
            #expect(source.loads == 1)
            #expect(directory.counts.misses == 1)
            #expect(directory.counts.hits == 1)
        }
    }

    @Test func keepsNothingOfATenantThatIsNotThere() async throws {
        try await run(nil) { directory, source, client async throws in
            for _ in 0..<2 { #expect(try await directory.configuration(of: scope, notOlderThan: 0) == nil) }
            #expect(source.loads == 2)
            #expect(try await client.send(RedisCommand("EXISTS", key.argument)) == .integer(0))
        }
    }

    @Test(arguments: [
        "garbage", "{", #"{"format":3,"installation":"here","version":9999,"tenant":"#,
        #"{"format":999,"version":9999}"#, "\u{0}",
    ])
    func replacesWhatItCannotRead(text: String) async throws {
        try await run(sample.full) { directory, source, client async throws in
            _ = try await client.send(RedisCommand("SET", key.argument, .text(text)))
            for _ in 0..<2 { #expect(try await directory.configuration(of: scope, notOlderThan: 42) == sample.full) }
            #expect(source.loads == 1)
            #expect(directory.counts.unusable == 1)
            #expect(directory.counts.hits == 1)
        }
    }

    @Test func replacesAValueOfAnotherType() async throws {
        try await run(sample.full) { directory, source, client async throws in
            _ = try await client.send(RedisCommand("HSET", key.argument, "a", "b"))
            for _ in 0..<2 { #expect(try await directory.configuration(of: scope, notOlderThan: 42) == sample.full) }
            #expect(source.loads == 1)
        }
    }

    @Test func replacesAHugeValueWithoutReadingItAll() async throws {
        try await run(sample.full) { directory, source, client async throws in
            _ = try await client.send(RedisCommand("SETRANGE", key.argument, "50000000", "x"))
            for _ in 0..<2 { #expect(try await directory.configuration(of: scope, notOlderThan: 42) == sample.full) }
            #expect(source.loads == 1)
            #expect(client.status.reconnects == 0)
        }
    }

    @Test func doesNotCacheWhatIsHuge() async throws {
        var huge = sample.full
        huge.tools[0].description = String(repeating: "x", count: 5_000_000)
        try await run(huge) { directory, source, client async throws in
            for _ in 0..<2 { #expect(try await directory.configuration(of: scope, notOlderThan: 0) == huge) }
            #expect(source.loads == 2)
            #expect(try await client.send(RedisCommand("EXISTS", key.argument)) == .integer(0))
        }
    }

    @Test func neverServesAnotherTenantsConfiguration() async throws {
        let log = RecordedLog()
        let foreign = try ConfigurationSample(tenant: #require(TenantID("globex")), version: 9999).full
        try await run(sample.full, logger: log.logger) { directory, source, client async throws in
            let bytes = ConfigurationCodec.bytes(foreign, of: "here")
            _ = try await client.send(RedisCommand("SET", key.argument, .bytes(bytes)))
            for _ in 0..<2 { #expect(try await directory.configuration(of: scope, notOlderThan: 42) == sample.full) }
            #expect(source.loads == 1)
            #expect(log.all.count { $0.hasPrefix("error") } == 1)
        }
    }

    @Test func servesFromTheDatabaseWhenFlushed() async throws {
        let server = try await RedisServer.start()
        try await TestRedis.run(try RedisEndpoint(url: server.url())) { client async throws in
            let source = ScriptedDirectory(sample.full)
            let directory = CachedTenantDirectory(source, client: client, installation: "here", logger: .silent)
            for _ in 0..<3 {
                _ = try await client.send(RedisCommand("FLUSHALL"))
                _ = try await client.send(RedisCommand("SCRIPT", "FLUSH"))
                #expect(try await directory.configuration(of: scope, notOlderThan: 42) == sample.full)
            }
            #expect(source.loads == 3)
            #expect(try await directory.configuration(of: scope, notOlderThan: 42) == sample.full)
            #expect(source.loads == 3)
        }
    }

    @Test func servesFromTheDatabaseWhileRedisHangsOrIsGone() async throws {
        let server = try await RedisServer.start()
        let limits = RedisLimits(connectTimeout: .milliseconds(200))
        try await TestRedis.run(try RedisEndpoint(url: server.url()), limits: limits) { client async throws in
            let source = ScriptedDirectory(sample.full)
            let directory = CachedTenantDirectory(source, client: client, installation: "here", logger: .silent)
            server.freeze()
            #expect(try await directory.configuration(of: scope, notOlderThan: 42) == sample.full)
            server.thaw()
            server.kill()
            await client.disconnected()
            #expect(try await directory.configuration(of: scope, notOlderThan: 42) == sample.full)
            #expect(directory.counts.failures == 2)
            #expect(source.loads == 2)
        }
    }

    @Test func passesOnWhatTheDatabaseCannot() async throws {
        struct Broken: Error {}
        try await run(nil) { directory, source, _ async throws in
            source.answer(.failure(Broken()))
            await #expect(throws: Broken.self) { try await directory.configuration(of: scope, notOlderThan: 0) }
        }
    }
}
