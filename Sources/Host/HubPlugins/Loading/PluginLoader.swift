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

    /// Opens, checks and starts one plugin, with at most `loadLimit` for each of its functions.
    func load(_ file: String, beside registry: ToolTypeRegistry) throws(PluginRefusal) -> LoadedPlugin {
        let inspection = try open(file)
        let descriptor = inspection.descriptor
        if let refusal = registry.refusal(of: descriptor) { throw refusal }

        let standing = PluginStanding(
            plugin: descriptor.id, orphanLimit: configuration.owedCompletions, logger: logger)
        let lane = lane(for: standing)
        let services = HostBridge.Services(
            desk: ServiceDesk(
                calls: calls, lane: lane, standing: standing,
                limits: .init(
                    requestsPerCall: configuration.requestsPerCall, requestsPerPlugin: configuration.requestsPerPlugin)),
            log: LogService(
                plugin: descriptor.id, burst: 2 * configuration.logLinesPerSecond,
                perSecond: configuration.logLinesPerSecond, logger: logger),
            http: http, keyValue: keyValue, egress: egress,
            names: OpaqueNames(installation: configuration.installation),
            granted: configuration.grants(to: descriptor))
        let bridge = HostBridge(
            version: configuration.hostVersion, calls: calls, standing: standing, services: services)
        let transport = InProcessTransport(tables: inspection.tables, bridge: bridge, lane: lane, standing: standing)

        let started = Rendezvous<Result<Set<Int>, PluginRefusal>>()
        transport.start(descriptor.types) { started.bring($0) }
        return LoadedPlugin(
            descriptor: descriptor, standing: standing, transport: transport, lane: lane,
            knowledgeTypes: try started.wait().get(), configuration: configuration)
    }

    private func open(_ file: String) throws(PluginRefusal) -> PluginInspection {
        let path = configuration.directory + "/" + file
        let opened = Rendezvous<Result<PluginInspection, PluginRefusal>>()
        // The library's own code runs from here on, so this has a lane and a standing of its own.
        let standing = PluginStanding(plugin: file, orphanLimit: 0, logger: logger)
        lane(for: standing).load {
            do throws(PluginRefusal) {
                opened.bring(.success(try PluginInspection(try PluginLibrary.open(path))))
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
