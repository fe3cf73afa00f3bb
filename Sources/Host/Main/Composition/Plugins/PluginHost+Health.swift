import HubPlugins
import HubServer

extension PluginHost {
    /// Whether every plugin that is there serves; turns are answered without. Also that every route is followed.
    func health(_ reports: [PluginLoadReport], _ rollout: PluginRollout) -> HealthCheck {
        let refused = reports.count { !$0.isLoaded }
        return HealthCheck(name: "plugins", isRequired: false) { [self] in
            let plugins = statistics()
            let quarantined = plugins.count { $0.quarantine != nil }
            // Other workers' tenants are served by another release than this one's are, perhaps by none here.
            let failures = await rollout.failures.count
            if failures > 0 { return .degraded("\(failures) routes not followed") }
            if plugins.isEmpty { return .degraded("none is loaded") }
            if refused > 0 { return .degraded("\(refused) refused") }
            return quarantined > 0 ? .degraded("\(quarantined) shut out") : .ok
        }
    }
}
