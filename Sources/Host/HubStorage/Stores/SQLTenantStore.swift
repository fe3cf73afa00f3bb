import FoundationEssentials
import HubCore

/// Tenants' rows. Their changes count as the tenant's own: in its version and in its audit log.
package struct SQLTenantStore: TenantStore {
    private let database: any SQLDatabase

    package init(database: any SQLDatabase) { self.database = database }

    package func create(_ tenant: Tenant, by author: ConfigurationAuthor) async throws {
        let change = Self.change("tenant.create", tenant, version: tenant.version, by: author)
        let insert = SQLStatement(
            "INSERT INTO tenants (id, name, settings, enabled, version, created_at) VALUES ($1, $2, $3, $4, $5, $6)",
            .tenant(tenant.id), .text(tenant.name), .json(TenantRow.json(tenant.settings)), .flag(tenant.isEnabled),
            .integer(tenant.version), change.now)
        let statements = [insert, change.record, change.growth] + change.answer
        do throws(SQLError) {
            _ = try await database.write(as: .platform, statements)
        } catch .violation(.unique, statement: 0) {
            throw ConfigurationStoreError.conflict(field: "id")
        } catch {
            throw change.isClaimLost(error, of: statements) ? IdempotencyClaimLost() : error
        }
    }

    package func update(_ tenant: Tenant, by author: ConfigurationAuthor) async throws -> Tenant {
        var updated = tenant
        updated.version += 1
        let change = Self.change("tenant.update", tenant, version: updated.version, by: author)
        let replacement = SQLStatement(
            """
            UPDATE tenants SET name = $2, settings = $3, enabled = $4, version = version + 1
            WHERE id = $1 AND EXISTS (SELECT 1 FROM audit_log WHERE tenant_id = $1 AND id = $5)
            """,
            .tenant(tenant.id), .text(tenant.name), .json(TenantRow.json(tenant.settings)), .flag(tenant.isEnabled),
            change.mark)
        let results = try await database.write(
            as: .platform,
            [
                change.hold, change.record(row: .tenant(tenant.id), version: tenant.version), replacement,
                change.growth, SQLStatement("SELECT version FROM tenants WHERE id = $1", .tenant(tenant.id)),
            ])
        if results[1].isEmpty {
            if let refusal = try ConfigurationChange.refusal(results[4], expected: tenant.version) { throw refusal }
            throw ConfigurationStoreError.stale
        }
        return updated
    }

    private static func change(
        _ action: String, _ tenant: Tenant, version: Int, by author: ConfigurationAuthor
    ) -> ConfigurationChange {
        ConfigurationChange(
            action, tenant.id.rawValue, of: tenant.id, by: author, detail: ["version": .int(version)])
    }

    package func tenants(_ filter: TenantFilter, _ page: RowPage<TenantID>) async throws -> [Tenant] {
        // No id is the empty text, so all of them follow it.
        let rows = try await database.read(
            as: .platform,
            SQLStatement(
                """
                SELECT id, name, settings, enabled, version FROM tenants
                WHERE id > $1 AND (CAST($2 AS TEXT) IS NULL OR name = $2)
                    AND (CAST($3 AS BIGINT) IS NULL OR enabled = CAST($3 AS BIGINT))
                ORDER BY id LIMIT $4
                """,
                .text(page.after?.rawValue ?? ""), .text(filter.name), .optionalFlag(filter.isEnabled),
                .integer(page.limit)))
        return try rows.map(TenantRow.tenant)
    }

    package func tenant(_ id: TenantID) async throws -> Tenant? {
        let rows = try await database.read(
            as: .platform,
            SQLStatement("SELECT id, name, settings, enabled, version FROM tenants WHERE id = $1", .tenant(id)))
        return try rows.first.map(TenantRow.tenant)
    }
}
