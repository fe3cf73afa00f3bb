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
        if let scope { await send(RedisCommand("DEL", CacheKey(scope, .configuration).argument)) }
        // Whatever became of the copy: it is used by nobody who has heard.
        await send(
            RedisCommand("PUBLISH", .text(ConfigurationChannel.name), .text(ConfigurationChannel.message(scope))))
    }

    private func send(_ command: RedisCommand) async {
        do throws(RedisError) {
            _ = try await client.send(command)
        } catch {
            logger.debug("A change was not published.", metadata: ["reason": "\(error)"])
        }
    }
}
