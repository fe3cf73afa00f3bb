import FoundationEssentials
import HubCore

/// A plugin as an operator sees it: what is stored of it for all workers, and how that fares in this one.
struct PluginOverview {
    struct Release {
        let release: PluginRelease
        /// nil: it was not installed, but lies in the plugin directory.
        let stored: StoredPluginRelease?
        /// nil: this worker has nothing to do with it.
        let status: PluginReleaseStatus?
    }

    let id: String
    let routes: [PluginRoute]
    /// The file of the plugin directory first, then the latest.
    let releases: [Release]

    var hasBundled: Bool { releases.contains { $0.status?.isBundled == true } }

    /// All plugins by their ids.
    static func all(
        stored: [StoredPluginRelease], routes: [PluginRoute], statuses: [PluginReleaseStatus]
    ) -> [PluginOverview] {
        let ids = Set(stored.map(\.release.plugin) + routes.map(\.plugin) + statuses.map(\.release.plugin))
        return ids.sorted().map { id in
            let stored = stored.filter { $0.release.plugin == id }
            let statuses = statuses.filter { $0.release.plugin == id }
            let others = statuses.filter { status in
                !stored.contains { $0.release.digest == status.release.digest }
            }
            let installed = stored.map { row in
                Release(
                    release: row.release, stored: row,
                    status: statuses.first { $0.release.digest == row.release.digest })
            }
            return PluginOverview(
                id: id,
                routes: routes.filter { $0.plugin == id }.sorted {
                    ($0.tenant?.rawValue ?? "") < ($1.tenant?.rawValue ?? "")
                }, releases: others.map { Release(release: $0.release, stored: nil, status: $0) } + installed)
        }
    }
}
