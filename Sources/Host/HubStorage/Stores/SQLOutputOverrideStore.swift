import FoundationEssentials
import HubCore

/// Tenants' own forms of agents' answers.
package struct SQLOutputOverrideStore: OutputOverrideStore {
    private let database: any SQLDatabase

    package init(database: any SQLDatabase) { self.database = database }

    /// In the order of the agents' ids.
    package func overrides(of scope: TenantScope) async throws -> [OutputOverride] {
        try await database.read(as: .tenant(scope), Self.rows(of: scope)).map(OutputOverrideRow.override)
    }

    package func set(_ override: OutputOverride, for scope: TenantScope, by author: ConfigurationAuthor) async throws
        -> OutputOverride
    {
        let change = Self.change("output_override.set", override.agent, of: scope, by: author)
        let upsert = SQLStatement(
            """
            INSERT INTO output_overrides (tenant_id, agent_id, output_format, render, version, updated_at)
            VALUES (
                $1, (SELECT id FROM agent_configs WHERE id = $2 AND (tenant_id IS NULL OR tenant_id = $1)), $3, $4, 1,
                $5
            )
            ON CONFLICT (tenant_id, agent_id) DO UPDATE SET output_format = excluded.output_format,
                render = excluded.render, version = output_overrides.version + 1, updated_at = excluded.updated_at
            RETURNING agent_id, output_format, render, version
            """,
            .tenant(scope.tenant), .id(override.agent), .text(override.outputFormat?.rawValue), .json(override.render),
            change.now)
        let results: [[SQLRow]]
        do throws(SQLError) {
            results = try await database.write(as: .tenant(scope), [upsert, change.record, change.growth])
        } catch {
            switch error {
            case .violation(.notNull, statement: 0):
                throw ConfigurationStoreError.missing(field: "agent_id", name: override.agent.description)
            case .violation(.foreignKey, statement: 0):
                throw ConfigurationStoreError.missing(field: "tenant_id", name: scope.tenant.rawValue)
            case _: throw error
            }
        }
        guard let row = results[0].first else { throw SQLError.unexpectedValue(column: 0) }
        return try OutputOverrideRow.override(row)
    }

    /// Throws `.gone` when there is none.
    package func delete(overrideOf agent: AgentID, for scope: TenantScope, by author: ConfigurationAuthor) async throws
    {
        let change = Self.change("output_override.delete", agent, of: scope, by: author)
        let results = try await database.write(
            as: .tenant(scope),
            [
                change.hold, change.record(overrideOf: agent),
                SQLStatement(
                    """
                    DELETE FROM output_overrides WHERE tenant_id = $1 AND agent_id = $2
                        AND EXISTS (SELECT 1 FROM audit_log WHERE tenant_id = $1 AND id = $3)
                    """, .tenant(scope.tenant), .id(agent), change.mark),
                change.growth,
            ])
        if results[1].isEmpty { throw ConfigurationStoreError.gone }
    }

    private static func change(
        _ action: String, _ agent: AgentID, of scope: TenantScope, by author: ConfigurationAuthor
    ) -> ConfigurationChange {
        ConfigurationChange(action, agent.description, of: scope.tenant, by: author)
    }

    static func rows(of scope: TenantScope) -> SQLStatement {
        SQLStatement(
            """
            SELECT agent_id, output_format, render, version FROM output_overrides WHERE tenant_id = $1
            ORDER BY agent_id
            """, .tenant(scope.tenant))
    }
}
