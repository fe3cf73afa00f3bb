import Foundation
import HubCore
import Synchronization

/// Installed plugins in memory: the store of all workers, and one worker's deployer.
///
/// A file's text is what it is: `PLUGIN VERSION TYPE…`, and anything else is no plugin. It is copied as it is staged.
package final class ScriptedPlugins: PluginReleaseStore, PluginDeployer {
    package struct Down: StorageFailure {
        package let kind: StorageFailureKind
        package let description = "down"
    }

    package struct Change: Sendable {
        package let routes: [PluginRoute]
        package let reason: String
        package let author: ConfigurationAuthor
    }

    package struct State {
        package var releases: [StoredPluginRelease] = []
        package var routes: [PluginRoute] = []
        package var changes: [Change] = []
        package var incidents: [PluginIncident] = []
        /// How the next writes end.
        package var failures: [StorageFailureKind] = []
        /// Whether a write that fails was made all the same.
        package var writesWhatFails = false
        /// Nothing can be read.
        package var isAway = false

        package var staged: [PluginRelease] = []
        package var bundled: [PluginRelease] = []
        /// What the deployer was told to follow, each time.
        package var followed: [[PluginRoute]] = []
        /// By digest, why a release does not serve.
        package var broken: [String: String] = [:]
        /// How many follow at once, at the most.
        package var followers = (now: 0, most: 0)
    }

    private let state: Mutex<State>
    private let stagedPath: @Sendable (String) -> Void
    private let pause: @Sendable () async -> Void

    /// `staging` is told of every file that is to be looked at; `following` is waited for with every change of routes.
    package init(
        bundled: [PluginRelease] = [], staging: @escaping @Sendable (String) -> Void = { _ in },
        following: @escaping @Sendable () async -> Void = {}
    ) {
        var state = State()
        state.bundled = bundled
        self.state = Mutex(state)
        stagedPath = staging
        pause = following
    }

    package var kept: State { state.withLock { $0 } }
    package func change(_ body: (inout State) -> Void) { state.withLock { body(&$0) } }

    /// A release as a file of that text is.
    package static func release(_ text: String) -> PluginRelease? {
        let words = text.split(separator: " ").map(String.init)
        guard words.count > 2 else { return nil }
        let digest = text.utf8.map { String(format: "%02x", $0) }.joined()
        return PluginRelease(
            plugin: words[0], version: words[1],
            digest: String((String(repeating: "0", count: 64) + digest).suffix(64)), types: Array(words.dropFirst(2)),
            bytes: text.utf8.count)
    }

    /// Installs a file of that text, by nobody's request.
    @discardableResult
    package func install(_ text: String, by user: UserID) -> PluginRelease? {
        guard let release = Self.release(text) else { return nil }
        change {
            $0.releases.insert(
                StoredPluginRelease(
                    release: release, installedAt: Date(timeIntervalSince1970: 1_795_334_400), installedBy: user), at: 0
            )
        }
        return release
    }

    // MARK: - PluginReleaseStore

    package func releases() async throws -> [StoredPluginRelease] { try read { $0.releases } }
    package func routes() async throws -> [PluginRoute] { try read { $0.routes } }

    private func read<Value: Sendable>(_ body: (State) -> Value) throws -> Value {
        try state.withLock { state in
            if state.isAway { throw Down(kind: .unavailable) }
            return body(state)
        }
    }

    private func write(_ body: (inout State) -> Void) throws {
        try state.withLock { state in
            guard let failure = state.failures.first else { return body(&state) }
            state.failures.removeFirst()
            if state.writesWhatFails { body(&state) }
            throw Down(kind: failure)
        }
    }

    package func add(_ release: PluginRelease, by author: ConfigurationAuthor) async throws {
        try write { state in
            if state.releases.contains(where: { $0.release.digest == release.digest }) { return }
            state.releases.insert(
                StoredPluginRelease(
                    release: release, installedAt: Date(timeIntervalSince1970: 1_795_334_400),
                    installedBy: author.user), at: 0)
        }
    }

    package func set(_ routes: [PluginRoute], reason: String, by author: ConfigurationAuthor) async throws {
        try write { state in
            state.changes.append(Change(routes: routes, reason: reason, author: author))
            for route in routes {
                state.routes.removeAll { $0.plugin == route.plugin && $0.tenant == route.tenant }
                state.routes.append(route)
            }
        }
    }

    package func note(_ incident: PluginIncident) async throws { try write { $0.incidents.append(incident) } }

    // MARK: - PluginDeployer

    package func stage(_ path: String) async throws(PluginProblem) -> PluginRelease {
        stagedPath(path)
        let text = FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) } ?? ""
        guard let release = Self.release(text) else { throw PluginProblem("It exports no ah_plugin_v1.") }
        change { $0.staged.append(release) }
        return release
    }

    package func follow(_ routes: [PluginRoute]) async -> [PluginRouteFailure] {
        change { state in
            state.followers.now += 1
            state.followers.most = max(state.followers.most, state.followers.now)
        }
        await pause()
        return state.withLock { state in
            state.followers.now -= 1
            state.followed.append(routes)
            return routes.compactMap { route in
                route.digest.flatMap { state.broken[$0] }.map { PluginRouteFailure(route: route, reason: $0) }
            }
        }
    }

    package func statuses() -> [PluginReleaseStatus] {
        state.withLock { state in
            let routes = state.followed.last ?? []
            let bundled = state.bundled.map { (release: $0, isBundled: true) }
            let served = state.releases.map(\.release).filter { release in
                routes.contains { $0.digest == release.digest }
            }.map { (release: $0, isBundled: false) }
            return (bundled + served).map { entry in
                let reason = state.broken[entry.release.digest]
                return PluginReleaseStatus(
                    release: entry.release, state: reason == nil ? .serving : .failed, reason: reason,
                    isBundled: entry.isBundled, isIsolated: true, instances: 2, callsInFlight: 1)
            }
        }
    }
}
