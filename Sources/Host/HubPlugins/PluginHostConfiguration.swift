import HubCore
import HubEgress

/// What the operator decides about plugins.
package struct PluginHostConfiguration: Sendable {
    /// Plugins lie flat in it, as `*.so`.
    package var directory: String
    package var hostVersion: String
    /// The services that a plugin gets when its manifest asks for them.
    package var defaultGrants = Set(HostService.allCases.filter(\.isGrantedByDefault))
    /// By plugin id, instead of the default. The SQL tools speak protocols that the host does not.
    package var grants: [String: Set<HostService>] = ["agenthub.sql": Set(HostService.allCases)]
    /// What the operator sets for a plugin, by its id; the plugin's instances are told.
    package var settings: [String: JSONObject] = [:]
    /// By plugin id, the settings that are folders in which each tenant has one of its own, by its id: a tenant's rows are told
    /// that one, and the platform's rows the whole.
    package var tenantFolders: [String: Set<String>] = [:]
    /// Servers that the operator gives to a plugin, by its id: its requests reach them, and those of no other plugin should. Nobody's
    /// identity goes there. The policy of everybody else's requests must leave them out: `ReservedOrigins`.
    package var origins: [String: Set<Origin>] = [:]
    /// Where folders of plugins' own are made, one for each plugin and tenant; an absolute path. nil: plugins get none.
    package var dataFolder: String?
    /// Mixed into the opaque ids that plugins see, so that they mean nothing elsewhere.
    package var installation = ""

    /// Threads for plugins' code; made when first needed. As many again are for what the host calls back, so that calls which
    /// wait for an answer on their threads do not keep it from coming.
    package var workers = 96
    /// Threads of either kind that one plugin may hold at once.
    package var workersPerPlugin = 64
    /// Threads of either kind that plugins keep past their time may be replaced by others, at most so many at once.
    package var replacements = 16
    /// How long a plugin may keep a thread past a call's deadline, or in a callback.
    package var grace: Duration = .seconds(2)
    /// How long a plugin may take to start, and to make or free an instance.
    package var loadLimit: Duration = .seconds(5)
    /// The longest that a row's writer waits for the system behind the row.
    package var healthLimit: Duration = .seconds(5)

    /// Calls that plugins have and have not completed.
    package var calls = 4096
    package var callsPerInstance = 256
    package var waitingCallsPerInstance = 64
    /// Calls past their time that a plugin may owe before it is shut out.
    package var owedCompletions = 256
    package var requestsPerCall = 8
    package var requestsPerPlugin = 512

    /// Bytes of blobs that calls write, all together, until these are files or dropped.
    package var writtenBlobBytes = 256 << 20

    package var instances = 4096
    package var idleInstanceLifetime: Duration = .seconds(600)
    /// How long calls may still take when the host shuts down.
    package var drain: Duration = .seconds(10)
    package var logLinesPerSecond = 100

    /// By id, the plugins whose code the operator trusts to run in this process. All others run in one of their own.
    package var inProcess: Set<String> = []
    /// The program that runs a plugin in a process of its own, an absolute path; nil: all run in this process.
    package var runner: String?
    package var isolation = IsolationSettings()
    /// Where installed releases are kept, as `<id>/<digest>.so`, an absolute path; nil: none can be installed.
    package var releaseFolder: String?
    /// Hears of what befalls plugins; it does not wait.
    package var heard: @Sendable (PluginIncident) -> Void = { _ in }
    /// Hears, once each time, that a release that a route names has failed and calls of that route go to its `previous` again: the
    /// plugin, the release's digest and why. It does not wait.
    package var releaseFailed: @Sendable (String, String, String) -> Void = { _, _, _ in }
    /// How long a release is watched after a route named it first, and how many crashes in that time make it fail.
    package var probation: Duration = .seconds(600)
    package var probationCrashes = 3
    /// Rows whose instances are made of a new release before calls go to it, at most, and how long that may take; the others'
    /// are made by their first calls.
    package var warmUpRows = 32
    /// Rows without a user's call for as long are not looked at.
    package var warmUpRecency: Duration = .seconds(60)
    package var warmUpLimit: Duration = .seconds(30)

    package init(directory: String, hostVersion: String) {
        self.directory = directory
        self.hostVersion = hostVersion
    }

    /// Grants services besides what the plugins had.
    package mutating func add(_ grants: PluginGrants) {
        for (plugin, services) in grants.services {
            self.grants[plugin, default: defaultGrants].formUnion(services)
        }
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
