import HubCore

/// One change of the routes: what they name is loaded and tried beside what serves, then all of them change at one moment.
struct ReleaseDeployment {
    /// Where a route leads.
    private enum Destination: Hashable {
        /// The file of the plugin directory.
        case bundled
        case installed(String)
        /// There is no route any more.
        case none
    }

    /// A release does not serve a row.
    private struct Refusal {
        let plugin: LoadedPlugin
        let reason: String
    }

    let host: PluginHost
    let wanted: [PluginRouteKey: PluginRoute]

    init(host: PluginHost, wanted: [PluginRoute]) {
        self.host = host
        self.wanted = Dictionary(wanted.map { (PluginRouteKey($0), $0) }, uniquingKeysWith: { $1 })
    }

    /// The routes that could not be followed; what serves them is what served before.
    func run() async -> [PluginRouteFailure] {
        var failures: [PluginRouteKey: String] = [:]
        var changes: [PluginRouteKey: LoadedPlugin?] = [:]
        var claimed: [LoadedPlugin] = []
        for (key, destination) in destinations() {
            switch await release(at: destination, of: key) {
            case .failure(let refusal): failures[key] = refusal.reason
            case .success(let plugin):
                if let plugin { claimed.append(plugin) }
                changes[key] = .some(plugin)
            }
        }
        let (kept, refusals) = await warmedUp(changes, failures: &failures)
        apply(kept, refusals, failures: &failures)
        for plugin in claimed { plugin.unclaim() }
        return failures.map { PluginRouteFailure(route: route(of: $0.key), reason: $0.value) }
            .sorted {
                ($0.route.plugin, $0.route.tenant?.rawValue ?? "") < ($1.route.plugin, $1.route.tenant?.rawValue ?? "")
            }
    }

    /// Where each route should lead that is there, or should be.
    private func destinations() -> [PluginRouteKey: Destination] {
        let keys = host.roster.withLock { $0.registry.routes.keys }.union(wanted.keys)
        return Dictionary(
            uniqueKeysWithValues: keys.map { key in
                switch wanted[key] {
                case let route?: (key, route.digest.map { .installed($0) } ?? .bundled)
                case nil: (key, key.tenant == nil ? .bundled : .none)
                }
            })
    }

    /// What a route should name, with a claim on it, or nil for nothing.
    private func release(
        at destination: Destination, of key: PluginRouteKey
    ) async -> Result<LoadedPlugin?, PluginRefusal> {
        let found: Result<LoadedPlugin, PluginRefusal>
        switch destination {
        case .none: return .success(nil)
        case .bundled:
            guard host.roster.withLock({ $0.bundled[key.plugin] }) != nil else {
                // What everybody has no route to any more was the store's alone, and goes.
                return key.tenant == nil
                    ? .success(nil) : .failure(PluginRefusal("The plugin directory has no plugin \(key.plugin)."))
            }
            found = await host.claimRelease(of: key.plugin, digest: nil)
        case .installed(let digest):
            if let failed = host.roster.withLock({ $0.rolledBack[key] }), failed.digest == digest {
                return .failure(PluginRefusal(Self.words(for: failed)))
            }
            found = await host.claimRelease(of: key.plugin, digest: digest)
        }
        guard case .success(let plugin) = found else { return found.map { $0 } }
        if let reason = plugin.standing.quarantineReason,
            host.roster.withLock({ $0.registry.routes.named(by: key) }) != plugin.number
        {
            plugin.unclaim()
            return .failure(PluginRefusal("The release is shut out: \(reason)."))
        }
        return .success(plugin)
    }

    private static func words(for failed: ReleaseRoster.RolledBack) -> String {
        "The release failed here, and what served before serves again: \(failed.reason)"
    }

    /// The changes whose releases serve the rows as well as what serves them now. The instances that were made for that wait in the
    /// cache.
    private func warmedUp(
        _ changes: [PluginRouteKey: LoadedPlugin?], failures: inout [PluginRouteKey: String]
    ) async -> (kept: [PluginRouteKey: LoadedPlugin?], refusals: [Refusal]) {
        var kept = changes
        var refusals: [Refusal] = []
        var warm: [PluginInstance] = []
        let end = Deadline.after(host.configuration.warmUpLimit)
        // Without a change that is not made, tenants may go elsewhere than it was thought, so it is looked again.
        while true {
            let tried = kept
            let results = await ReleaseWarmUp(host: host, moves: moves(under: tried, without: warm), end: end).run()
            warm += results.compactMap(\.instance)
            for result in results {
                guard let problem = result.problem else { continue }
                let plugin = result.move.entry.plugin
                let own = PluginRouteKey(plugin: plugin.descriptor.id, tenant: result.move.tenant)
                let key = tried[own] == nil ? PluginRouteKey(plugin: own.plugin, tenant: nil) : own
                failures[key] = failures[key] ?? problem
                kept[key] = nil
                refusals.append(Refusal(plugin: plugin, reason: problem))
            }
            if kept.count == tried.count { break }
        }
        let (_, then) = routes(under: kept)
        for instance in warm {
            let row = instance.key.row
            if then.number(of: instance.plugin.descriptor.id, for: row.tenant) == row.release {
                host.instances.adopt(instance)
            } else {
                instance.retire()
            }
        }
        return (kept, refusals)
    }

    private func routes(
        under changes: [PluginRouteKey: LoadedPlugin?]
    ) -> (now: ToolTypeRegistry, then: PluginRoutes<ToolTypeRegistry.Entry>) {
        let now = host.roster.withLock { $0.registry }
        var then = now.routes
        then.set(changes.mapValues { $0?.number })
        return (now, then)
    }

    /// The rows that have an instance whose tenants go to another release by the changes, and have none of that yet.
    private func moves(
        under changes: [PluginRouteKey: LoadedPlugin?], without warm: [PluginInstance]
    ) -> [ReleaseWarmUp.Move] {
        let (now, then) = routes(under: changes)
        let known = Set(warm.map(\.key))
        let oldest = MonotonicTime.now().subtractingReportingOverflow(host.configuration.warmUpRecency.nanoseconds)
        return host.instances.ready(of: Set(now.plugins.map(\.number))).compactMap { instance in
            let tenant = instance.key.row.tenant
            // A row that was deleted or disabled is still there until it was idle for long, and nobody tells the host. Only what
            // users were just answered by counts, and what an administrator tried does not.
            guard let served = instance.lastServed, oldest.overflow || served >= oldest.partialValue,
                now.serves(instance.plugin, tenant), let entry = then[instance.type.id, tenant],
                entry.plugin !== instance.plugin,
                !known.contains(InstanceKey(tenant: tenant, tool: instance.tool, release: entry.plugin))
            else { return nil }
            return ReleaseWarmUp.Move(tenant: tenant, old: instance, entry: entry)
        }
    }

    private func apply(
        _ changes: [PluginRouteKey: LoadedPlugin?], _ refusals: [Refusal], failures: inout [PluginRouteKey: String]
    ) {
        let limits = host.probationLimits
        let (left, spent, refused) = host.roster.withLock { state in
            var refused: [PluginRouteKey: String] = [:]
            var final: [PluginRouteKey: LoadedPlugin?] = [:]
            for (key, plugin) in changes {
                let isChange = state.registry.routes.named(by: key) != plugin?.number
                if state.isClosing {
                    refused[key] = "The server is closing."
                } else if isChange, let reason = plugin?.standing.quarantineReason {
                    refused[key] = "The release is shut out: \(reason)."
                } else if let failed = state.rolledBack[key], failed.digest == wanted[key]?.digest {
                    // It failed while the others were tried.
                    refused[key] = Self.words(for: failed)
                } else {
                    if isChange { final[key] = .some(plugin) }
                    state.rolledBack[key] = nil
                    state.followed[key] = wanted[key]
                }
            }
            let (left, spent) = state.route(final, probation: limits, now: MonotonicTime.now())
            // After that: a release that goes to some and is refused for others has failed all the same.
            for refusal in refusals.reversed() { state.note(failure: refusal.reason, of: refusal.plugin) }
            return (left, spent, refused)
        }
        failures.merge(refused) { $1 }
        // Of the new ones too: those that were made for what is not followed after all.
        host.instances.letGo(of: left.union(changes.values.compactMap { $0?.number }))
        for plugin in spent { host.spent(plugin) }
    }

    private func route(of key: PluginRouteKey) -> PluginRoute {
        wanted[key] ?? PluginRoute(plugin: key.plugin, tenant: key.tenant, digest: nil, previous: nil)
    }
}
