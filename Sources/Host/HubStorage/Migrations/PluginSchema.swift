/// The tables of installed plugins, in SQL that PostgreSQL and SQLite both read.
enum PluginSchema {
    /// A release is known by its file's contents. A route's `tenant_id` is '' where it is for every tenant without one of its
    /// own; its `digest` and `previous` are null for the file of the plugin directory. It names no release that is not there:
    /// whoever follows it must find a file.
    static let tables: [StaticString] = [
        """
        CREATE TABLE plugin_releases (
            plugin TEXT NOT NULL, digest TEXT NOT NULL, version TEXT NOT NULL, types TEXT NOT NULL,
            bytes BIGINT NOT NULL, installed_at BIGINT NOT NULL, installed_by TEXT NOT NULL,
            PRIMARY KEY (plugin, digest)
        )
        """,
        """
        CREATE TABLE plugin_routes (
            plugin TEXT NOT NULL, tenant_id TEXT NOT NULL, digest TEXT, previous TEXT, updated_at BIGINT NOT NULL,
            PRIMARY KEY (plugin, tenant_id),
            FOREIGN KEY (plugin, digest) REFERENCES plugin_releases (plugin, digest),
            FOREIGN KEY (plugin, previous) REFERENCES plugin_releases (plugin, digest)
        )
        """,
    ]
}
