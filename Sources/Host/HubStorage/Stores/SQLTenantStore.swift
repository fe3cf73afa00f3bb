import FoundationEssentials
import HubCore

/// Tenants' rows.
package struct SQLTenantStore: TenantStore {
    private let database: any SQLDatabase

    package init(database: any SQLDatabase) { self.database = database }

    package func create(_ tenant: Tenant) async throws {
        let insert = SQLStatement(
            "INSERT INTO tenants (id, name, settings, enabled, created_at) VALUES ($1, $2, $3, $4, $5)",
            .tenant(tenant.id), .text(tenant.name), .json(TenantRow.json(tenant.settings)), .flag(tenant.isEnabled),
            .time(Date()))
        do throws(SQLError) {
            _ = try await database.write(as: .platform, [insert, ConfigurationVersionStore.growth])
        } catch {
            guard case .violation(.unique, statement: 0) = error else { throw error }
            throw ConfigurationStoreError.conflict(field: "id")
        }
    }

    package func tenants(after: TenantID?, limit: Int) async throws -> [Tenant] {
        // No id is the empty text, so all of them follow it.
        let rows = try await database.read(
            as: .platform,
            SQLStatement(
                "SELECT id, name, settings, enabled FROM tenants WHERE id > $1 ORDER BY id LIMIT $2",
                .text(after?.rawValue ?? ""), .integer(limit)))
        return try rows.map(TenantRow.tenant)
    }

    package func tenant(_ id: TenantID) async throws -> Tenant? {
        let rows = try await database.read(
            as: .platform,
            SQLStatement("SELECT id, name, settings, enabled FROM tenants WHERE id = $1", .tenant(id)))
        return try rows.first.map(TenantRow.tenant)
    }
}
