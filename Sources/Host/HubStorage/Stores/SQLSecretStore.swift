import FoundationEssentials
import HubCore

/// Tenants' secrets, sealed as they come.
package struct SQLSecretStore: SecretStore {
    private let database: any SQLDatabase

    package init(database: any SQLDatabase) { self.database = database }

    /// Throws `.missing` when the tenant is not there.
    package func put(
        _ secret: SealedSecret, named name: SecretName, for scope: TenantScope, by author: ConfigurationAuthor
    ) async throws -> Bool {
        let change = ConfigurationChange("secret.put", name.rawValue, of: scope.tenant, by: author)
        do throws(SQLError) {
            let results = try await database.write(
                as: .tenant(scope),
                [
                    change.hold,
                    SQLStatement(
                        "SELECT name FROM tenant_secrets WHERE tenant_id = $1 AND name = $2",
                        .tenant(scope.tenant), .text(name.rawValue)),
                    SQLStatement(
                        """
                        INSERT INTO tenant_secrets (tenant_id, name, token, created_at, updated_at)
                        VALUES ($1, $2, $3, $4, $4)
                        ON CONFLICT (tenant_id, name) DO UPDATE SET token = excluded.token,
                            updated_at = excluded.updated_at
                        """,
                        .tenant(scope.tenant), .text(name.rawValue), .text(secret.token), change.now),
                    change.record, change.growth,
                ])
            return results[1].isEmpty
        } catch .violation(.foreignKey, statement: 2) {
            throw ConfigurationStoreError.missing(field: "tenant_id", name: scope.tenant.rawValue)
        }
    }

    package func secrets(of scope: TenantScope, _ page: RowPage<SecretName>) async throws -> [SecretDescription] {
        // No name is the empty text, so all of them follow it.
        try await database.read(
            as: .tenant(scope),
            SQLStatement(
                """
                SELECT name, created_at, updated_at FROM tenant_secrets WHERE tenant_id = $1 AND name > $2
                ORDER BY name LIMIT $3
                """, .tenant(scope.tenant), .text(page.after?.rawValue ?? ""), .integer(page.limit))
        ).map(SecretRow.description)
    }

    package func description(of name: SecretName, of scope: TenantScope) async throws -> SecretDescription? {
        try await database.read(
            as: .tenant(scope),
            SQLStatement(
                "SELECT name, created_at, updated_at FROM tenant_secrets WHERE tenant_id = $1 AND name = $2",
                .tenant(scope.tenant), .text(name.rawValue))
        ).first.map(SecretRow.description)
    }

    package func secret(named name: SecretName, of scope: TenantScope) async throws -> SealedSecret? {
        let rows = try await database.read(
            as: .tenant(scope),
            SQLStatement(
                "SELECT token FROM tenant_secrets WHERE tenant_id = $1 AND name = $2",
                .tenant(scope.tenant), .text(name.rawValue)))
        guard var columns = rows.first?.columns else { return nil }
        return SealedSecret(token: try columns.text())
    }

    /// In use by the tenant's own tools; what the platform's tools name is each tenant's to have or not.
    package func delete(_ name: SecretName, of scope: TenantScope, by author: ConfigurationAuthor) async throws {
        let change = ConfigurationChange("secret.delete", name.rawValue, of: scope.tenant, by: author)
        let results = try await database.write(
            as: .tenant(scope),
            [
                change.hold, change.record(unused: name),
                SQLStatement(
                    """
                    DELETE FROM tenant_secrets WHERE tenant_id = $1 AND name = $2
                        AND EXISTS (SELECT 1 FROM audit_log WHERE tenant_id = $1 AND id = $3)
                    """, .tenant(scope.tenant), .text(name.rawValue), change.mark),
                change.growth,
                SQLStatement(
                    "SELECT name FROM tenant_secrets WHERE tenant_id = $1 AND name = $2",
                    .tenant(scope.tenant), .text(name.rawValue)),
                // Both are texts of the one JSON writer.
                SQLStatement(
                    """
                    SELECT 'tool', name, tenant_id FROM tool_configs WHERE tenant_id = $1 AND auth = $2
                    ORDER BY name LIMIT 100
                    """,
                    .tenant(scope.tenant), .json(ToolAuthorization.credential(name.rawValue).json)),
            ])
        if results[1].isEmpty {
            if results[4].isEmpty { throw ConfigurationStoreError.gone }
            throw ConfigurationStoreError.inUse(try results[5].map(RowUseRow.use))
        }
    }

    static func sealed(of scope: TenantScope) -> SQLStatement {
        SQLStatement("SELECT name, token FROM tenant_secrets WHERE tenant_id = $1", .tenant(scope.tenant))
    }
}
