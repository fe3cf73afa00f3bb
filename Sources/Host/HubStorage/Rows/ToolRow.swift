import HubCore

/// A tool as a row of `tool_configs`.
enum ToolRow {
    /// Reads id, tenant_id, name, description, base_tool_type, endpoint, input_schema, output_schema, output_format,
    /// render, auth, priority, timeout_ms, labels, config, enabled, version.
    static func tool(_ row: SQLRow) throws(SQLError) -> Tool {
        var columns = row.columns
        return Tool(
            id: try columns.id(), owner: try columns.optionalTenant(), name: try columns.text(),
            description: try columns.text(), type: try columns.text(), endpoint: try columns.optionalText(),
            inputSchema: try columns.json(), outputSchema: try columns.optionalJSON(),
            outputFormat: try columns.optionalChoice(), render: try columns.optionalJSON(),
            authorization: try authorization(&columns), priority: try columns.count(),
            timeout: .milliseconds(try columns.integer()), labels: LabelColumns.labels(try columns.json()),
            config: try columns.json(), isEnabled: try columns.flag(), version: try columns.count())
    }

    private static func authorization(_ columns: inout SQLColumns) throws(SQLError) -> ToolAuthorization {
        let json = try columns.json()
        switch json["type"] {
        case "user_jwt": return .userJWT
        case "none": return .none
        case "credential":
            guard let name = json["credential"]?.stringValue else { throw columns.failure }
            return .credential(name)
        case _: throw columns.failure
        }
    }

    static func milliseconds(_ timeout: Duration) -> Int64 {
        let (seconds, attoseconds) = timeout.components
        return seconds * 1000 + attoseconds / 1_000_000_000_000_000
    }
}
