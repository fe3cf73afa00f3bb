import FoundationEssentials
import HubCore

/// The plugins that were installed, and which of them serves whom.
package struct SQLPluginReleaseStore: PluginReleaseStore {
    private let database: any SQLDatabase
    private let incidents: PluginIncidentBudget
    private let now: @Sendable () -> Date

    package init(database: any SQLDatabase, now: @escaping @Sendable () -> Date = { Date() }) {
        self.database = database
        self.now = now
        incidents = PluginIncidentBudget()
    }

    package func releases() async throws -> [StoredPluginRelease] {
        try await database.read(
            as: .platform,
            SQLStatement(
                """
                SELECT plugin, digest, version, types, bytes, installed_at, installed_by FROM plugin_releases
                ORDER BY installed_at DESC, plugin, digest
                """)
        ).map(PluginRow.release)
    }

    package func routes() async throws -> [PluginRoute] {
        try await database.read(
            as: .platform,
            SQLStatement("SELECT plugin, tenant_id, digest, previous FROM plugin_routes ORDER BY plugin, tenant_id")
        ).map(PluginRow.route)
    }

    /// No version grows: a file that no route names changes nothing of what anybody is answered.
    package func add(_ release: PluginRelease, by author: ConfigurationAuthor) async throws {
        let change = ConfigurationChange(
            "plugin.install", release.plugin, of: nil, by: author,
            detail: [
                "version": .string(release.version), "digest": .string(release.digest),
                "types": .strings(release.types), "bytes": .int(release.bytes),
            ])
        _ = try await database.write(
            as: change.access,
            [change.hold, change.record(installing: release), Self.insertion(of: release, change, author)])
    }

    package func set(_ routes: [PluginRoute], reason: String, by author: ConfigurationAuthor) async throws {
        if routes.isEmpty { return }
        let change = ConfigurationChange(
            "plugin.route", Set(routes.map(\.plugin)).sorted().joined(separator: ", "), of: nil, by: author,
            detail: ["reason": .string(reason), "routes": .array(routes.map(PluginRow.json))])
        // In one order always, so that two changes wait for each other and never both.
        let changed = routes.sorted { ($0.plugin, $0.owner) < ($1.plugin, $1.owner) }
        let statements =
            [change.hold, change.record] + changed.map { Self.replacement(by: $0, change) } + [change.growth]
        do throws(SQLError) {
            _ = try await database.write(as: change.access, statements)
        } catch {
            guard case .violation(.foreignKey, _) = error else { throw error }
            throw ConfigurationStoreError.missing(field: "digest", name: changed.compactMap(\.digest).first ?? "")
        }
    }

    /// A few a minute of each plugin and kind: a plugin that crashes as often as it is called must not fill the log. What was
    /// left out is counted in the next row. The worker's own bound: each writes what happened to it.
    package func note(_ incident: PluginIncident) async throws {
        let now = now()
        guard let leftOut = incidents.take(incident, at: now) else { return }
        let (action, reason) =
            switch incident.kind {
            case .crashed(let reason): ("plugin.crash", reason)
            case .killed(let reason): ("plugin.kill", reason)
            case .quarantined(let reason): ("plugin.quarantine", reason)
            case .toolShutOut(let reason): ("plugin.quarantine_tool", reason)
            }
        var detail: JSONObject = [
            "plugin": .string(incident.plugin), "version": .string(incident.version),
            "digest": .string(incident.digest), "reason": .string(reason),
        ]
        if leftOut > 0 { detail["left_out"] = .int(leftOut) }
        _ = try await database.write(
            as: .platform,
            [
                SQLStatement(
                    """
                    INSERT INTO audit_log (tenant_id, id, user_id, action, subject, outcome, detail, created_at)
                    VALUES ('', $1, $2, $3, $4, 'error', $5, $6)
                    """,
                    .id(AuditID(.version7(now: now))), .text(ConfigurationAuthor.system.user.rawValue), .text(action),
                    .text(incident.plugin), .json(.object(detail)), .time(now))
            ])
    }
}

extension SQLPluginReleaseStore {
    private static func insertion(
        of release: PluginRelease, _ change: ConfigurationChange, _ author: ConfigurationAuthor
    ) -> SQLStatement {
        SQLStatement(
            """
            INSERT INTO plugin_releases (plugin, digest, version, types, bytes, installed_at, installed_by)
            SELECT $1, $2, $3, $4, CAST($5 AS BIGINT), CAST($6 AS BIGINT), $7
            WHERE EXISTS (SELECT 1 FROM audit_log WHERE tenant_id = $8 AND id = $9)
            """,
            .text(release.plugin), .text(release.digest), .text(release.version), .json(.strings(release.types)),
            .integer(release.bytes), change.now, .text(author.user.rawValue), change.scope, change.mark)
    }

    private static func replacement(by route: PluginRoute, _ change: ConfigurationChange) -> SQLStatement {
        SQLStatement(
            """
            INSERT INTO plugin_routes (plugin, tenant_id, digest, previous, updated_at) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (plugin, tenant_id) DO UPDATE SET
                digest = excluded.digest, previous = excluded.previous, updated_at = excluded.updated_at
            """,
            .text(route.plugin), .text(route.owner), .text(route.digest), .text(route.previous), change.now)
    }
}

extension PluginRoute {
    /// '' for every tenant.
    fileprivate var owner: String { tenant?.rawValue ?? "" }
}
