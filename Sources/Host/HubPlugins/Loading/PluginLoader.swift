import FoundationEssentials
import HubCore
import Logging

/// Brings the files of the plugin directory to life, one after the other. It blocks its thread.
struct PluginLoader {
    let configuration: PluginHostConfiguration
    let calls: CallTable
    let pool: WorkerPool
    let callbacks: WorkerPool
    let timer: CallTimer
    /// nil: every plugin runs in this process.
    let spawner: RunnerSpawner?
    let http: HTTPService
    let keyValue: KeyValueService
    let egress: EgressService
    let logger: Logger

    /// The directory's shared libraries, in the order of their names.
    func files() -> Result<[String], PluginRefusal> {
        do {
            let names = try FileManager.default.contentsOfDirectory(atPath: configuration.directory)
            return .success(names.filter { $0.hasSuffix(".so") && !$0.hasPrefix(".") }.sorted())
        } catch {
            return .failure(PluginRefusal("cannot be read as a plugin directory"))
        }
    }

    /// A file of the directory, with what is in it.
    func file(_ name: String) throws(PluginRefusal) -> PluginFile {
        let path = configuration.directory + "/" + name
        do throws(FileReading.Problem) {
            let reading = try FileReading(path, followingLinks: true)
            return PluginFile(path: path, name: name, digest: reading.digest, bytes: reading.bytes, isBundled: true)
        } catch {
            throw PluginRefusal(error.reason)
        }
    }

    /// What a file says of itself. Nothing of it stays, where plugins have processes of their own.
    func describe(_ path: String) throws(PluginRefusal) -> PluginDescriptor {
        let description = if let isolation { try isolation.describe(path) } else { try open(path).description }
        return try PluginInspection(description).descriptor
    }

    /// Checks and starts one plugin, with at most `loadLimit` for each of its functions: in a process of its own, unless the
    /// operator trusts it in this one. `judge` says why it cannot stand beside what is there.
    func load(
        _ file: PluginFile, number: Int, judge: (PluginDescriptor) -> PluginRefusal?
    ) throws(PluginRefusal) -> LoadedPlugin {
        guard let isolation else { return try loadHere(file, number: number, judge: judge) }
        let description = try isolation.describe(file.path)
        let descriptor = try PluginInspection(description).descriptor
        if configuration.inProcess.contains(descriptor.id) {
            return try loadHere(file, number: number, judge: judge)
        }
        if let refusal = judge(descriptor) { throw refusal }
        let standing = PluginStanding(plugin: descriptor.id, orphanLimit: .max, logger: logger)
        // What goes back to a process is a message, which nobody waits for.
        let services = services(for: descriptor, standing: standing) { body in
            body()
            return true
        }
        let transport = try isolation.transport(
            of: descriptor, description, path: file.path, digest: file.digest, standing: standing, services: services)
        let started = Rendezvous<Result<Set<Int>, PluginRefusal>>()
        transport.start { started.bring($0) }
        return LoadedPlugin(
            number: number, file: file, isIsolated: true, descriptor: descriptor, standing: standing,
            transport: transport, knowledgeTypes: try started.wait().get(), configuration: configuration)
    }

    /// nil: every plugin runs in this process.
    private var isolation: PluginIsolation? {
        guard let runner = configuration.runner, let spawner else { return nil }
        return PluginIsolation(
            runner: runner, spawner: spawner, configuration: configuration, calls: calls, timer: timer, logger: logger)
    }

    private func loadHere(
        _ file: PluginFile, number: Int, judge: (PluginDescriptor) -> PluginRefusal?
    ) throws(PluginRefusal) -> LoadedPlugin {
        let reading = try open(file.path)
        let descriptor = try PluginInspection(reading.description).descriptor
        if let refusal = judge(descriptor) { throw refusal }

        let heard = configuration.heard
        let standing = PluginStanding(
            plugin: descriptor.id, orphanLimit: configuration.owedCompletions, logger: logger
        ) { reason in
            heard(
                PluginIncident(
                    plugin: descriptor.id, version: descriptor.version, digest: file.digest, kind: .quarantined(reason))
            )
        }
        let lane = lane(for: standing)
        let services = services(for: descriptor, standing: standing) { lane.callBack($0) }
        let bridge = HostBridge(
            version: configuration.hostVersion, calls: calls, standing: standing, services: services)
        let transport = InProcessTransport(tables: reading.tables, bridge: bridge, lane: lane, standing: standing)

        let started = Rendezvous<Result<Set<Int>, PluginRefusal>>()
        transport.start(descriptor.types) { started.bring($0) }
        return LoadedPlugin(
            number: number, file: file, isIsolated: false, descriptor: descriptor, standing: standing,
            transport: transport, knowledgeTypes: try started.wait().get(), configuration: configuration)
    }

    private func services(
        for descriptor: PluginDescriptor, standing: PluginStanding,
        callBack: @escaping @Sendable (@escaping @Sendable () -> Void) -> Bool
    ) -> HostBridge.Services {
        HostBridge.Services(
            desk: ServiceDesk(
                calls: calls, standing: standing,
                limits: .init(
                    requestsPerCall: configuration.requestsPerCall, requestsPerPlugin: configuration.requestsPerPlugin),
                callBack: callBack),
            log: LogService(
                plugin: descriptor.id, burst: 2 * configuration.logLinesPerSecond,
                perSecond: configuration.logLinesPerSecond, logger: logger),
            http: http, keyValue: keyValue, egress: egress,
            names: OpaqueNames(installation: configuration.installation),
            granted: configuration.grants(to: descriptor))
    }

    private func open(_ path: String) throws(PluginRefusal) -> PluginTableReading {
        let opened = Rendezvous<Result<PluginTableReading, PluginRefusal>>()
        // The library's own code runs from here on, so this has a lane and a standing of its own.
        let standing = PluginStanding(plugin: path, orphanLimit: 0, logger: logger)
        lane(for: standing).load {
            do throws(PluginRefusal) {
                opened.bring(.success(try PluginTableReading(try PluginLibrary.open(path))))
            } catch {
                opened.bring(.failure(error))
            }
        } refuse: { reason in
            opened.bring(.failure(PluginRefusal("cannot be loaded: \(reason)")))
        }
        return try opened.wait().get()
    }

    private func lane(for standing: PluginStanding) -> PluginLane {
        PluginLane(
            pool: pool, callbacks: callbacks, timer: timer,
            patience: .init(grace: configuration.grace.nanoseconds, load: configuration.loadLimit.nanoseconds),
            standing: standing)
    }
}
