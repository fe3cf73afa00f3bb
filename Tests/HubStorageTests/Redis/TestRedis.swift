import Foundation
import HubCore
import Logging
import Testing

@testable import HubStorage

/// The Redis that `script/lib/redis.sh` starts for the tests.
enum TestRedis {
    static let url = ProcessInfo.processInfo.environment["AGENTHUB_TEST_REDIS_URL"]
    static var isAvailable: Bool { url != nil }
    static let reason: Comment = "AGENTHUB_TEST_REDIS_URL names no Redis"

    static func endpoint() throws -> RedisEndpoint { try RedisEndpoint(url: #require(url)) }

    /// A connected client, shut down after `body`. The deadline is one for tests on a busy machine.
    static func run(
        _ endpoint: RedisEndpoint? = nil, limits: RedisLimits = .patient, logger: Logger = .silent,
        _ body: (RedisClient) async throws -> Void
    ) async throws {
        let client = RedisClient(try endpoint ?? Self.endpoint(), limits: limits, logger: logger)
        await client.connected()
        try await body(client)
        await client.shutdown()
    }

    /// A tenant that no other test has.
    static func tenant() throws -> TenantScope {
        TenantScope(tenant: try #require(TenantID("t-\(UUID().uuidString.lowercased())")))
    }
}

extension RedisLimits {
    static let patient = RedisLimits(commandTimeout: .seconds(20), stallTimeout: .seconds(20))
}

extension RedisClient {
    /// Returns when there is a connection; the test's time limit bounds it.
    func connected() async {
        while !Task.isCancelled, !(await attemptedConnection()) {}
    }

    /// Returns when there is none.
    func disconnected() async {
        while !Task.isCancelled, await attemptedConnection() {
            do {
                _ = try await send(RedisCommand("PING"), timeout: .milliseconds(10))
            } catch {
                await Task.yield()
            }
        }
    }
}

extension RedisEndpoint {
    /// Nobody listens there.
    static func nobody() throws -> RedisEndpoint { try RedisEndpoint(url: "redis://127.0.0.1:1") }
}

extension Logger {
    static var silent: Logger { Logger(label: "test") { _ in SwiftLogNoOpLogHandler() } }
}
