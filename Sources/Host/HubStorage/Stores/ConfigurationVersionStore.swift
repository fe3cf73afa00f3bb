import HubCore

/// The number that grows with every change of any configuration row, in the change's own transaction.
package struct ConfigurationVersionStore: Sendable {
    private let database: any SQLDatabase

    package init(database: any SQLDatabase) { self.database = database }

    /// One row by its key.
    package func current() async throws -> Int64 {
        let rows = try await database.read(
            as: .platform, SQLStatement("SELECT version FROM config_version WHERE id = 1"))
        guard var columns = rows.first?.columns else { throw SQLError.unexpectedValue(column: 0) }
        return try columns.integer()
    }

    /// To stand in every transaction that changes configuration.
    static let growth = SQLStatement("UPDATE config_version SET version = version + 1 WHERE id = 1")
}
