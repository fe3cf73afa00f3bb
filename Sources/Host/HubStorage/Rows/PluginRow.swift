import HubCore

/// Installed plugins as rows of `plugin_releases` and `plugin_routes`, where '' stands for every tenant.
enum PluginRow {
    /// Reads plugin, digest, version, types, bytes, installed_at, installed_by.
    static func release(_ row: SQLRow) throws(SQLError) -> StoredPluginRelease {
        var columns = row.columns
        let plugin = try columns.text()
        let digest = try columns.text()
        let version = try columns.text()
        guard let types = try columns.json().arrayValue?.compactMap(\.stringValue) else { throw columns.failure }
        let release = PluginRelease(
            plugin: plugin, version: version, digest: digest, types: types, bytes: try columns.count())
        let time = try columns.time()
        guard let author = UserID(try columns.text()) else { throw columns.failure }
        return StoredPluginRelease(release: release, installedAt: time, installedBy: author)
    }

    /// Reads plugin, tenant_id, digest, previous.
    static func route(_ row: SQLRow) throws(SQLError) -> PluginRoute {
        var columns = row.columns
        let plugin = try columns.text()
        let tenant = try columns.text()
        let owner = TenantID(tenant)
        if owner == nil, !tenant.isEmpty { throw columns.failure }
        return PluginRoute(
            plugin: plugin, tenant: owner, digest: try columns.optionalText(), previous: try columns.optionalText())
    }

    /// As the audit log tells of it.
    static func json(_ route: PluginRoute) -> JSONValue {
        [
            "tenant": route.tenant.map { .string($0.rawValue) } ?? .null,
            "digest": route.digest.map(JSONValue.string) ?? .null,
            "previous": route.previous.map(JSONValue.string) ?? .null,
        ]
    }
}
