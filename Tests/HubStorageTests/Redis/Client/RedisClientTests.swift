import HubCore
import Support
import Testing

@testable import HubStorage

@Suite(.enabled(if: TestRedis.isAvailable, TestRedis.reason), .serialized, .timeLimit(.minutes(1)))
struct RedisClientTests {
    @Test func answersAThousandCommandsAtOnceEachWithItsOwnReply() async throws {
        try await TestRedis.run { client async throws in
            let replies = try await withThrowingTaskGroup(of: (Int, RedisReply).self) { group in
                for number in 0..<1000 {
                    group.addTask { (number, try await client.send(RedisCommand("ECHO", .number(number)))) }
                }
                return try await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
            }
            #expect(replies.count == 1000)
            for (number, reply) in replies { #expect(reply.textValue == String(number)) }
            #expect(client.status.successes == 1000)
            #expect(client.status.errors == 0)
        }
    }

    @Test func carriesAnyBytes() async throws {
        let bytes = (0..<2_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let key = try CacheKey(TestRedis.tenant(), .configuration).argument
        try await TestRedis.run { client async throws in
            _ = try await client.send(RedisCommand("SET", key, .bytes(bytes), "EX", "60"))
            #expect(try await client.send(RedisCommand("GET", key)).bytesValue == bytes)
            _ = try await client.send(RedisCommand("DEL", key))
            #expect(try await client.send(RedisCommand("GET", key)) == .null)
        }
    }

    @Test func tellsTheCodeOfARefusal() async throws {
        try await TestRedis.run { client async throws in
            await #expect(throws: RedisError.refused(code: "ERR")) {
                try await client.send(RedisCommand("NOSUCHCOMMAND"))
            }
            #expect(client.status.errors == 1)
            #expect(client.status.timeouts == 0)
        }
    }

    @Test func refusesALargerCommandAndOutlivesALargerReply() async throws {
        var limits = RedisLimits.patient
        limits.messageBytes = 100_000
        let key = try CacheKey(TestRedis.tenant(), .configuration).argument
        try await TestRedis.run(limits: limits) { client async throws in
            await #expect(throws: RedisError.tooLarge) {
                try await client.send(RedisCommand("ECHO", .bytes([UInt8](repeating: 0, count: 100_001))))
            }
            _ = try await client.send(RedisCommand("SETRANGE", key, "400000", "x"))
            _ = try await client.send(RedisCommand("EXPIRE", key, "60"))
            await #expect(throws: RedisError.tooLarge) { try await client.send(RedisCommand("GET", key)) }
            await client.connected()
            #expect(try await client.send(RedisCommand("STRLEN", key)) == .integer(400_001))
            #expect(client.status.reconnects == 1)
        }
    }

    @Test func failsAtOnceWithoutAConnection() async throws {
        let client = RedisClient(try .nobody(), logger: .silent)
        #expect(await client.attemptedConnection() == false)
        await #expect(throws: RedisError.unavailable) { try await client.send(RedisCommand("PING")) }
        #expect(!client.status.isConnected)
        #expect(client.status.errors == 1)
        await client.shutdown()
    }

    @Test func endsWhatIsUnderWayWhenShutDown() async throws {
        let server = try await RedisServer.start()
        let client = RedisClient(try RedisEndpoint(url: server.url()), limits: .patient, logger: .silent)
        await client.connected()
        server.freeze()
        async let answer = Result { () async throws(RedisError) in try await client.send(RedisCommand("PING")) }
        while !Task.isCancelled, client.status.inFlight == 0 { await Task.yield() }
        await client.shutdown()
        #expect(await answer == .failure(.closed))
        await #expect(throws: RedisError.self) { try await client.send(RedisCommand("PING")) }
    }

    @Test func logsInAndChoosesItsDatabase() async throws {
        let server = try await RedisServer.start(options: ["--requirepass", "open sesame"])
        let url = server.url(login: ":open%20sesame@", database: 3)
        try await TestRedis.run(try RedisEndpoint(url: url)) { client async throws in
            let reply = try await client.send(RedisCommand("CLIENT", "LIST")).textValue ?? ""
            #expect(reply.contains("name=agenthub"))
            #expect(reply.contains(" db=3 "))
        }
        let byName = try RedisEndpoint(url: server.url(login: "default:open%20sesame@"))
        try await TestRedis.run(byName) { client async throws in
            #expect(try await client.send(RedisCommand("PING")).textValue == "PONG")
        }
    }
}

extension Result where Failure == RedisError {
    fileprivate init(_ body: () async throws(RedisError) -> Success) async {
        do throws(RedisError) {
            self = .success(try await body())
        } catch {
            self = .failure(error)
        }
    }
}
