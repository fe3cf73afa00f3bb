import Dispatch
import HubCore
import HubEgress
import Logging

extension PluginHost {
    /// Loads every shared library of the directory that is a good plugin, and says for each file what became of it.
    ///
    /// Called once, at the start. It blocks its thread for as long as plugins take to start, so not on the cooperative
    /// pool; a plugin that does not come back is refused after `loadLimit`.
    package func load() -> [PluginLoadReport] {
        let loader = loader
        switch loader.files() {
        case .failure(let refusal):
            return [PluginLoadReport(file: configuration.directory, outcome: .refused(refusal.reason))]
        case .success(let files):
            return files.map { PluginLoadReport(file: $0, outcome: load($0, by: loader)) }
        }
    }

    private func load(_ name: String, by loader: PluginLoader) -> PluginLoadReport.Outcome {
        do throws(PluginRefusal) {
            let file = try loader.file(name)
            let plugin = try loader.load(file, number: roster.nextNumber()) { descriptor in
                if roster.withLock({ $0.bundled[descriptor.id] }) != nil {
                    return PluginRefusal("has the id \(descriptor.id) of a plugin that is loaded already")
                }
                return roster.withLock { $0.registry.refusal(of: descriptor) }
            }
            watch(plugin)
            roster.withLock { $0.add(plugin, of: file) }
            let descriptor = plugin.descriptor
            return .loaded(plugin: descriptor.id, version: descriptor.version, types: descriptor.types.map(\.id))
        } catch {
            return .refused(error.reason)
        }
    }

    var loader: PluginLoader {
        var configuration = configuration
        configuration.heard = { [weak self] in self?.hear($0) }
        return PluginLoader(
            configuration: configuration, calls: calls, pool: pool, callbacks: callbacks, timer: timer,
            spawner: spawner, http: services.http, keyValue: services.keyValue, egress: services.egress, logger: logger)
    }

    // MARK: - State

    /// By plugin, in the order of loading; what its releases have is added up.
    package func statistics() -> [PluginStatistics] {
        let (serving, all, past, pastProcesses) = roster.withLock { state in
            var ids: [String] = []
            for plugin in state.registry.plugins where !ids.contains(plugin.descriptor.id) {
                ids.append(plugin.descriptor.id)
            }
            let serving = ids.compactMap { id in
                state.registry.plugin(id, for: nil) ?? state.registry.plugins.last { $0.descriptor.id == id }
            }
            return (serving, state.registry.plugins + state.ending, state.pastMisbehaviours, state.pastProcesses)
        }
        return serving.map { plugin in
            let id = plugin.descriptor.id
            let releases = all.filter { $0.descriptor.id == id }
            return PluginStatistics(
                plugin: id, version: plugin.descriptor.version, quarantine: plugin.standing.quarantineReason,
                instances: releases.reduce(0) { $0 + $1.instanceCount },
                owedCompletions: releases.reduce(0) { $0 + $1.standing.orphanCount },
                misbehaviours: releases.reduce(into: past[id] ?? [:]) {
                    $0.merge($1.standing.counts, uniquingKeysWith: +)
                },
                waitingJobs: releases.reduce(0) { $0 + $1.transport.waitingJobs },
                process: .sum(
                    releases.compactMap(\.transport.processStatistics) + [pastProcesses[id]].compactMap { $0 }))
        }
    }

    /// Calls that plugins have and have not completed, by plugin.
    func callsInFlight() -> [String: Int] {
        calls.openCalls.reduce(into: [:]) { $0[$1.plugin.descriptor.id, default: 0] += 1 }
    }

    /// Takes no more calls, lets those under way finish for as long as `drain`, and ends the plugins and their threads.
    package func shutdown() async {
        guard let plugins = roster.close() else { return }
        if await !wait(atMost: configuration.drain, for: calls.whenEmpty) {
            for call in calls.openCalls { call.end(.unavailable("The server is closing.")) }
            _ = await wait(atMost: configuration.grace, for: calls.whenEmpty)
        }
        instances.close()
        // All at once: those that take long take no longer together.
        await withTaskGroup(of: Void.self) { group in
            for plugin in plugins where !plugin.standing.isShutOutForGood { group.addTask { await self.end(plugin) } }
        }
        spawner?.close()
        await pool.close()
        await callbacks.close()
        await timer.close()
        for own in services.http.own.values { await own.egress.shutdown() }
    }

    private func end(_ plugin: LoadedPlugin) async {
        let isFree = await wait(atMost: configuration.grace, for: plugin.whenNoInstance)
        if !isFree {
            logger.warning(
                "A plugin still works on calls and is not stopped.", metadata: ["plugin": "\(plugin.descriptor.id)"])
        }
        // A process that waits for a disk which does not come back is not even ended by SIGKILL.
        let limit = configuration.loadLimit + configuration.grace + .seconds(1)
        guard await wait(atMost: limit, for: isFree ? plugin.stop : plugin.abandon) else {
            return logger.error(
                "A plugin does not end and is left.", metadata: ["plugin": "\(plugin.descriptor.id)"])
        }
    }

    private func wait(atMost limit: Duration, for event: (@escaping @Sendable () -> Void) -> Void) async -> Bool {
        await withCheckedContinuation { continuation in
            let once = Once<Bool> { continuation.resume(returning: $0) }
            event { once(true) }
            let nanoseconds = Int(clamping: limit.nanoseconds)
            DispatchQueue.global().asyncAfter(deadline: .now() + .nanoseconds(nanoseconds)) { once(false) }
        }
    }
}
