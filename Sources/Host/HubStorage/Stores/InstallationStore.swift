import HubCore

/// What tells this installation from others; all workers of a database share it.
package struct InstallationStore: Sendable {
    private let database: any SQLDatabase

    package init(database: any SQLDatabase) { self.database = database }

    /// The name, which is `proposal` where there was none.
    package func name(else proposal: String) async throws -> String {
        let results = try await database.write(
            as: .platform,
            [
                SQLStatement(
                    "INSERT INTO installation (id, name) VALUES (1, $1) ON CONFLICT (id) DO NOTHING", .text(proposal)),
                SQLStatement("SELECT name FROM installation WHERE id = 1"),
            ])
        guard var columns = results[1].first?.columns else { throw SQLError.unexpectedValue(column: 0) }
        return try columns.text()
    }
}
