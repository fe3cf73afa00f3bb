import FoundationEssentials
import HubCore

/// Agents' rows and the lists of their tools.
package struct SQLAgentStore: AgentStore {
    private let database: any SQLDatabase

    package init(database: any SQLDatabase) { self.database = database }

    package func create(_ agent: Agent, by author: ConfigurationAuthor) async throws {
        let change = Self.change("agent.create", agent, version: agent.version, by: author)
        let first = 2
        var statements = [Self.insertion(of: agent), change.record(row: .id(agent.id), version: agent.version)]
        statements += Self.tools(of: agent, change)
        statements += [change.growth] + change.answer
        let results: [[SQLRow]]
        do throws(SQLError) {
            results = try await database.write(as: change.access, statements)
        } catch .violation(.foreignKey, statement: 0) {
            throw ConfigurationStoreError.missing(field: "tenant_id", name: agent.owner?.rawValue ?? "")
        } catch {
            if change.isClaimLost(error, of: statements) { throw IdempotencyClaimLost() }
            if let refusal = Self.refusal(of: agent, row: 0, firstTool: first, for: error) { throw refusal }
            throw error
        }
        if results[0].isEmpty { throw Self.missingModel(of: agent) }
    }

    package func update(_ agent: Agent, tools: ToolListChange, by author: ConfigurationAuthor) async throws -> Agent {
        var updated = agent
        updated.version += 1
        let change = Self.change("agent.update", agent, version: updated.version, by: author)
        let first = 4
        var statements = [
            change.hold, change.record(row: .id(agent.id), version: agent.version, naming: agent.model),
            Self.replacement(of: agent, change),
        ]
        switch tools {
        case .kept: break
        case .replaced: statements += [Self.removalOfTools(of: agent, change)] + Self.tools(of: agent, change)
        }
        statements += [change.growth, Self.version(of: agent)]
        let results: [[SQLRow]]
        do throws(SQLError) {
            results = try await database.write(as: agent.owner.access, statements)
        } catch .violation(.foreignKey, statement: 2) {
            throw Self.missingModel(of: agent)
        } catch {
            if let refusal = Self.refusal(of: agent, row: 2, firstTool: first, for: error) { throw refusal }
            throw error
        }
        if results[1].isEmpty {
            if let refusal = try ConfigurationChange.refusal(results[statements.count - 1], expected: agent.version) {
                throw refusal
            }
            throw Self.missingModel(of: agent)
        }
        return updated
    }

    package func delete(_ agent: Agent, by author: ConfigurationAuthor) async throws {
        let change = Self.change("agent.delete", agent, version: agent.version, by: author)
        let results: [[SQLRow]]
        do throws(SQLError) {
            results = try await database.write(
                as: agent.owner.access,
                [
                    change.hold, change.record(unused: .id(agent.id), version: agent.version),
                    Self.removalOfTools(of: agent, change), Self.removalOfPermissions(of: agent, change),
                    Self.removalOfOverrides(of: agent, change), Self.removal(of: agent, change), change.growth,
                    Self.version(of: agent), Self.uses(of: agent),
                ])
        } catch .violation(.foreignKey, statement: _) {
            // A tenant was granted it between two statements.
            let uses = try await database.read(as: agent.owner.access, Self.uses(of: agent))
            throw ConfigurationStoreError.inUse(try uses.map(RowUseRow.use))
        }
        if results[1].isEmpty {
            if let refusal = try ConfigurationChange.refusal(results[7], expected: agent.version) { throw refusal }
            throw ConfigurationStoreError.inUse(try results[8].map(RowUseRow.use))
        }
    }

    package func reload(_ owner: TenantID?, by author: ConfigurationAuthor) async throws {
        let change = ConfigurationChange(
            "configuration.reload", owner?.rawValue ?? "platform", of: owner, by: author)
        _ = try await database.write(as: owner.access, [change.record, change.growth])
    }

    package func agents(_ filter: RowFilter, _ page: RowPage<AgentID>) async throws -> [Agent] {
        let results = try await database.read(
            as: filter.visibleTo.access,
            [
                SQLStatement(
                    """
                    SELECT id, tenant_id, name, description, prompt_template, llm_model_id, examples, output_format,
                        render, label, routing, enabled, version
                    FROM agent_configs
                    WHERE id > $1 AND (CAST($2 AS TEXT) IS NULL OR tenant_id IS NULL OR tenant_id = $2)
                        AND (CAST($3 AS TEXT) IS NULL OR name = $3)
                        AND (CAST($4 AS BIGINT) IS NULL OR enabled = CAST($4 AS BIGINT))
                    ORDER BY id LIMIT $5
                    """,
                    .after(page), .tenant(filter.visibleTo.tenant), .text(filter.name), .optionalFlag(filter.isEnabled),
                    .integer(page.limit)),
                SQLStatement(
                    """
                    SELECT l.agent_id, t.name
                    FROM (
                        SELECT id FROM agent_configs
                        WHERE id > $1 AND (CAST($2 AS TEXT) IS NULL OR tenant_id IS NULL OR tenant_id = $2)
                            AND (CAST($3 AS TEXT) IS NULL OR name = $3)
                            AND (CAST($4 AS BIGINT) IS NULL OR enabled = CAST($4 AS BIGINT))
                        ORDER BY id LIMIT $5
                    ) a
                    JOIN agent_tools l ON l.agent_id = a.id JOIN tool_configs t ON t.id = l.tool_id
                    ORDER BY l.agent_id, l.position
                    """,
                    .after(page), .tenant(filter.visibleTo.tenant), .text(filter.name), .optionalFlag(filter.isEnabled),
                    .integer(page.limit)),
            ])
        let tools = try AgentRow.toolNames(results[1])
        return try results[0].map { try AgentRow.agent($0, tools: tools) }
    }

    package func agent(_ id: AgentID, visibleTo reader: RowReader) async throws -> Agent? {
        let results = try await database.read(
            as: reader.access,
            [
                SQLStatement(
                    """
                    SELECT id, tenant_id, name, description, prompt_template, llm_model_id, examples, output_format,
                        render, label, routing, enabled, version
                    FROM agent_configs
                    WHERE id = $1 AND (CAST($2 AS TEXT) IS NULL OR tenant_id IS NULL OR tenant_id = $2)
                    """, .id(id), .tenant(reader.tenant)),
                SQLStatement(
                    """
                    SELECT l.agent_id, t.name
                    FROM agent_tools l JOIN agent_configs a ON a.id = l.agent_id JOIN tool_configs t ON t.id = l.tool_id
                    WHERE l.agent_id = $1 AND (CAST($2 AS TEXT) IS NULL OR a.tenant_id IS NULL OR a.tenant_id = $2)
                    ORDER BY l.position
                    """, .id(id), .tenant(reader.tenant)),
            ])
        let tools = try AgentRow.toolNames(results[1])
        return try results[0].first.map { try AgentRow.agent($0, tools: tools) }
    }
}

extension SQLAgentStore {
    private static func change(
        _ action: String, _ agent: Agent, version: Int, by author: ConfigurationAuthor
    ) -> ConfigurationChange {
        ConfigurationChange(
            action, agent.name, of: agent.owner, by: author,
            detail: ["id": .string(agent.id.description), "version": .int(version)])
    }

    /// What a violated constraint says of the agent.
    private static func refusal(of agent: Agent, row: Int, firstTool: Int, for error: SQLError)
        -> ConfigurationStoreError?
    {
        guard case .violation(let constraint, let statement) = error else { return nil }
        let position = statement - firstTool
        switch constraint {
        case .unique where statement == row: return .conflict(field: "name")
        case .unique where agent.tools.indices.contains(position): return .conflict(field: "tools")
        case .notNull where agent.tools.indices.contains(position):
            return .missing(field: "tools", name: agent.tools[position])
        case .unique, .notNull, .foreignKey, .check, .rule: return nil
        }
    }

    private static func missingModel(of agent: Agent) -> ConfigurationStoreError {
        .missing(field: "llm_model_id", name: agent.model?.description ?? "")
    }

    /// Writes, and returns, a row unless it names a model that its owner cannot see, or that is not priced.
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
                    AND (prices <> '[]' OR provider = 'builtin')
            )
            RETURNING id
            """,
            .id(agent.id), .tenant(agent.owner), .text(agent.name), .text(agent.description),
            .text(agent.promptTemplate), .id(agent.model), .json(.strings(agent.examples)),
            .text(agent.outputFormat.rawValue), .json(agent.render), .json(LabelColumns.json(agent.label)),
            .text(agent.routing?.rawValue), .flag(agent.isEnabled), .integer(agent.version), .time(Date()))
    }

    private static func replacement(of agent: Agent, _ change: ConfigurationChange) -> SQLStatement {
        SQLStatement(
            """
            UPDATE agent_configs SET
                name = $2, description = $3, prompt_template = $4, llm_model_id = $5, examples = $6,
                output_format = $7, render = $8, label = $9, routing = $10, enabled = $11, version = version + 1
            WHERE id = $1 AND EXISTS (SELECT 1 FROM audit_log WHERE tenant_id = $12 AND id = $13)
            """,
            .id(agent.id), .text(agent.name), .text(agent.description), .text(agent.promptTemplate), .id(agent.model),
            .json(.strings(agent.examples)), .text(agent.outputFormat.rawValue), .json(agent.render),
            .json(LabelColumns.json(agent.label)), .text(agent.routing?.rawValue), .flag(agent.isEnabled),
            change.scope, change.mark)
    }

    /// Of each name the tool that the agent's owner sees, its own before the platform's; none: not null is violated.
    private static func tools(of agent: Agent, _ change: ConfigurationChange) -> [SQLStatement] {
        agent.tools.enumerated().map { position, name in
            SQLStatement(
                """
                INSERT INTO agent_tools (agent_id, position, tool_id)
                SELECT $1, CAST($2 AS BIGINT), (
                    SELECT id FROM tool_configs WHERE name = $3 AND (tenant_id IS NULL OR tenant_id = $4)
                    ORDER BY tenant_id IS NULL LIMIT 1
                )
                WHERE EXISTS (SELECT 1 FROM audit_log WHERE tenant_id = $4 AND id = $5)
                """,
                .id(agent.id), .integer(position), .text(name), change.scope, change.mark)
        }
    }

    private static func removalOfTools(of agent: Agent, _ change: ConfigurationChange) -> SQLStatement {
        SQLStatement(
            """
            DELETE FROM agent_tools
            WHERE agent_id = $1 AND EXISTS (SELECT 1 FROM audit_log WHERE tenant_id = $2 AND id = $3)
            """, .id(agent.id), change.scope, change.mark)
    }

    private static func removalOfPermissions(of agent: Agent, _ change: ConfigurationChange) -> SQLStatement {
        SQLStatement(
            """
            DELETE FROM tenant_agent_permissions
            WHERE agent_id = $1 AND enabled = 0
                AND EXISTS (SELECT 1 FROM audit_log WHERE tenant_id = $2 AND id = $3)
            """, .id(agent.id), change.scope, change.mark)
    }

    private static func removalOfOverrides(of agent: Agent, _ change: ConfigurationChange) -> SQLStatement {
        SQLStatement(
            """
            DELETE FROM output_overrides
            WHERE agent_id = $1 AND EXISTS (SELECT 1 FROM audit_log WHERE tenant_id = $2 AND id = $3)
            """, .id(agent.id), change.scope, change.mark)
    }

    private static func removal(of agent: Agent, _ change: ConfigurationChange) -> SQLStatement {
        SQLStatement(
            """
            DELETE FROM agent_configs
            WHERE id = $1 AND EXISTS (SELECT 1 FROM audit_log WHERE tenant_id = $2 AND id = $3)
            """, .id(agent.id), change.scope, change.mark)
    }

    private static func version(of agent: Agent) -> SQLStatement {
        SQLStatement(
            "SELECT version FROM agent_configs WHERE id = $1 AND COALESCE(tenant_id, '') = $2",
            .id(agent.id), .text(agent.owner?.rawValue ?? ""))
    }

    private static func uses(of agent: Agent) -> SQLStatement {
        SQLStatement(
            """
            SELECT 'tenant', tenant_id, tenant_id FROM tenant_agent_permissions WHERE agent_id = $1 AND enabled = 1
            ORDER BY tenant_id LIMIT 100
            """, .id(agent.id))
    }
}

extension RowReader {
    /// A tenant's rows are read in its name.
    var access: SQLAccess {
        switch self {
        case .platform: .platform
        case .tenant(let scope): .tenant(scope)
        }
    }
}

extension TenantID? {
    /// An owner's rows are read and written in its name, the platform's in the platform's.
    var access: SQLAccess { map { .tenant(TenantScope(tenant: $0)) } ?? .platform }
}
