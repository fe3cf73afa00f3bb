import HubCore
import Synchronization

/// The releases of this process and the routes to them, under one lock.
///
/// A call is counted by its release under this lock, which is the one that routes change under: each call belongs to the release
/// that its tenant's route named when it was prepared, and a release that no route names gets none.
/// Nothing waits while the lock is held, and no other lock is taken under it but a release's own.
final class ReleaseRoster: Sendable {
    struct State: Sendable {
        var registry = ToolTypeRegistry()
        var isClosing = false
        fileprivate var lastNumber = 0
        /// The files of the plugin directory that were good at the start, by plugin.
        fileprivate(set) var bundled: [String: PluginFile] = [:]
        /// The routes that are followed.
        var followed: [PluginRouteKey: PluginRoute] = [:]
        /// Routes whose release failed here, and why, until they name another: their `previous` serves.
        var rolledBack: [PluginRouteKey: RolledBack] = [:]
        /// By the releases' numbers.
        fileprivate var probations: [Int: ReleaseProbation] = [:]
        /// Why a release could not be used, or gave up.
        fileprivate var failures: [ReleaseName: String] = [:]
        /// Releases that are gone, or never came.
        fileprivate var past: [ReleaseName: PluginReleaseStatus] = [:]
        /// What gone releases did, by plugin: metrics count it on.
        fileprivate(set) var pastMisbehaviours: [String: [Misbehaviour: Int]] = [:]
        fileprivate(set) var pastProcesses: [String: ProcessStatistics] = [:]
        /// Releases that no route can name any more and that have not ended.
        fileprivate(set) var ending: [LoadedPlugin] = []
    }

    struct RolledBack: Sendable {
        let digest: String
        let reason: String
    }

    struct ReleaseName: Hashable, Sendable {
        let plugin: String
        let digest: String
    }

    private let state = Mutex(State())

    func withLock<Result: Sendable>(_ body: (inout State) -> Result) -> Result { state.withLock { body(&$0) } }

    /// What serves a tenant's calls of the type, which counts one from here on; nil: nothing does.
    func beginCall(ofType type: String, for tenant: TenantID) -> ToolTypeRegistry.Entry? {
        state.withLock { state in
            let entry = state.registry[type, tenant]
            entry?.plugin.callBegan()
            return entry
        }
    }

    /// The type that keeps a tenant's documents, with a call of it as above.
    func beginKnowledgeCall(for tenant: TenantID) -> ToolTypeRegistry.Entry? {
        state.withLock { state in
            let entry = state.registry.knowledge(of: tenant)
            entry?.plugin.callBegan()
            return entry
        }
    }

    /// What a type is to a tenant, or to those without routes, whose release is kept until `unclaim`.
    func claimEntry(ofType type: String, for tenant: TenantID?) -> ToolTypeRegistry.Entry? {
        state.withLock { state in
            let entry = state.registry[type, tenant]
            entry?.plugin.claim()
            return entry
        }
    }

    /// Keeps a release until `unclaim`; false when it is ending.
    func claim(_ plugin: LoadedPlugin) -> Bool {
        state.withLock { state in
            guard state.registry.plugin(plugin.number) != nil else { return false }
            plugin.claim()
            return true
        }
    }

    @Sendable func serves(_ plugin: LoadedPlugin, _ tenant: TenantID) -> Bool {
        state.withLock { $0.registry.serves(plugin, tenant) }
    }

    var isClosing: Bool { state.withLock { $0.isClosing } }

    func nextNumber() -> Int {
        state.withLock { state in
            state.lastNumber += 1
            return state.lastNumber
        }
    }

    /// All that have to be ended; nil when another has begun with it.
    func close() -> [LoadedPlugin]? {
        state.withLock { state in
            defer { state.isClosing = true }
            return state.isClosing ? nil : state.registry.plugins + state.ending
        }
    }
}

extension ReleaseRoster.State {
    /// A release of the plugin directory, which serves everybody until a route says otherwise.
    mutating func add(_ plugin: LoadedPlugin, of file: PluginFile) {
        bundled[plugin.descriptor.id] = file
        registry.add(plugin)
        _ = registry.set([PluginRouteKey(plugin: plugin.descriptor.id, tenant: nil): plugin])
    }

    /// Lets routes name other releases, and watches those that no route named before. The releases that lost a route, and those of
    /// them that are spent by this.
    mutating func route(
        _ changes: [PluginRouteKey: LoadedPlugin?], probation: ReleaseProbation.Limits, now: UInt64
    ) -> (left: Set<Int>, spent: [LoadedPlugin]) {
        let left = Set(
            changes.keys.flatMap { key in
                [registry.routes.named(by: key), registry.routes.number(of: key.plugin, for: key.tenant)].compactMap {
                    $0
                }
            })
        for case let plugin? in changes.values { failures[name(of: plugin)] = nil }
        for case let plugin? in changes.values where !plugin.life.isRouted {
            probations[plugin.number] = ReleaseProbation(limits: probation, since: now)
        }
        return (left, registry.set(changes))
    }

    /// A release crashed; whether it has failed by this.
    mutating func crashed(_ plugin: LoadedPlugin, now: UInt64) -> Bool {
        probations[plugin.number]?.crashed(at: now) ?? false
    }

    mutating func note(failure reason: String, of plugin: LoadedPlugin) { failures[name(of: plugin)] = reason }

    /// A release that a route names could not be loaded.
    mutating func note(failure reason: String, of plugin: String, digest: String) {
        let name = ReleaseRoster.ReleaseName(plugin: plugin, digest: digest)
        let known = past[name]?.release
        past[name] = PluginReleaseStatus(
            release: known ?? PluginRelease(plugin: plugin, version: "", digest: digest, types: [], bytes: 0),
            state: .failed, reason: reason, isBundled: false, isIsolated: false, instances: 0, callsInFlight: 0)
    }

    /// Takes a spent release out, so that no route can name it; false when something keeps it again.
    mutating func takeOut(_ plugin: LoadedPlugin) -> Bool {
        guard !isClosing, plugin.life.isSpent, registry.plugin(plugin.number) === plugin else { return false }
        registry.remove(plugin)
        probations[plugin.number] = nil
        ending.append(plugin)
        return true
    }

    /// It has ended.
    mutating func ended(_ plugin: LoadedPlugin) {
        ending.removeAll { $0 === plugin }
        pastMisbehaviours[plugin.descriptor.id, default: [:]].merge(plugin.standing.counts, uniquingKeysWith: +)
        if var process = plugin.transport.processStatistics {
            process.residentBytes = 0
            process.rowsOut = 0
            pastProcesses[plugin.descriptor.id] = .sum(
                [process] + [pastProcesses[plugin.descriptor.id]].compactMap { $0 })
        }
        var status = status(of: plugin)
        status.instances = 0
        past[name(of: plugin)] = status
    }

    /// Of every release that this process has had.
    var statuses: [PluginReleaseStatus] {
        var live: [ReleaseRoster.ReleaseName: PluginReleaseStatus] = [:]
        for plugin in ending + registry.plugins where plugin.life.wasRouted || failures[name(of: plugin)] != nil {
            var status = status(of: plugin)
            if ending.contains(where: { $0 === plugin }) { status.state = .draining }
            // The same file may be loaded again while its former process ends.
            if let former = live[name(of: plugin)] {
                status.instances += former.instances
                status.callsInFlight += former.callsInFlight
            }
            live[name(of: plugin)] = status
        }
        let all = past.merging(live) { $1 }
        return all.values.sorted {
            ($0.release.plugin, $0.isBundled ? 0 : 1, $0.release.digest)
                < ($1.release.plugin, $1.isBundled ? 0 : 1, $1.release.digest)
        }
    }

    private func status(of plugin: LoadedPlugin) -> PluginReleaseStatus {
        let life = plugin.life
        let quarantine = plugin.standing.quarantineReason.map { "It is shut out: \($0)." }
        let reason = failures[name(of: plugin)] ?? quarantine
        let state: PluginReleaseStatus.State =
            if life.isRouted { quarantine == nil ? .serving : .failed } else if life.calls > 0 { .draining } else {
                reason == nil ? .retired : .failed
            }
        return PluginReleaseStatus(
            release: plugin.release, state: state, reason: reason, isBundled: plugin.isBundled,
            isIsolated: plugin.isIsolated, instances: plugin.instanceCount, callsInFlight: life.calls)
    }

    private func name(of plugin: LoadedPlugin) -> ReleaseRoster.ReleaseName {
        ReleaseRoster.ReleaseName(plugin: plugin.descriptor.id, digest: plugin.release.digest)
    }
}
