import HubCore

/// An agent as a row of `agent_configs`. Its tools stand in `agent_tools`.
enum AgentRow {
    /// Reads id, tenant_id, name, description, prompt_template, llm_model_id, examples, output_format, render, label,
    /// routing, enabled, version.
    static func agent(_ row: SQLRow, tools: [AgentID: [String]]) throws(SQLError) -> Agent {
        var columns = row.columns
        let id = try columns.id(AgentID.self)
        return Agent(
            id: id, owner: try columns.optionalTenant(), name: try columns.text(), description: try columns.text(),
            promptTemplate: try columns.text(), model: try columns.optionalID(), tools: tools[id] ?? [],
            examples: try LabelColumns.strings(&columns), outputFormat: try columns.choice(),
            render: try columns.optionalJSON(), label: LabelColumns.label(try columns.json()),
            routing: try columns.optionalChoice(), isEnabled: try columns.flag(), version: try columns.count())
    }

    /// Reads agent_id and a tool's name; the rows come in the order of the agents' lists.
    static func toolNames(_ rows: [SQLRow]) throws(SQLError) -> [AgentID: [String]] {
        var names: [AgentID: [String]] = [:]
        for row in rows {
            var columns = row.columns
            names[try columns.id(AgentID.self), default: []].append(try columns.text())
        }
        return names
    }
}
