import HubCore
import Logging
import Synchronization

/// Another directory with a copy of its answers in Redis, which all processes share.
///
/// Redis can only save work: whatever is wrong with it or with what it holds, the other directory answers. A copy is
/// kept for an hour, more or less a tenth, so that copies that were made together do not end together. A copy that was
/// made from another database counts as missing.
package final class CachedTenantDirectory: TenantDirectory {
    private enum Copy {
        case usable(TenantConfiguration)
        case missing
        case outdated
        case unusable
        case unreachable
    }

    private static let lifetime = 3600.0
    /// A larger configuration is not cached.
    private static let maximumBytes = 4 << 20

    private let directory: any TenantDirectory
    private let client: RedisClient
    private let breaker: RedisBreaker
    private let installation: String
    private let logger: Logger
    private let keeping = RedisScript(
        """
        local head = redis.pcall('GETRANGE', KEYS[1], 0, #ARGV[1] + 31)
        if type(head) == 'string' and string.sub(head, 1, #ARGV[1]) == ARGV[1] then
          local version = string.match(head, '^(%d+),', #ARGV[1] + 1)
          if version and tonumber(version) > tonumber(ARGV[2]) then return 0 end
        end
        redis.call('SET', KEYS[1], ARGV[4], 'EX', ARGV[3])
        return 1
        """)
    private let state = Mutex(CacheCounts())

    /// `installation` names the database that `directory` reads.
    package init(
        _ directory: any TenantDirectory, client: RedisClient, breaker: RedisBreaker = RedisBreaker(),
        installation: String, logger: Logger
    ) {
        self.directory = directory
        self.client = client
        self.breaker = breaker
        self.installation = installation
        self.logger = logger
    }

    package var counts: CacheCounts { state.withLock { $0 } }

    package func configuration(
        of scope: TenantScope, notOlderThan version: Int64
    ) async throws -> TenantConfiguration? {
        let key = CacheKey(scope, .configuration)
        let copy = await read(key, scope, notOlderThan: version)
        count(copy)
        if case .usable(let configuration) = copy { return configuration }
        let configuration = try await directory.configuration(of: scope, notOlderThan: version)
        switch copy {
        case .unreachable: break
        case .unusable:
            await discard(key)
            if let configuration { await keep(configuration, key) }
        case .usable, .missing, .outdated: if let configuration { await keep(configuration, key) }
        }
        return configuration
    }

    private func count(_ copy: Copy) {
        state.withLock { counts in
            switch copy {
            case .usable: counts.hits += 1
            case .missing, .outdated: counts.misses += 1
            case .unusable: counts.unusable += 1
            case .unreachable: counts.failures += 1
            }
        }
    }

    private func read(_ key: CacheKey, _ scope: TenantScope, notOlderThan version: Int64) async -> Copy {
        let bytes: [UInt8]
        do throws(RedisError) {
            // Not GET: whatever stands there, no more comes than can be used.
            let reply = try await breaker.ask { () async throws(RedisError) in
                try await client.send(RedisCommand("GETRANGE", key.argument, "0", .number(Self.maximumBytes)))
            }
            guard let content = reply.bytesValue else { return .unusable }
            bytes = content
        } catch .refused(let code) {
            // WRONGTYPE is about the key; other codes are about Redis as a whole.
            guard code == "WRONGTYPE" else { return .unreachable }
            return .unusable
        } catch {
            return .unreachable
        }
        if bytes.isEmpty { return .missing }
        guard bytes.count <= Self.maximumBytes else { return .unusable }
        return judge(bytes, scope, notOlderThan: version)
    }

    private func judge(_ bytes: [UInt8], _ scope: TenantScope, notOlderThan version: Int64) -> Copy {
        do throws(ConfigurationCodecError) {
            let copy = try ConfigurationCodec.configuration(bytes, of: installation)
            guard let configuration = copy else { return .missing }
            guard ConfigurationCodec.belongs(configuration, to: scope.tenant) else {
                logger.error(
                    "A cached configuration is another tenant's. It is not used.",
                    metadata: ["tenant": "\(scope.tenant)"])
                return .unusable
            }
            return configuration.version >= version ? .usable(configuration) : .outdated
        } catch {
            logger.notice(
                "A cached configuration cannot be read. It is replaced.",
                metadata: ["tenant": "\(scope.tenant)", "reason": "\(error)"])
            return .unusable
        }
    }

    /// Keeps a copy, unless a newer one stands there.
    private func keep(_ configuration: TenantConfiguration, _ key: CacheKey) async {
        let bytes = ConfigurationCodec.bytes(configuration, of: installation)
        guard bytes.count <= Self.maximumBytes else { return }
        let lifetime = Int(Self.lifetime * .random(in: 0.9...1.1))
        do throws(RedisError) {
            _ = try await breaker.ask { () async throws(RedisError) in
                try await keeping.run(
                    on: client, keys: [key],
                    [
                        .text(ConfigurationCodec.head(of: installation)), .text(String(configuration.version)),
                        .number(lifetime), .bytes(bytes),
                    ])
            }
        } catch {
            note(error)
        }
    }

    private func discard(_ key: CacheKey) async {
        do throws(RedisError) {
            _ = try await client.send(RedisCommand("DEL", key.argument))
        } catch {
            note(error)
        }
    }

    private func note(_ error: RedisError) {
        logger.debug("A configuration was not cached.", metadata: ["reason": "\(error)"])
    }
}
