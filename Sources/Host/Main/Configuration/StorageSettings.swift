import HubCore

/// Where rows, counters and sealed secrets are kept: what `serve`, `migrate` and `keys rotate` share.
struct StorageSettings {
    /// nil: SQLite in the var folder.
    var databaseURL: Secret?
    /// Of the role that owns the tables; nil: whoever runs migrations says so by `databaseURL`.
    var migrationURL: Secret?
    /// Connections of the pool.
    var pool: Int
    /// nil: counters and notices stay in the process, or go by PostgreSQL.
    var redisURL: Secret?
    /// By commas; the first one seals. nil: a development key in the var folder.
    var masterKeys: Secret?

    init(_ source: SettingSource) throws {
        databaseURL = try source.secret("AGENTHUB_DATABASE_URL")
        migrationURL = try source.secret("AGENTHUB_MIGRATION_URL")
        redisURL = try source.secret("AGENTHUB_REDIS_URL")
        masterKeys = try source.secret("AGENTHUB_MASTER_KEYS")
        pool = try source.integer("AGENTHUB_DATABASE_POOL", in: 1...500, example: 20) ?? 20
        for (setting, url) in [("AGENTHUB_DATABASE_URL", databaseURL), ("AGENTHUB_MIGRATION_URL", migrationURL)] {
            guard let url = url?.reveal() else { continue }
            guard url.hasPrefix("postgres://") || url.hasPrefix("postgresql://") else {
                throw ConfigurationError(
                    setting: setting, expectation: "a PostgreSQL URL was expected.",
                    example: "\(setting)=postgresql://agenthub@db.internal/agenthub?sslmode=verify-full")
            }
        }
        if migrationURL != nil, databaseURL == nil {
            throw ConfigurationError(
                setting: "AGENTHUB_DATABASE_URL",
                expectation: "the serving role's URL was expected beside AGENTHUB_MIGRATION_URL.",
                example: "AGENTHUB_DATABASE_URL=postgresql://agenthub@db.internal/agenthub?sslmode=verify-full")
        }
    }
}
