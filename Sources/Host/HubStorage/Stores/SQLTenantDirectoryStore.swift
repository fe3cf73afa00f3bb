import HubCore

/// A tenant's configuration, from all of its tables in one consistent reading.
///
/// A tenant's own agents and tools are available to it unless a permission row says no. The platform's need a
/// permission; one for an agent is one for its tools, unless a tool's own row says no. An agent of the tenant's own
/// passes no such right on: else a tenant could take any tool of the platform by naming it. Agents come as their rows
/// say; applying the tenant's overrides is the engine's.
package struct SQLTenantDirectoryStore: TenantDirectory {
    private let database: any SQLDatabase

    package init(database: any SQLDatabase) { self.database = database }

    /// What is stored is never older than a version that was read, so that there is nothing to look behind.
    package func configuration(of scope: TenantScope, notOlderThan version: Int64) async throws
        -> TenantConfiguration?
    {
        let results = try await database.read(
            as: .tenant(scope),
            [
                SQLStatement(
                    """
                    SELECT t.id, t.name, t.settings, t.enabled, t.version, v.version
                    FROM tenants t CROSS JOIN (
                        SELECT CAST(SUM(version) AS BIGINT) AS version FROM config_versions WHERE scope IN ('', $1)
                    ) v
                    WHERE t.id = $1 AND t.enabled = 1
                    """, .tenant(scope.tenant)),
                Self.agents(of: scope), Self.tools(of: scope), Self.lists(of: scope), Self.models(of: scope),
                SQLLLMConfigurationStore.settings(of: scope), SQLLLMConfigurationStore.models(of: scope),
                SQLOutputOverrideStore.rows(of: scope), SQLSecretStore.sealed(of: scope),
            ])
        guard let row = results[0].first, case .integer(let version)? = row.values.last else { return nil }
        let tools = try results[2].map(ToolRow.tool)
        let names = try Self.toolNames(results[3], available: Set(tools.map(\.id)))
        return TenantConfiguration(
            tenant: try TenantRow.tenant(row), version: version,
            agents: Self.unique(try results[1].map { try AgentRow.agent($0, tools: names) }, by: \.name),
            tools: tools, models: try results[4].map(LanguageModelRow.model),
            llm: try LLMConfigurationRow.configuration(settings: results[5], models: results[6]),
            overrides: try results[7].map(OutputOverrideRow.override), secrets: try SecretRow.sealed(results[8]))
    }

    /// Within a tenant a name means one row: its own, which the order puts first, before the platform's.
    private static func unique<Row>(_ rows: [Row], by name: KeyPath<Row, String>) -> [Row] {
        var seen: Set<String> = []
        return rows.filter { seen.insert($0[keyPath: name]).inserted }
    }

    /// The lists of the agents' tools, less what the tenant may not use. Rows of agent_id, name, tool_id.
    private static func toolNames(_ rows: [SQLRow], available: Set<ToolID>) throws(SQLError) -> [AgentID: [String]] {
        var names: [AgentID: [String]] = [:]
        for row in rows {
            var columns = row.columns
            let agent = try columns.id(AgentID.self)
            let name = try columns.text()
            if available.contains(try columns.id()) { names[agent, default: []].append(name) }
        }
        return names
    }

    private static func agents(of scope: TenantScope) -> SQLStatement {
        SQLStatement(
            """
            SELECT a.id, a.tenant_id, a.name, a.description, a.prompt_template, a.llm_model_id, a.examples,
                a.output_format, a.render, a.label, a.routing, a.enabled, a.version
            FROM agent_configs a
            LEFT JOIN tenant_agent_permissions p ON p.tenant_id = $1 AND p.agent_id = a.id
            WHERE a.enabled = 1
                AND (a.tenant_id = $1 AND COALESCE(p.enabled, 1) = 1 OR a.tenant_id IS NULL AND p.enabled = 1)
            ORDER BY a.name, a.tenant_id IS NULL
            """, .tenant(scope.tenant))
    }

    private static func tools(of scope: TenantScope) -> SQLStatement {
        SQLStatement(
            """
            SELECT t.id, t.tenant_id, t.name, t.description, t.base_tool_type, t.endpoint, t.input_schema,
                t.output_schema, t.output_format, t.render, t.auth, t.priority, t.timeout_ms, t.labels, t.config,
                t.enabled, t.version
            FROM tool_configs t
            LEFT JOIN tenant_tool_permissions p ON p.tenant_id = $1 AND p.tool_id = t.id
            WHERE t.enabled = 1 AND COALESCE(p.enabled, 1) = 1
                AND (t.tenant_id = $1 OR t.tenant_id IS NULL AND (p.enabled = 1 OR EXISTS (
                    SELECT 1 FROM agent_tools l
                    JOIN agent_configs a ON a.id = l.agent_id AND a.enabled = 1 AND a.tenant_id IS NULL
                    JOIN tenant_agent_permissions g ON g.tenant_id = $1 AND g.agent_id = a.id AND g.enabled = 1
                    WHERE l.tool_id = t.id
                )))
            ORDER BY t.name, t.tenant_id IS NULL
            """, .tenant(scope.tenant))
    }

    private static func lists(of scope: TenantScope) -> SQLStatement {
        SQLStatement(
            """
            SELECT l.agent_id, t.name, t.id
            FROM agent_tools l JOIN agent_configs a ON a.id = l.agent_id JOIN tool_configs t ON t.id = l.tool_id
            WHERE a.tenant_id IS NULL OR a.tenant_id = $1
            ORDER BY l.agent_id, l.position
            """, .tenant(scope.tenant))
    }

    private static func models(of scope: TenantScope) -> SQLStatement {
        SQLStatement(
            """
            SELECT id, tenant_id, name, provider, base_url, context_window, prices, version
            FROM llm_models WHERE tenant_id IS NULL OR tenant_id = $1 ORDER BY name, id
            """, .tenant(scope.tenant))
    }
}
