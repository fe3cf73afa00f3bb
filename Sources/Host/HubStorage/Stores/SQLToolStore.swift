import FoundationEssentials
import HubCore

/// Tools' rows.
package struct SQLToolStore: ToolStore {
    private let database: any SQLDatabase

    package init(database: any SQLDatabase) { self.database = database }

    package func create(_ tool: Tool) async throws {
        let insert = SQLStatement(
            """
            INSERT INTO tool_configs (
                id, tenant_id, name, description, base_tool_type, endpoint, input_schema, output_schema, output_format,
                render, auth, priority, timeout_ms, labels, config, enabled, version, created_at
            )
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
            """,
            .id(tool.id), .tenant(tool.owner), .text(tool.name), .text(tool.description), .text(tool.type),
            .text(tool.endpoint), .json(tool.inputSchema), .json(tool.outputSchema),
            .text(tool.outputFormat?.rawValue), .json(tool.render), .json(tool.authorization.json),
            .integer(tool.priority), .integer(ToolRow.milliseconds(tool.timeout)),
            .json(LabelColumns.json(tool.labels)), .json(tool.config), .flag(tool.isEnabled), .integer(tool.version),
            .time(Date()))
        do throws(SQLError) {
            _ = try await database.write(as: tool.owner.access, [insert, ConfigurationVersionStore.growth])
        } catch {
            switch error {
            case .violation(.unique, statement: 0): throw ConfigurationStoreError.conflict(field: "name")
            case .violation(.foreignKey, statement: 0):
                throw ConfigurationStoreError.missing(field: "tenant_id", name: tool.owner?.rawValue ?? "")
            case _: throw error
            }
        }
    }

    package func update(_ tool: Tool) async throws {
        let update = SQLStatement(
            """
            UPDATE tool_configs SET
                name = $2, description = $3, base_tool_type = $4, endpoint = $5, input_schema = $6, output_schema = $7,
                output_format = $8, render = $9, auth = $10, priority = $11, timeout_ms = $12, labels = $13,
                config = $14, enabled = $15, version = version + 1
            WHERE id = $1 AND tenant_id IS NOT DISTINCT FROM $16
            RETURNING id
            """,
            .id(tool.id), .text(tool.name), .text(tool.description), .text(tool.type), .text(tool.endpoint),
            .json(tool.inputSchema), .json(tool.outputSchema), .text(tool.outputFormat?.rawValue), .json(tool.render),
            .json(tool.authorization.json), .integer(tool.priority), .integer(ToolRow.milliseconds(tool.timeout)),
            .json(LabelColumns.json(tool.labels)), .json(tool.config), .flag(tool.isEnabled), .tenant(tool.owner))
        let rows: [[SQLRow]]
        do throws(SQLError) {
            rows = try await database.write(as: tool.owner.access, [update, ConfigurationVersionStore.growth])
        } catch .violation(.unique, statement: 0) {
            throw ConfigurationStoreError.conflict(field: "name")
        }
        if rows[0].isEmpty { throw ConfigurationStoreError.missing(field: "id", name: tool.id.description) }
    }

    package func tools(visibleTo owner: TenantID?) async throws -> [Tool] {
        let rows = try await database.read(
            as: owner.access,
            SQLStatement(
                """
                SELECT id, tenant_id, name, description, base_tool_type, endpoint, input_schema, output_schema,
                    output_format, render, auth, priority, timeout_ms, labels, config, enabled, version
                FROM tool_configs
                WHERE CAST($1 AS TEXT) IS NULL OR tenant_id IS NULL OR tenant_id = $1
                ORDER BY name, id
                """, .tenant(owner)))
        return try rows.map(ToolRow.tool)
    }

    package func tool(_ id: ToolID) async throws -> Tool? {
        let rows = try await database.read(
            as: .platform,
            SQLStatement(
                """
                SELECT id, tenant_id, name, description, base_tool_type, endpoint, input_schema, output_schema,
                    output_format, render, auth, priority, timeout_ms, labels, config, enabled, version
                FROM tool_configs WHERE id = $1
                """, .id(id)))
        return try rows.first.map(ToolRow.tool)
    }
}
