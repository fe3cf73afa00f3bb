import FoundationEssentials
import HubCore

/// Agents' rows and the lists of their tools.
package struct SQLAgentStore: AgentStore {
    private let database: any SQLDatabase

    package init(database: any SQLDatabase) { self.database = database }

    package func create(_ agent: Agent) async throws {
        let statements =
            [Self.insertion(of: agent)]
            + agent.tools.enumerated().map { Self.insertion(ofTool: $1, at: $0, in: agent) }
            + [ConfigurationVersionStore.growth]
        let results: [[SQLRow]]
        do throws(SQLError) {
            results = try await database.write(as: agent.owner.access, statements)
        } catch {
            throw Self.refusal(of: agent, for: error) ?? error
        }
        if results[0].isEmpty { throw Self.missingModel(of: agent) }
    }

    /// What a violated constraint says of the agent: statement 0 writes it, those that follow its tools.
    private static func refusal(of agent: Agent, for error: SQLError) -> (any Error)? {
        guard case .violation(let constraint, let statement) = error else { return nil }
        switch (constraint, statement) {
        case (.unique, 0): return ConfigurationStoreError.conflict(field: "name")
        case (.unique, _): return ConfigurationStoreError.conflict(field: "tools")
        case (.foreignKey, 0):
            return ConfigurationStoreError.missing(field: "tenant_id", name: agent.owner?.rawValue ?? "")
        // The list refers to a row that the first statement did not write.
        case (.foreignKey, _): return missingModel(of: agent)
        case (.notNull, _) where agent.tools.indices.contains(statement - 1):
            return ConfigurationStoreError.missing(field: "tools", name: agent.tools[statement - 1])
        case (.notNull, _), (.check, _), (.rule, _): return nil
        }
    }

    private static func missingModel(of agent: Agent) -> ConfigurationStoreError {
        .missing(field: "llm_model_id", name: agent.model?.description ?? "")
    }

    /// Writes, and returns, a row unless it names a model that its owner cannot see.
    private static func insertion(of agent: Agent) -> SQLStatement {
        SQLStatement(
            """
            INSERT INTO agent_configs (
                id, tenant_id, name, description, prompt_template, llm_model_id, examples, output_format, render,
                label, routing, enabled, version, created_at
            )
            SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, CAST($12 AS SMALLINT), CAST($13 AS BIGINT),
                CAST($14 AS BIGINT)
            WHERE CAST($6 AS TEXT) IS NULL OR EXISTS (
                SELECT 1 FROM llm_models WHERE id = $6 AND (tenant_id IS NULL OR tenant_id = $2)
            )
            RETURNING id
            """,
            .id(agent.id), .tenant(agent.owner), .text(agent.name), .text(agent.description),
            .text(agent.promptTemplate), .id(agent.model), .json(.strings(agent.examples)),
            .text(agent.outputFormat.rawValue), .json(agent.render), .json(LabelColumns.json(agent.label)),
            .text(agent.routing?.rawValue), .flag(agent.isEnabled), .integer(agent.version), .time(Date()))
    }

    /// The tool of this name that the agent's owner sees, its own before the platform's; none: not null is violated.
    private static func insertion(ofTool name: String, at position: Int, in agent: Agent) -> SQLStatement {
        SQLStatement(
            """
            INSERT INTO agent_tools (agent_id, position, tool_id)
            VALUES ($1, $2, (
                SELECT id FROM tool_configs WHERE name = $3 AND (tenant_id IS NULL OR tenant_id = $4)
                ORDER BY tenant_id IS NULL LIMIT 1
            ))
            """,
            .id(agent.id), .integer(position), .text(name), .tenant(agent.owner))
    }

    package func agents(visibleTo owner: TenantID?) async throws -> [Agent] {
        let results = try await database.read(
            as: owner.access,
            [
                SQLStatement(
                    """
                    SELECT id, tenant_id, name, description, prompt_template, llm_model_id, examples, output_format,
                        render, label, routing, enabled, version
                    FROM agent_configs
                    WHERE CAST($1 AS TEXT) IS NULL OR tenant_id IS NULL OR tenant_id = $1
                    ORDER BY name, id
                    """, .tenant(owner)),
                SQLStatement(
                    """
                    SELECT l.agent_id, t.name
                    FROM agent_tools l JOIN agent_configs a ON a.id = l.agent_id JOIN tool_configs t ON t.id = l.tool_id
                    WHERE CAST($1 AS TEXT) IS NULL OR a.tenant_id IS NULL OR a.tenant_id = $1
                    ORDER BY l.agent_id, l.position
                    """, .tenant(owner)),
            ])
        let tools = try AgentRow.toolNames(results[1])
        return try results[0].map { try AgentRow.agent($0, tools: tools) }
    }

    package func agent(_ id: AgentID) async throws -> Agent? {
        let results = try await database.read(
            as: .platform,
            [
                SQLStatement(
                    """
                    SELECT id, tenant_id, name, description, prompt_template, llm_model_id, examples, output_format,
                        render, label, routing, enabled, version
                    FROM agent_configs WHERE id = $1
                    """, .id(id)),
                SQLStatement(
                    """
                    SELECT l.agent_id, t.name FROM agent_tools l JOIN tool_configs t ON t.id = l.tool_id
                    WHERE l.agent_id = $1 ORDER BY l.position
                    """, .id(id)),
            ])
        let tools = try AgentRow.toolNames(results[1])
        return try results[0].first.map { try AgentRow.agent($0, tools: tools) }
    }
}

extension TenantID? {
    /// An owner's rows are written in its name, the platform's in the platform's.
    var access: SQLAccess { map { .tenant(TenantScope(tenant: $0)) } ?? .platform }
}
