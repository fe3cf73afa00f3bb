import HubCore
import Logging
import Testing

@testable import HubServer

extension Unexpected: PluginReleaseStore, PluginDeployer {
    func releases() async throws -> [StoredPluginRelease] { try fail() }
    func routes() async throws -> [PluginRoute] { try fail() }
    func add(_ release: PluginRelease, by author: ConfigurationAuthor) async throws { try fail() }
    func set(_ routes: [PluginRoute], reason: String, by author: ConfigurationAuthor) async throws { try fail() }
    func note(_ incident: PluginIncident) async throws { try fail() }

    func stage(_ path: String) async throws(PluginProblem) -> PluginRelease {
        Issue.record("a file was looked at and not expected")
        throw PluginProblem("not expected")
    }

    func follow(_ routes: [PluginRoute]) async -> [PluginRouteFailure] {
        Issue.record("routes were followed and not expected")
        return []
    }

    func statuses() -> [PluginReleaseStatus] {
        Issue.record("the plugins' state was asked for and not expected")
        return []
    }
}

extension PluginServices {
    static var unexpected: PluginServices {
        let none = Unexpected()
        return PluginServices(
            releases: none, deployer: none,
            rollout: PluginRollout(
                store: none, deployer: none, changes: ScriptedAnnouncer(),
                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }), uploadFolder: "/nowhere")
    }
}
