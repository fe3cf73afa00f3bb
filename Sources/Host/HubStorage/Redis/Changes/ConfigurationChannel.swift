import HubCore
import Logging

/// The channel on which processes tell each other of changes: a message is the tenant's id, or empty for rows that
/// every tenant may see.
enum ConfigurationChannel {
    static let name = "agenthub:changes"

    static func message(_ scope: TenantScope?) -> String { scope?.tenant.rawValue ?? "" }

    /// nil: not a message of ours.
    static func change(_ message: String) -> Change? {
        if message.isEmpty { return .all }
        return TenantID(message).map(Change.tenant)
    }

    enum Change: Hashable {
        case all
        case tenant(TenantID)
    }
}

extension RedisSubscriber {
    /// Calls `handler` on a thread of its own with each tenant whose rows were changed; with nil for rows that every
    /// tenant may see, and each time that listening begins, since changes may have been missed. It must not block.
    package convenience init(
        changesAt endpoint: RedisEndpoint, limits: RedisLimits = RedisLimits(), logger: Logger,
        handler: @escaping @Sendable (TenantID?) -> Void
    ) {
        self.init(endpoint, channel: ConfigurationChannel.name, limits: limits, logger: logger) { event in
            switch event {
            case .began: handler(nil)
            case .message(let text):
                switch ConfigurationChannel.change(text) {
                case .all: handler(nil)
                case .tenant(let tenant): handler(tenant)
                case nil: break
                }
            }
        }
    }
}
