import HubCore
import Support
import Synchronization
import Testing

@testable import HubStorage

/// A Redis that dies, hangs, or does not let us in.
@Suite(.enabled(if: TestRedis.isAvailable, TestRedis.reason), .serialized, .timeLimit(.minutes(1)))
struct RedisOutageTests {
    /// Sends without end; the errors that came, once `isOver` and a success followed.
    private static func load(_ client: RedisClient, until isOver: Switch) async -> Set<RedisError> {
        var errors: Set<RedisError> = []
        while !Task.isCancelled {
            let isLast = isOver.isOn
            do throws(RedisError) {
                let reply = try await client.send(RedisCommand("ECHO", "x"))
                #expect(reply.textValue == "x")
                if isLast { return errors }
            } catch {
                errors.insert(error)
                _ = await client.attemptedConnection()
            }
        }
        return errors
    }

    @Test func recoversWhenAKilledServerIsBack() async throws {
        let server = try await RedisServer.start()
        try await TestRedis.run(try RedisEndpoint(url: server.url())) { client async throws in
            let isBack = Switch()
            try await withThrowingTaskGroup(of: Set<RedisError>.self) { group in
                for _ in 0..<32 { group.addTask { await Self.load(client, until: isBack) } }
                while !Task.isCancelled, client.status.successes < 500 { await Task.yield() }
                server.kill()
                while !Task.isCancelled, await client.attemptedConnection() { await Task.yield() }
                await #expect(throws: RedisError.unavailable) { try await client.send(RedisCommand("PING")) }
                try await server.restart()
                isBack.turnOn()
                for try await errors in group { #expect(errors.subtracting([.unavailable]).isEmpty) }
            }
            #expect(client.status.isConnected)
            #expect(client.status.reconnects >= 1)
            #expect(client.status.timeouts == 0)
        }
    }

    @Test func keepsItsDeadlineWhileTheServerHangs() async throws {
        let server = try await RedisServer.start()
        let limits = RedisLimits(commandTimeout: .milliseconds(50), connectTimeout: .milliseconds(200))
        try await TestRedis.run(try RedisEndpoint(url: server.url()), limits: limits) { client async throws in
            server.freeze()
            await #expect(throws: RedisError.timedOut) { try await client.send(RedisCommand("PING")) }
            #expect(client.status.timeouts == 1)
            // The connection is given up, and then nothing waits any more.
            await client.disconnected()
            await #expect(throws: RedisError.unavailable) { try await client.send(RedisCommand("PING")) }
            server.thaw()
            await client.connected()
            #expect(try await client.send(RedisCommand("PING"), timeout: .seconds(20)).textValue == "PONG")
        }
    }

    @Test func givesLateAnswersToNobody() async throws {
        let server = try await RedisServer.start()
        let limits = RedisLimits(stallTimeout: .seconds(30))
        try await TestRedis.run(try RedisEndpoint(url: server.url()), limits: limits) { client async throws in
            server.freeze()
            for word in ["a", "b"] {
                await #expect(throws: RedisError.timedOut) {
                    try await client.send(RedisCommand("ECHO", .text(word)), timeout: .milliseconds(1))
                }
            }
            server.thaw()
            #expect(try await client.send(RedisCommand("ECHO", "c"), timeout: .seconds(20)).textValue == "c")
            #expect(client.status.reconnects == 0)
        }
    }

    @Test func refusesMoreThanMayBeUnderWay() async throws {
        let server = try await RedisServer.start()
        var limits = RedisLimits.patient
        limits.commandsInFlight = 10
        try await TestRedis.run(try RedisEndpoint(url: server.url()), limits: limits) { client async throws in
            server.freeze()
            let answers = await withTaskGroup(of: RedisError?.self) { group in
                for _ in 0..<15 {
                    group.addTask {
                        do throws(RedisError) {
                            _ = try await client.send(RedisCommand("PING"))
                            return nil
                        } catch {
                            return error
                        }
                    }
                }
                while !Task.isCancelled, client.status.errors < 5 { await Task.yield() }
                #expect(client.status.inFlight == 10)
                server.thaw()
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(answers.count { $0 == .overloaded } == 5)
            #expect(answers.count { $0 == nil } == 10)
        }
    }

    @Test func aRefusedLoginIsAnOutageThatIsLoggedOnce() async throws {
        let server = try await RedisServer.start(options: ["--requirepass", "right-word"])
        let log = RecordedLog()
        let client = RedisClient(
            try RedisEndpoint(url: server.url(login: ":wrong-word@")), limits: .patient, logger: log.logger)
        for _ in 0..<4 { #expect(await client.attemptedConnection() == false) }
        await #expect(throws: RedisError.unavailable) { try await client.send(RedisCommand("PING")) }
        await client.shutdown()
        #expect(log.all.count == 1)
        #expect(log.all.allSatisfy { $0.contains("WRONGPASS") && !$0.contains("wrong-word") })
    }

    @Test func losesNothingButValuesWhenItIsFlushed() async throws {
        let server = try await RedisServer.start()
        try await TestRedis.run(try RedisEndpoint(url: server.url())) { client async throws in
            let script = RedisScript("return redis.call('INCRBY', KEYS[1], ARGV[1])")
            let key = CacheKey(try TestRedis.tenant(), .configuration)
            #expect(try await script.run(on: client, keys: [key], ["2"]) == .integer(2))
            #expect(try await script.run(on: client, keys: [key], ["2"]) == .integer(4))
            _ = try await client.send(RedisCommand("FLUSHALL"))
            _ = try await client.send(RedisCommand("SCRIPT", "FLUSH"))
            #expect(try await script.run(on: client, keys: [key], ["2"]) == .integer(2))
            #expect(try await script.run(on: client, keys: [key], ["2"]) == .integer(4))
        }
    }
}

private final class Switch: Sendable {
    private let state = Atomic(false)

    var isOn: Bool { state.load(ordering: .relaxed) }
    func turnOn() { state.store(true, ordering: .relaxed) }
}
