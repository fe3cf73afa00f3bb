import Dispatch
import HubCore
import Logging

extension PluginHost {
    var probationLimits: ReleaseProbation.Limits {
        .init(span: configuration.probation.nanoseconds, crashes: configuration.probationCrashes)
    }

    /// Hears of what befalls the plugins. A release that is shut out, or crashes too often in its first minutes, gives its routes back
    /// to what served before. May be called on any thread; it does not wait.
    func hear(_ incident: PluginIncident) {
        configuration.heard(incident)
        let now = MonotonicTime.now()
        let failed = roster.withLock { state -> (LoadedPlugin, String)? in
            guard let plugin = state.registry.plugin(incident.plugin, digest: incident.digest) else { return nil }
            switch incident.kind {
            case .quarantined(let reason): return (plugin, "It was shut out: \(reason).")
            case .toolShutOut: return nil
            case .crashed(let how), .killed(let how):
                guard plugin.life.isRouted, state.crashed(plugin, now: now) else { return nil }
                return (
                    plugin, "It crashed \(configuration.probationCrashes) times soon after it went live, last: \(how)."
                )
            }
        }
        if let (plugin, reason) = failed { rollBack(plugin, reason) }
    }

    /// New calls go to what served before each route that names the release.
    private func rollBack(_ plugin: LoadedPlugin, _ reason: String) {
        let limits = probationLimits
        let (left, spent, toLoad) = roster.withLock { state in
            let (changes, toLoad) = state.rollBack(plugin, reason)
            let (left, spent) = state.route(changes, probation: limits, now: MonotonicTime.now())
            return (left, spent, toLoad)
        }
        guard !left.isEmpty || !toLoad.isEmpty else { return }
        logger.error(
            "A plugin's release failed, and what served before it serves again: \(reason)",
            metadata: ["plugin": "\(plugin.descriptor.id)", "version": "\(plugin.descriptor.version)"])
        instances.letGo(of: left)
        for each in spent { self.spent(each) }
        if !toLoad.isEmpty { loading.async { self.loadPrevious(toLoad, insteadOf: plugin) } }
        configuration.releaseFailed(plugin.descriptor.id, plugin.release.digest, reason)
    }

    /// Blocks its thread.
    private func loadPrevious(_ digests: [PluginRouteKey: String?], insteadOf failed: LoadedPlugin) {
        for (key, digest) in digests {
            switch loadRelease(of: key.plugin, digest: digest) {
            case .failure(let refusal):
                logger.error(
                    "What served before a failed release cannot be loaded: its file \(refusal.reason).",
                    metadata: ["plugin": "\(key.plugin)"])
            case .success(let previous):
                defer { previous.unclaim() }
                let limits = probationLimits
                let (left, spent) = roster.withLock { state in
                    // A route that was changed meanwhile is left.
                    guard state.registry.routes.named(by: key) == failed.number, !state.isClosing else {
                        return (Set<Int>(), [LoadedPlugin]())
                    }
                    return state.route([key: previous], probation: limits, now: MonotonicTime.now())
                }
                instances.letGo(of: left)
                for each in spent { self.spent(each) }
            }
        }
    }
}

extension ReleaseRoster.State {
    /// What the routes that name a failed release should name, where that is loaded, and the digests of what must be loaded first (nil:
    /// the file of the plugin directory). A route without anything that served before stays.
    fileprivate mutating func rollBack(
        _ failed: LoadedPlugin, _ reason: String
    ) -> (changes: [PluginRouteKey: LoadedPlugin?], toLoad: [PluginRouteKey: String?]) {
        var changes: [PluginRouteKey: LoadedPlugin?] = [:]
        var toLoad: [PluginRouteKey: String?] = [:]
        if isClosing { return ([:], [:]) }
        for key in registry.routes.keys(naming: failed.number) {
            guard let route = followed[key], let digest = route.digest, digest == failed.release.digest,
                route.previous != digest, rolledBack[key] == nil
            else { continue }
            let previous =
                route.previous.map { registry.plugin(key.plugin, digest: $0) } ?? registry.bundled(key.plugin)
            if let previous {
                if previous === failed || previous.standing.quarantineReason != nil { continue }
                changes[key] = previous
            } else if route.previous != nil || bundled[key.plugin] != nil {
                toLoad[key] = .some(route.previous)
            } else {
                continue
            }
            rolledBack[key] = .init(digest: digest, reason: reason)
        }
        if !changes.isEmpty || !toLoad.isEmpty { note(failure: reason, of: failed) }
        return (changes, toLoad)
    }
}
