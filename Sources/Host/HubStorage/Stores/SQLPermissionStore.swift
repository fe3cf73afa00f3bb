import FoundationEssentials
import HubCore

/// Tenants' rights to agents and tools.
package struct SQLPermissionStore: PermissionStore {
    private let database: any SQLDatabase

    package init(database: any SQLDatabase) { self.database = database }

    /// Throws `.missing` when the tenant is not there, or the agent or tool is not one that the tenant could ever see.
    package func set(_ permission: Permission, for scope: TenantScope, by author: ConfigurationAuthor) async throws {
        let change = Self.change(permission, for: scope, by: author)
        do throws(SQLError) {
            _ = try await database.write(
                as: .platform, [Self.upsert(permission, for: scope, at: change.now), change.record, change.growth])
        } catch {
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

    /// Agents' permissions, then tools', each in the order of their ids.
    package func permissions(of scope: TenantScope) async throws -> [Permission] {
        let results = try await database.read(
            as: .tenant(scope),
            [
                SQLStatement(
                    "SELECT agent_id, enabled FROM tenant_agent_permissions WHERE tenant_id = $1 ORDER BY agent_id",
                    .tenant(scope.tenant)),
                SQLStatement(
                    "SELECT tool_id, enabled FROM tenant_tool_permissions WHERE tenant_id = $1 ORDER BY tool_id",
                    .tenant(scope.tenant)),
            ])
        let agents = try results[0].map { row throws(SQLError) in
            var columns = row.columns
            return Permission(subject: .agent(try columns.id()), isEnabled: try columns.flag())
        }
        let tools = try results[1].map { row throws(SQLError) in
            var columns = row.columns
            return Permission(subject: .tool(try columns.id()), isEnabled: try columns.flag())
        }
        return agents + tools
    }
}
