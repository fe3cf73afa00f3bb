import HubCore
import HubEngine
import HubMetrics
import HubServer
import HubStorage
import Logging

/// What Redis does for a worker, and what does it where there is no Redis.
struct RedisParts {
    let client: RedisClient
    private let limiting = RedisBreaker()
    private let caching = RedisBreaker()
    private let endpoint: RedisEndpoint
    private let logger: Logger

    /// nil when the settings name none.
    init?(_ settings: StorageSettings, logger: Logger) throws {
        guard let url = settings.redisURL else { return nil }
        do {
            endpoint = try RedisEndpoint(url: url.reveal())
        } catch {
            throw ConfigurationError(
                setting: "AGENTHUB_REDIS_URL", expectation: "\(error)",
                example: "AGENTHUB_REDIS_URL=redis://cache.internal:6379/0")
        }
        self.logger = logger
        client = RedisClient(endpoint, logger: logger)
    }

    var announcer: RedisAnnouncer { RedisAnnouncer(client: client, logger: logger) }

    func listen(registry: MetricsRegistry, _ handler: @escaping @Sendable (TenantID?) -> Void) -> RedisSubscriber {
        let subscriber = RedisSubscriber(changesAt: endpoint, logger: logger, handler: handler)
        registry.gauge("agenthub_redis_listening", "1 while Redis lets this worker hear of changes.") {
            subscriber.isConnected ? 1 : 0
        }
        return subscriber
    }

    /// `installation` names the database.
    func directory(
        _ database: any TenantDirectory, installation: String, registry: MetricsRegistry
    ) -> CachedTenantDirectory {
        let directory = CachedTenantDirectory(
            database, client: client, breaker: caching, installation: installation, logger: logger)
        registry.readCounter(
            "agenthub_redis_cache_reads_total", "Reads of tenants' configurations from Redis.", labels: ["result"]
        ) {
            let counts = directory.counts
            return [
                (["hit"], Double(counts.hits)), (["miss"], Double(counts.misses)),
                (["failure"], Double(counts.failures)), (["unusable"], Double(counts.unusable)),
            ]
        }
        return directory
    }

    func limiter(fallback: any RateLimiter, registry: MetricsRegistry) -> RedisRateLimiter {
        let limiter = RedisRateLimiter(client: client, breaker: limiting, fallback: fallback)
        registry.readCounter(
            "agenthub_rate_limit_fallbacks_total", "Decisions of this worker alone, for want of Redis."
        ) { [([], Double(limiter.fallbacks))] }
        return limiter
    }

    /// Without Redis everything works: the database serves, and limits hold per worker. Asked, not looked up: nobody else
    /// may have a command for it, and then a Redis that hangs would pass for one that is well. And looked up too: one
    /// that answers this question may be too late for the others, or refuse them.
    func health(_ subscriber: RedisSubscriber?) -> HealthCheck {
        HealthCheck(name: "redis", isRequired: false) {
            do throws(RedisError) {
                _ = try await client.send(RedisCommand("PING"), timeout: .milliseconds(500))
            } catch {
                return .down("does not answer; the database serves, limits hold per worker")
            }
            if limiting.isAiling { return .degraded("answers late or refuses; limits hold per worker") }
            if caching.isAiling { return .degraded("answers late or refuses; the database serves") }
            if subscriber?.isConnected == false { return .degraded("lets nobody listen; changes are heard of late") }
            return .ok
        }
    }

    func register(on registry: MetricsRegistry) {
        registry.gauge("agenthub_redis_connected", "1 while Redis is reached.") {
            client.status.isConnected ? 1 : 0
        }
        registry.gauge("agenthub_redis_commands_in_flight", "Commands that Redis has not answered.") {
            Double(client.status.inFlight)
        }
        registry.readCounter("agenthub_redis_commands_total", "Commands by how they ended.", labels: ["outcome"]) {
            let status = client.status
            return [
                (["ok"], Double(status.successes)), (["error"], Double(status.errors)),
                (["timeout"], Double(status.timeouts)),
            ]
        }
        registry.readCounter("agenthub_redis_reconnects_total", "Connections to Redis made anew.") {
            [([], Double(client.status.reconnects))]
        }
    }
}
