import FoundationEssentials
import HubCore

/// Tenants' own forms of agents' answers.
package struct SQLOutputOverrideStore: OutputOverrideStore {
    private let database: any SQLDatabase

    package init(database: any SQLDatabase) { self.database = database }

    package func overrides(of scope: TenantScope, _ page: RowPage<AgentID>) async throws -> [OutputOverride] {
        try await database.read(
            as: .tenant(scope),
            SQLStatement(
                """
                SELECT agent_id, output_format, render, version FROM output_overrides
                WHERE tenant_id = $1 AND agent_id > $2 ORDER BY agent_id LIMIT $3
                """, .tenant(scope.tenant), .after(page), .integer(page.limit))
        ).map(OutputOverrideRow.override)
    }

    package func override(of agent: AgentID, for scope: TenantScope) async throws -> OutputOverride? {
        try await database.read(as: .tenant(scope), Self.row(of: agent, for: scope)).first
            .map(OutputOverrideRow.override)
    }

    package func set(_ override: OutputOverride, for scope: TenantScope, by author: ConfigurationAuthor) async throws
        -> OutputOverride
    {
        let change = Self.change("output_override.set", override.agent, of: scope, by: author)
        let upsert = SQLStatement(
            """
            INSERT INTO output_overrides (tenant_id, agent_id, output_format, render, version, updated_at)
            SELECT $1, (SELECT id FROM agent_configs WHERE id = $2 AND (tenant_id IS NULL OR tenant_id = $1)), $3, $4,
                1, CAST($5 AS BIGINT)
            WHERE EXISTS (SELECT 1 FROM audit_log WHERE tenant_id = $1 AND id = $6)
            ON CONFLICT (tenant_id, agent_id) DO UPDATE SET output_format = excluded.output_format,
                render = excluded.render, version = output_overrides.version + 1, updated_at = excluded.updated_at
            RETURNING agent_id, output_format, render, version
            """,
            .tenant(scope.tenant), .id(override.agent), .text(override.outputFormat?.rawValue), .json(override.render),
            change.now, change.mark)
        let results: [[SQLRow]]
        do throws(SQLError) {
            results = try await database.write(
                as: .tenant(scope),
                [
                    change.hold, change.record(overrideOf: override.agent, version: override.version), upsert,
                    change.growth,
                ])
        } catch {
            switch error {
            case .violation(.notNull, statement: 2):
                throw ConfigurationStoreError.missing(field: "agent_id", name: override.agent.description)
            case .violation(.foreignKey, statement: 2):
                throw ConfigurationStoreError.missing(field: "tenant_id", name: scope.tenant.rawValue)
            case _: throw error
            }
        }
        guard let row = results[2].first else { throw ConfigurationStoreError.stale }
        return try OutputOverrideRow.override(row)
    }

    package func delete(_ override: OutputOverride, for scope: TenantScope, by author: ConfigurationAuthor) async throws
    {
        let change = Self.change("output_override.delete", override.agent, of: scope, by: author)
        let results = try await database.write(
            as: .tenant(scope),
            [
                change.hold, change.record(overrideOf: override.agent, version: override.version),
                SQLStatement(
                    """
                    DELETE FROM output_overrides WHERE tenant_id = $1 AND agent_id = $2
                        AND EXISTS (SELECT 1 FROM audit_log WHERE tenant_id = $1 AND id = $3)
                    RETURNING version
                    """, .tenant(scope.tenant), .id(override.agent), change.mark),
                change.growth, Self.row(of: override.agent, for: scope),
            ])
        if results[2].isEmpty { throw results[4].isEmpty ? ConfigurationStoreError.gone : .stale }
    }

    private static func change(
        _ action: String, _ agent: AgentID, of scope: TenantScope, by author: ConfigurationAuthor
    ) -> ConfigurationChange {
        ConfigurationChange(action, agent.description, of: scope.tenant, by: author)
    }

    private static func row(of agent: AgentID, for scope: TenantScope) -> SQLStatement {
        SQLStatement(
            """
            SELECT agent_id, output_format, render, version FROM output_overrides
            WHERE tenant_id = $1 AND agent_id = $2
            """, .tenant(scope.tenant), .id(agent))
    }

    static func rows(of scope: TenantScope) -> SQLStatement {
        SQLStatement(
            """
            SELECT agent_id, output_format, render, version FROM output_overrides WHERE tenant_id = $1
            ORDER BY agent_id
            """, .tenant(scope.tenant))
    }
}
