import HTTPTypes
import HubCore
import Logging

/// Changes the routes to plugins' releases and follows them, one after the other: between two of its works this process serves
/// as the store says, as far as it can.
///
/// A change is followed here before it is stored, so that what cannot be served is never told to other workers. One that ends
/// in between has stored nothing, and follows the store when it starts again.
package actor PluginRollout {
    /// Works that may wait for the one that is done.
    private static let maximum = 16
    /// Attempts to take routes back that others change at the same time.
    private static let rounds = 4

    private let store: any PluginReleaseStore
    private let deployer: any PluginDeployer
    private let changes: any ConfigurationAnnouncer
    private let logger: Logger
    private var last: Task<Void, Never>?
    private var waiting = 0
    /// What this process was told last; nil: nothing yet.
    private var followed: [PluginRoute]?
    /// What it does not follow of that.
    private(set) package var failures: [PluginRouteFailure] = []

    package init(
        store: any PluginReleaseStore, deployer: any PluginDeployer, changes: any ConfigurationAnnouncer,
        logger: Logger
    ) {
        self.store = store
        self.deployer = deployer
        self.changes = changes
        self.logger = logger
    }

    /// Follows what the store says by now. Does nothing where that is followed already; what could not be followed is tried
    /// again. Throws the store's error.
    package func catchUp() async throws -> [PluginRouteFailure] {
        try await inTurn { [self] in
            let routes = try await store.routes()
            if await !isFollowing(routes) { await follow(routes) }
            return await failures
        }
    }

    /// A release gave up in this process: whoever it serves goes back to what served before, here and everywhere. Does nothing
    /// where no route names it any more, or nothing was before it. Throws the store's error, and a 409 where others changed those
    /// routes again and again meanwhile.
    package func abandon(_ digest: String, of plugin: String, reason: String) async throws {
        try await inTurn { [self] in
            var routes = try await store.routes()
            for round in 0..<Self.rounds {
                let changed = PluginRouting(plugin, in: routes).abandoning(digest, where: has(plugin))
                if changed.isEmpty {
                    if round > 0 { await follow(routes) }
                    return
                }
                await follow(routes.replaced(by: changed))
                let now = try await store.routes()
                if now.agrees(with: routes, on: changed) {
                    try await store.set(changed, reason: "automatic: \(reason)", by: .system)
                    await changes.changed(nil as TenantScope?)
                    return
                }
                // Whoever changed one meanwhile knew to what: only what still names the release goes back.
                routes = now
            }
            throw Problem.routesChanged
        }
    }

    /// Makes of the routes what `make` says, which is given all there are and returns those that differ. Returns the routes as
    /// they then are. Throws a 409 where this process cannot follow, or where another one changed the same routes meanwhile; then
    /// everything is as it was.
    func change(
        reason: String, by author: ConfigurationAuthor,
        _ make: @escaping @Sendable ([PluginRoute]) throws -> [PluginRoute]
    ) async throws -> [PluginRoute] {
        try await inTurn { [self] in
            let routes = try await storage { try await store.routes() }
            let changed = try make(routes)
            if changed.isEmpty { return routes }
            let new = routes.replaced(by: changed)
            await follow(new)
            if let failure = await failures.first(where: { failure in changed.contains { $0.isFor(failure.route) } }) {
                await follow(routes)
                throw Problem(.conflict, "release_failed", "The release does not serve: \(failure.reason)")
            }
            do {
                // To follow may take a minute, in which another worker may have changed a route, or taken one back from a release
                // that crashed: what `make` was told is not true any more then.
                let now = try await storage { try await store.routes() }
                guard now.agrees(with: routes, on: changed) else { throw Problem.routesChanged }
                try await storage { try await store.set(changed, reason: reason, by: author) }
            } catch {
                await followStore(else: routes)
                throw error
            }
            await changes.changed(nil as TenantScope?)
            return new
        }
    }

    /// Whether there is a file to serve by, for each digest.
    nonisolated func has(_ plugin: String) -> @Sendable (String?) -> Bool {
        // A route's digest is one that was installed; the plugin directory need not have the plugin.
        { [deployer] digest in
            digest != nil || deployer.statuses().contains { $0.isBundled && $0.release.plugin == plugin }
        }
    }

    private func isFollowing(_ routes: [PluginRoute]) -> Bool {
        failures.isEmpty && followed.map(Set.init) == Set(routes)
    }

    private func follow(_ routes: [PluginRoute]) async {
        followed = routes
        failures = await deployer.follow(routes)
    }

    /// The store may have a change of which it did not say so.
    private func followStore(else routes: [PluginRoute]) async {
        do {
            await follow(try await store.routes())
        } catch {
            logger.error("routes of plugins not read", metadata: ["type": .string("\(type(of: error))")])
            await follow(routes)
        }
    }

    /// Does the work when all that came before is done. It is carried out even if the caller has gone away: half of a change
    /// would be followed here and nowhere else.
    private func inTurn<Value: Sendable>(
        _ work: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        guard waiting < Self.maximum else { throw Problem.tooManyAtOnce }
        waiting += 1
        defer { waiting -= 1 }
        let before = last
        let task = Task {
            await before?.value
            return try await work()
        }
        last = Task { _ = await task.result }
        return try await task.value
    }
}

extension Problem {
    fileprivate static let routesChanged = Problem(
        .conflict, "conflict", "Somebody else changed the plugin's routes meanwhile. Read them, then try again.")
}
