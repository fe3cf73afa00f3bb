import HubCore
import Synchronization

/// What the plugin host and the other workers tell of plugins, until somebody has the time for it: whoever tells it does not
/// wait. No more is kept than a few hundred pieces.
final class PluginNews: Sendable {
    struct FailedRelease: Sendable {
        let plugin: String
        let digest: String
        let reason: String
    }

    /// The news that routes may have changed; many are one.
    let changes = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    let incidents = AsyncStream.makeStream(of: PluginIncident.self, bufferingPolicy: .bufferingOldest(256))
    /// As many as there may be releases under trial.
    let failures = AsyncStream.makeStream(of: FailedRelease.self, bufferingPolicy: .bufferingOldest(256))
    private let lost = Atomic(0)

    /// Incidents that nobody had the time for.
    var dropped: Int { lost.load(ordering: .relaxed) }

    func changed() { changes.continuation.yield() }

    func befell(_ incident: PluginIncident) {
        if case .dropped = incidents.continuation.yield(incident) { lost.add(1, ordering: .relaxed) }
    }

    func failed(_ plugin: String, _ digest: String, _ reason: String) {
        failures.continuation.yield(FailedRelease(plugin: plugin, digest: digest, reason: reason))
    }
}
