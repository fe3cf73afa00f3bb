import HubCore

/// A tenant's form of one agent's answers as a row of `output_overrides`.
enum OutputOverrideRow {
    /// Reads agent_id, output_format, render, version.
    static func override(_ row: SQLRow) throws(SQLError) -> OutputOverride {
        var columns = row.columns
        return OutputOverride(
            agent: try columns.id(), outputFormat: try columns.optionalChoice(), render: try columns.optionalJSON(),
            version: try columns.count())
    }
}
