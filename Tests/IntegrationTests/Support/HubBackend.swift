import Support

/// Where a hub keeps its rows and counters.
enum HubBackend: String, Sendable, CaseIterable {
    /// SQLite in the worker's own folder.
    case embedded
    case postgreSQLAndRedis
    case postgreSQLAlone

    /// What a test that holds on every backend runs on.
    static var available: [HubBackend] { TestPostgres.isAvailable ? [.embedded, .postgreSQLAndRedis] : [.embedded] }
}
