/// The releases that were installed and the routes to them, for all workers.
package protocol PluginReleaseStore: Sendable {
    /// The latest first.
    func releases() async throws -> [StoredPluginRelease]
    func routes() async throws -> [PluginRoute]
    /// Writes a release down, unless it is there already, with its audit row.
    func add(_ release: PluginRelease, by author: ConfigurationAuthor) async throws
    /// Sets the routes, each in the place of the one for its plugin and tenant, in one transaction with one audit row, whose detail is
    /// `reason` beside the routes. Every worker hears of it as of any change of the configuration.
    func set(_ routes: [PluginRoute], reason: String, by author: ConfigurationAuthor) async throws
    /// Writes an incident into the audit log.
    func note(_ incident: PluginIncident) async throws
}

/// The plugins of this process: new releases come in and routes are followed without a call being lost.
package protocol PluginDeployer: Sendable {
    /// Looks at a file in a process of its own that is thrown away, and keeps a copy of it under its digest. Nothing is served
    /// by it until a route says so. The file may be removed afterwards.
    func stage(_ path: String) async throws(PluginProblem) -> PluginRelease
    /// Makes these the routes: loads what they name, makes instances of it beside the old ones and asks for their health, sends new
    /// calls there, and lets what no route names any more drain and end. Returns when new calls go where they should; what
    /// could not be followed goes on as it was.
    func follow(_ routes: [PluginRoute]) async -> [PluginRouteFailure]
    func statuses() -> [PluginReleaseStatus]
}

/// Why a file is not taken as a plugin: a sentence for whoever brought it.
package struct PluginProblem: Error, Sendable, Hashable {
    package let message: String

    package init(_ message: String) { self.message = message }
}

/// A route that is not followed, and why.
package struct PluginRouteFailure: Error, Sendable, Hashable {
    package let route: PluginRoute
    package let reason: String

    package init(route: PluginRoute, reason: String) {
        self.route = route
        self.reason = reason
    }
}
