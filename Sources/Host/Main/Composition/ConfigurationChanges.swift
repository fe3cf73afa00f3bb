import HubCore
import HubMetrics
import Synchronization

/// Carries the news that rows were changed: to the parts of this process at once, and to the other workers.
final class ConfigurationChanges: ConfigurationAnnouncer {
    typealias Listener = @Sendable (TenantScope?) -> Void

    private let listeners = Mutex<[Listener]>([])
    /// Tells the other workers; nil: there are none, or the database tells them by itself.
    private let publisher: (any ConfigurationAnnouncer)?
    private let notices: CounterFamily

    init(publisher: (any ConfigurationAnnouncer)?, registry: MetricsRegistry) {
        self.publisher = publisher
        notices = registry.counter(
            "agenthub_configuration_notices_total", "News that rows were changed, by who told it.", labels: ["source"])
    }

    /// Who tells of changes that some worker made.
    enum Source: String {
        case postgreSQL = "postgresql"
        case redis
    }

    func listen(_ listener: @escaping Listener) { listeners.withLock { $0.append(listener) } }

    /// A change of this process's own.
    func changed(_ scope: TenantScope?) async {
        tell(scope)
        await publisher?.changed(scope)
    }

    /// A change that some worker made. It is counted once all who listen know.
    func heard(_ scope: TenantScope?, from source: Source) {
        tell(scope)
        notices.labelled(source.rawValue).add()
    }

    private func tell(_ scope: TenantScope?) {
        for listener in listeners.withLock({ $0 }) { listener(scope) }
    }
}
