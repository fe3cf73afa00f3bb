import HubCore

/// The numbers that grow with every change of configuration rows, in the change's own transaction: one for the
/// platform's rows, which every tenant sees, and one for each tenant's own. A tenant's version is the sum of both.
package struct ConfigurationVersionStore: Sendable {
    private let database: any SQLDatabase

    package init(database: any SQLDatabase) { self.database = database }

    /// The version of the platform's rows: one row by its key.
    package func current() async throws(SQLError) -> Int64 {
        let rows = try await database.read(
            as: .platform, SQLStatement("SELECT version FROM config_versions WHERE scope = ''"))
        guard var columns = rows.first?.columns else { throw .unexpectedValue(column: 0) }
        return try columns.integer()
    }

    /// Lets one change of the owner's rows pass at a time: what the following statements of the transaction find
    /// (a row's version, who uses it) stays true until they are committed.
    static func hold(_ owner: TenantID?) -> SQLStatement {
        SQLStatement(
            """
            INSERT INTO config_versions (scope, version) VALUES ($1, 0)
            ON CONFLICT (scope) DO UPDATE SET version = config_versions.version
            """, .text(owner?.rawValue ?? ""))
    }
}
