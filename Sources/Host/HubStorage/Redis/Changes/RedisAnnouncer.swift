import HubCore
import Logging

/// Tells all processes of a change, and takes the tenant's copy out of the cache. When Redis cannot be reached nothing
/// of it happens, which is harmless: a copy is used only when it has the version that the database names.
package struct RedisAnnouncer: ConfigurationAnnouncer {
    private let client: RedisClient
    private let logger: Logger

    package init(client: RedisClient, logger: Logger) {
        self.client = client
        self.logger = logger
    }

    package func changed(_ scope: TenantScope?) async {
        do throws(RedisError) {
            if let scope {
                _ = try await client.send(RedisCommand("DEL", CacheKey(scope, .configuration).argument))
            }
            _ = try await client.send(
                RedisCommand(
                    "PUBLISH", .text(ConfigurationChannel.name), .text(ConfigurationChannel.message(scope))))
        } catch {
            logger.debug("A change was not published.", metadata: ["reason": "\(error)"])
        }
    }
}
