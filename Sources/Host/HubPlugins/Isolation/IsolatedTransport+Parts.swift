import HubCore
import Logging

extension IsolatedTransport {
    /// What it is made of; nothing of it changes.
    struct Parts: Sendable {
        let plugin: String
        let version: String
        let digest: String
        let hostVersion: String
        /// What the file said of itself when it was checked.
        let description: PluginDescription
        let command: RunnerCommand
        let settings: IsolationSettings
        /// Nanoseconds that a call may be owed after its deadline, and that a [load] function may take.
        let grace: UInt64
        let loadLimit: UInt64
        /// Calls past their time that it may owe.
        let owedCompletions: Int
        let calls: CallTable
        let standing: PluginStanding
        let services: HostBridge.Services
        let spawner: RunnerSpawner
        let timer: CallTimer
        let heard: @Sendable (PluginIncident) -> Void
        let logger: Logger
        /// Bytes that may wait for the process to read them.
        let outboxBytes = 64 << 20

        var requests: RunnerRequests { RunnerRequests(services: services) }
    }
}
