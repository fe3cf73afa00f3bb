import HubCore
import Support
import Testing

@testable import HubStorage

@Suite(.enabled(if: TestRedis.isAvailable, TestRedis.reason), .serialized, .timeLimit(.minutes(1)))
struct RedisSubscriberTests {
    private static func listen(
        _ server: RedisServer, limits: RedisLimits = .patient
    ) throws -> (RedisSubscriber, AsyncStream<RedisSubscriber.Event>.Iterator) {
        let (stream, events) = AsyncStream.makeStream(of: RedisSubscriber.Event.self)
        let subscriber = RedisSubscriber(
            try RedisEndpoint(url: server.url()), channel: "c", limits: limits, logger: .silent
        ) { events.yield($0) }
        return (subscriber, stream.makeAsyncIterator())
    }

    @Test func hearsWhatAnotherClientPublishesInOrder() async throws {
        let server = try await RedisServer.start()
        var (subscriber, events) = try Self.listen(server)
        #expect(await events.next() == .began)
        try await TestRedis.run(try RedisEndpoint(url: server.url())) { client async throws in
            #expect(try await client.send(RedisCommand("PUBLISH", "other", "no")) == .integer(0))
            for number in 0..<100 {
                #expect(try await client.send(RedisCommand("PUBLISH", "c", .number(number))) == .integer(1))
            }
            for number in 0..<100 { #expect(await events.next() == .message(String(number))) }
        }
        #expect(subscriber.isConnected)
        await subscriber.shutdown()
    }

    @Test func beginsAgainWhenAKilledServerIsBack() async throws {
        let server = try await RedisServer.start()
        var (subscriber, events) = try Self.listen(server)
        #expect(await events.next() == .began)
        server.kill()
        while !Task.isCancelled, await subscriber.attemptedConnection() { await Task.yield() }
        try await server.restart()
        #expect(await events.next() == .began)
        #expect(subscriber.reconnects == 1)
        await subscriber.shutdown()
    }

    @Test func aServerThatDoesNotLetItListenIsAnOutageThatIsLoggedOnce() async throws {
        let server = try await RedisServer.start()
        try await TestRedis.run(try RedisEndpoint(url: server.url())) { client async throws in
            _ = try await client.send(
                RedisCommand("ACL", "SETUSER", "hub", "on", ">pw", "~*", "+@all", "resetchannels"))
        }
        let log = RecordedLog()
        let subscriber = RedisSubscriber(
            try RedisEndpoint(url: server.url(login: "hub:pw@")), channel: "c", limits: .patient, logger: log.logger
        ) { Issue.record("nobody listens: \($0)") }
        for _ in 0..<4 { #expect(await subscriber.attemptedConnection() == false) }
        #expect(!subscriber.isConnected)
        await subscriber.shutdown()
        #expect(log.all.count == 1)
        #expect(log.all.allSatisfy { $0.contains("NOPERM") })
    }

    @Test func givesAServerUpThatHangs() async throws {
        let server = try await RedisServer.start()
        let limits = RedisLimits(
            connectTimeout: .milliseconds(200), listeningSilence: .milliseconds(100),
            listeningPatience: .milliseconds(100))
        var (subscriber, events) = try Self.listen(server, limits: limits)
        #expect(await events.next() == .began)
        server.freeze()
        while !Task.isCancelled, await subscriber.attemptedConnection() { await Task.yield() }
        server.thaw()
        #expect(await events.next() == .began)
        await subscriber.shutdown()
    }

    @Test func keepsAQuietConnectionThatAnswers() async throws {
        let server = try await RedisServer.start()
        var (subscriber, events) = try Self.listen(
            server, limits: RedisLimits(listeningSilence: .milliseconds(200), listeningPatience: .seconds(20)))
        #expect(await events.next() == .began)
        try await TestRedis.run(try RedisEndpoint(url: server.url())) { client async throws in
            // Until it has asked a few times.
            var pings = 0
            while !Task.isCancelled, pings < 5 {
                let statistics = try await client.send(RedisCommand("INFO", "commandstats")).textValue ?? ""
                let line = statistics.split(separator: "\r\n").first { $0.hasPrefix("cmdstat_ping:calls=") }
                pings = line.flatMap { Int($0.dropFirst(19).prefix { $0 != "," }) } ?? 0
            }
            _ = try await client.send(RedisCommand("PUBLISH", "c", "still there"))
        }
        #expect(await events.next() == .message("still there"))
        #expect(subscriber.reconnects == 0)
        await subscriber.shutdown()
    }
}
