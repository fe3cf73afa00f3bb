import Synchronization

/// A Lua script that Redis runs as one step. It is sent once, and named by its digest from then on.
final class RedisScript: Sendable {
    private let source: StaticString
    /// What Redis called it. The name comes from the text alone, so it stays true when Redis has forgotten the script.
    private let digest = Mutex<[UInt8]?>(nil)

    init(_ source: StaticString) { self.source = source }

    func run(
        on client: RedisClient, keys: [CacheKey], _ arguments: [RedisArgument], timeout: Duration? = nil
    ) async throws(RedisError) -> RedisReply {
        let operands = [.number(keys.count)] + keys.map(\.argument) + arguments
        do throws(RedisError) {
            return try await client.send(
                RedisCommand("EVALSHA", [.bytes(try await name(on: client, timeout))] + operands), timeout: timeout)
        } catch {
            guard error == .refused(code: "NOSCRIPT") else { throw error }
            return try await client.send(RedisCommand("EVAL", [.text(source.description)] + operands), timeout: timeout)
        }
    }

    private func name(on client: RedisClient, _ timeout: Duration?) async throws(RedisError) -> [UInt8] {
        if let known = digest.withLock({ $0 }) { return known }
        let reply = try await client.send(
            RedisCommand("SCRIPT", "LOAD", .text(source.description)), timeout: timeout)
        guard let name = reply.bytesValue else { throw .protocolViolation }
        digest.withLock { $0 = name }
        return name
    }
}
