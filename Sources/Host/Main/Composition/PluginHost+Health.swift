import HubPlugins
import HubServer

extension PluginHost {
    /// Whether every plugin that is there serves; turns are answered without.
    func health(_ reports: [PluginLoadReport]) -> HealthCheck {
        let refused = reports.count { !$0.isLoaded }
        return HealthCheck(name: "plugins", isRequired: false) { [self] in
            let plugins = statistics()
            let quarantined = plugins.count { $0.quarantine != nil }
            if plugins.isEmpty { return .degraded("none is loaded") }
            if refused > 0 { return .degraded("\(refused) refused") }
            return quarantined > 0 ? .degraded("\(quarantined) shut out") : .ok
        }
    }
}
