import FoundationEssentials
import HubCore

/// Tools' rows.
package struct SQLToolStore: ToolStore {
    private let database: any SQLDatabase

    package init(database: any SQLDatabase) { self.database = database }

    package func create(_ tool: Tool, by author: ConfigurationAuthor) async throws {
        let change = Self.change("tool.create", tool, version: tool.version, by: author)
        let statements = [Self.insertion(of: tool), change.record, change.growth] + change.answer
        do throws(SQLError) {
            _ = try await database.write(as: change.access, statements)
        } catch {
            if change.isClaimLost(error, of: statements) { throw IdempotencyClaimLost() }
            switch error {
            case .violation(.unique, statement: 0): throw ConfigurationStoreError.conflict(field: "name")
            case .violation(.foreignKey, statement: 0):
                throw ConfigurationStoreError.missing(field: "tenant_id", name: tool.owner?.rawValue ?? "")
            case _: throw error
            }
        }
    }

    package func update(_ tool: Tool, by author: ConfigurationAuthor) async throws -> Tool {
        let change = Self.change("tool.update", tool, version: tool.version + 1, by: author)
        let results: [[SQLRow]]
        do throws(SQLError) {
            results = try await database.write(
                as: tool.owner.access,
                [
                    change.hold, change.record(row: .id(tool.id), version: tool.version),
                    Self.replacement(of: tool, change), change.growth, Self.version(of: tool),
                ])
        } catch {
            guard case .violation(.unique, statement: 2) = error else { throw error }
            throw ConfigurationStoreError.conflict(field: "name")
        }
        if results[1].isEmpty {
            if let refusal = try ConfigurationChange.refusal(results[4], expected: tool.version) { throw refusal }
            throw ConfigurationStoreError.stale
        }
        var updated = tool
        updated.version += 1
        return updated
    }

    package func delete(_ tool: Tool, by author: ConfigurationAuthor) async throws {
        let change = Self.change("tool.delete", tool, version: tool.version, by: author)
        let results: [[SQLRow]]
        do throws(SQLError) {
            results = try await database.write(
                as: tool.owner.access,
                [
                    change.hold, change.record(unused: .id(tool.id), version: tool.version),
                    Self.removalOfPermissions(of: tool, change), Self.removal(of: tool, change), change.growth,
                    Self.version(of: tool), Self.uses(of: tool),
                ])
        } catch .violation(.foreignKey, statement: _) {
            // An agent came to list it, or a tenant was granted it, between two statements.
            let uses = try await database.read(as: tool.owner.access, Self.uses(of: tool))
            throw ConfigurationStoreError.inUse(try uses.map(RowUseRow.use))
        }
        if results[1].isEmpty {
            if let refusal = try ConfigurationChange.refusal(results[5], expected: tool.version) { throw refusal }
            throw ConfigurationStoreError.inUse(try results[6].map(RowUseRow.use))
        }
    }

    package func tools(_ filter: RowFilter, _ page: RowPage<ToolID>) async throws -> [Tool] {
        let rows = try await database.read(
            as: filter.visibleTo.access,
            SQLStatement(
                """
                SELECT id, tenant_id, name, description, base_tool_type, endpoint, input_schema, output_schema,
                    output_format, render, auth, priority, timeout_ms, labels, config, enabled, version
                FROM tool_configs
                WHERE id > $1 AND (CAST($2 AS TEXT) IS NULL OR tenant_id IS NULL OR tenant_id = $2)
                    AND (CAST($3 AS TEXT) IS NULL OR name = $3)
                    AND (CAST($4 AS BIGINT) IS NULL OR enabled = CAST($4 AS BIGINT))
                    AND (CAST($5 AS TEXT) IS NULL OR base_tool_type = $5)
                ORDER BY id LIMIT $6
                """,
                .after(page), .tenant(filter.visibleTo.tenant), .text(filter.name), .optionalFlag(filter.isEnabled),
                .text(filter.type), .integer(page.limit)))
        return try rows.map(ToolRow.tool)
    }

    package func tool(_ id: ToolID, visibleTo reader: RowReader) async throws -> Tool? {
        let rows = try await database.read(
            as: reader.access,
            SQLStatement(
                """
                SELECT id, tenant_id, name, description, base_tool_type, endpoint, input_schema, output_schema,
                    output_format, render, auth, priority, timeout_ms, labels, config, enabled, version
                FROM tool_configs
                WHERE id = $1 AND (CAST($2 AS TEXT) IS NULL OR tenant_id IS NULL OR tenant_id = $2)
                """, .id(id), .tenant(reader.tenant)))
        return try rows.first.map(ToolRow.tool)
    }
}

extension SQLToolStore {
    private static func change(
        _ action: String, _ tool: Tool, version: Int, by author: ConfigurationAuthor
    ) -> ConfigurationChange {
        ConfigurationChange(
            action, tool.name, of: tool.owner, by: author,
            detail: ["id": .string(tool.id.description), "version": .int(version)])
    }

    private static func insertion(of tool: Tool) -> SQLStatement {
        SQLStatement(
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
    }

    private static func replacement(of tool: Tool, _ change: ConfigurationChange) -> SQLStatement {
        SQLStatement(
            """
            UPDATE tool_configs SET
                name = $2, description = $3, base_tool_type = $4, endpoint = $5, input_schema = $6, output_schema = $7,
                output_format = $8, render = $9, auth = $10, priority = $11, timeout_ms = $12, labels = $13,
                config = $14, enabled = $15, version = version + 1
            WHERE id = $1 AND EXISTS (SELECT 1 FROM audit_log WHERE tenant_id = $16 AND id = $17)
            """,
            .id(tool.id), .text(tool.name), .text(tool.description), .text(tool.type), .text(tool.endpoint),
            .json(tool.inputSchema), .json(tool.outputSchema), .text(tool.outputFormat?.rawValue), .json(tool.render),
            .json(tool.authorization.json), .integer(tool.priority), .integer(ToolRow.milliseconds(tool.timeout)),
            .json(LabelColumns.json(tool.labels)), .json(tool.config), .flag(tool.isEnabled), change.scope,
            change.mark)
    }

    private static func removalOfPermissions(of tool: Tool, _ change: ConfigurationChange) -> SQLStatement {
        SQLStatement(
            """
            DELETE FROM tenant_tool_permissions
            WHERE tool_id = $1 AND enabled = 0
                AND EXISTS (SELECT 1 FROM audit_log WHERE tenant_id = $2 AND id = $3)
            """, .id(tool.id), change.scope, change.mark)
    }

    private static func removal(of tool: Tool, _ change: ConfigurationChange) -> SQLStatement {
        SQLStatement(
            """
            DELETE FROM tool_configs
            WHERE id = $1 AND EXISTS (SELECT 1 FROM audit_log WHERE tenant_id = $2 AND id = $3)
            """, .id(tool.id), change.scope, change.mark)
    }

    private static func version(of tool: Tool) -> SQLStatement {
        SQLStatement(
            "SELECT version FROM tool_configs WHERE id = $1 AND COALESCE(tenant_id, '') = $2",
            .id(tool.id), .text(tool.owner?.rawValue ?? ""))
    }

    private static func uses(of tool: Tool) -> SQLStatement {
        SQLStatement(
            """
            SELECT 'agent' AS kind, a.name AS name, a.tenant_id
            FROM agent_tools l JOIN agent_configs a ON a.id = l.agent_id WHERE l.tool_id = $1
            UNION ALL
            SELECT 'tenant', tenant_id, tenant_id FROM tenant_tool_permissions WHERE tool_id = $1 AND enabled = 1
            ORDER BY kind, name LIMIT 100
            """, .id(tool.id))
    }
}
