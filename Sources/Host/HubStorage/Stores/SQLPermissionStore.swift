import FoundationEssentials
import HubCore

/// Tenants' rights to agents and tools.
package struct SQLPermissionStore: PermissionStore {
    private let database: any SQLDatabase

    package init(database: any SQLDatabase) { self.database = database }

    /// Throws `.missing` when the tenant is not there, or the agent or tool is not one that the tenant could ever see.
    package func set(_ permission: Permission, for scope: TenantScope, by author: ConfigurationAuthor) async throws {
        let change = Self.change(permission, for: scope, by: author)
        let statements =
            [Self.upsert(permission, for: scope, at: change.now), change.record, change.growth] + change.answer
        do throws(SQLError) {
            _ = try await database.write(as: .platform, statements)
        } catch {
            if change.isClaimLost(error, of: statements) { throw IdempotencyClaimLost() }
            switch error {
            case .violation(.notNull, statement: 0): throw Self.missing(permission.subject)
            case .violation(.foreignKey, statement: 0):
                throw ConfigurationStoreError.missing(field: "tenant_id", name: scope.tenant.rawValue)
            case _: throw error
            }
        }
    }

    private static func missing(_ subject: Permission.Subject) -> ConfigurationStoreError {
        switch subject {
        case .agent(let id): .missing(field: "agent_id", name: id.description)
        case .tool(let id): .missing(field: "tool_id", name: id.description)
        }
    }

    private static func change(_ permission: Permission, for scope: TenantScope, by author: ConfigurationAuthor)
        -> ConfigurationChange
    {
        let (kind, subject) =
            switch permission.subject {
            case .agent(let id): ("agent", id.description)
            case .tool(let id): ("tool", id.description)
            }
        return ConfigurationChange(
            "permission.set", subject, of: scope.tenant, by: author,
            detail: ["kind": .string(kind), "enabled": .bool(permission.isEnabled)])
    }

    private static func upsert(_ permission: Permission, for scope: TenantScope, at now: SQLValue) -> SQLStatement {
        switch permission.subject {
        case .agent(let id):
            SQLStatement(
                """
                INSERT INTO tenant_agent_permissions (tenant_id, agent_id, enabled, updated_at)
                VALUES (
                    $1, (SELECT id FROM agent_configs WHERE id = $2 AND (tenant_id IS NULL OR tenant_id = $1)), $3, $4
                )
                ON CONFLICT (tenant_id, agent_id) DO UPDATE SET enabled = excluded.enabled,
                    updated_at = excluded.updated_at
                """,
                .tenant(scope.tenant), .id(id), .flag(permission.isEnabled), now)
        case .tool(let id):
            SQLStatement(
                """
                INSERT INTO tenant_tool_permissions (tenant_id, tool_id, enabled, updated_at)
                VALUES (
                    $1, (SELECT id FROM tool_configs WHERE id = $2 AND (tenant_id IS NULL OR tenant_id = $1)), $3, $4
                )
                ON CONFLICT (tenant_id, tool_id) DO UPDATE SET enabled = excluded.enabled,
                    updated_at = excluded.updated_at
                """,
                .tenant(scope.tenant), .id(id), .flag(permission.isEnabled), now)
        }
    }

    package func permissions(of scope: TenantScope, _ page: RowPage<PermissionID>) async throws -> [Permission] {
        let rows = try await database.read(
            as: .tenant(scope),
            SQLStatement(
                """
                SELECT 1 AS is_agent, agent_id AS id, enabled FROM tenant_agent_permissions
                WHERE tenant_id = $1 AND agent_id > $2
                UNION ALL
                SELECT 0, tool_id, enabled FROM tenant_tool_permissions WHERE tenant_id = $1 AND tool_id > $2
                ORDER BY id LIMIT $3
                """, .tenant(scope.tenant), .after(page), .integer(page.limit)))
        return try rows.map { row throws(SQLError) in
            var columns = row.columns
            let isAgent = try columns.flag()
            let subject: Permission.Subject = isAgent ? .agent(try columns.id()) : .tool(try columns.id())
            return Permission(subject: subject, isEnabled: try columns.flag())
        }
    }
}
