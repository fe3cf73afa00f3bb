import HubCore
import Synchronization

/// Carries the news that rows were changed: to the parts of this process at once, and to the other workers.
final class ConfigurationChanges: ConfigurationAnnouncer {
    typealias Listener = @Sendable (TenantScope?) -> Void

    private let listeners = Mutex<[Listener]>([])
    /// Tells the other workers; nil: there are none, or the database tells them by itself.
    private let publisher: (any ConfigurationAnnouncer)?

    init(publisher: (any ConfigurationAnnouncer)?) { self.publisher = publisher }

    func listen(_ listener: @escaping Listener) { listeners.withLock { $0.append(listener) } }

    /// A change of this process's own.
    func changed(_ scope: TenantScope?) async {
        heard(scope)
        await publisher?.changed(scope)
    }

    /// A change that some worker made.
    func heard(_ scope: TenantScope?) {
        for listener in listeners.withLock({ $0 }) { listener(scope) }
    }
}
