import HubCore

/// What the operator decides about plugins.
package struct PluginHostConfiguration: Sendable {
    /// Plugins lie flat in it, as `*.so`.
    package var directory: String
    package var hostVersion: String
    /// The services that a plugin gets when its manifest asks for them.
    package var defaultGrants: Set<HostService> = Set(HostService.allCases)
    /// By plugin id, instead of the default.
    package var grants: [String: Set<HostService>] = [:]
    /// Mixed into the opaque ids that plugins see, so that they mean nothing elsewhere.
    package var installation = ""

    /// Threads for plugins' code; made when first needed.
    package var workers = 16
    /// Threads that one plugin may hold at once.
    package var workersPerPlugin = 12
    /// Threads that plugins keep past their time may be replaced by others, at most so many at once.
    package var replacements = 16
    /// How long a plugin may keep a thread past a call's deadline, or in a callback.
    package var grace: Duration = .seconds(2)
    /// How long a plugin may take to start, and to make or free an instance.
    package var loadLimit: Duration = .seconds(5)

    /// Calls that plugins have and have not completed.
    package var calls = 4096
    package var callsPerInstance = 256
    package var waitingCallsPerInstance = 64
    /// Calls past their time that a plugin may owe before it is shut out.
    package var owedCompletions = 256
    package var requestsPerCall = 8
    package var requestsPerPlugin = 512

    package var instances = 4096
    package var idleInstanceLifetime: Duration = .seconds(600)
    /// How long calls may still take when the host shuts down.
    package var drain: Duration = .seconds(10)
    package var logLinesPerSecond = 100

    package init(directory: String, hostVersion: String) {
        self.directory = directory
        self.hostVersion = hostVersion
    }

    func grants(to plugin: PluginDescriptor) -> Set<HostService> {
        let granted = grants[plugin.id] ?? defaultGrants
        return granted.intersection(plugin.manifest.services.compactMap(HostService.init(rawValue:)))
    }
}

extension Duration {
    /// In nanoseconds, held at what a clock can count.
    var nanoseconds: UInt64 {
        let (seconds, attoseconds) = components
        let (whole, overflow) = UInt64(clamping: seconds).multipliedReportingOverflow(by: 1_000_000_000)
        return overflow ? .max : whole &+ UInt64(clamping: attoseconds / 1_000_000_000)
    }
}
