import HubCore

/// Every sealed value of every tenant, for a change of the master keys.
///
/// Values are read a page at a time and replaced one by one, each only while it is still the one that was read. So a
/// rotation may stop anywhere and start again, and a value that an administrator writes meanwhile stays.
package struct SecretRotationStore: Sendable {
    /// Where a sealed value stands; the order of pages.
    package enum Place: Sendable, Hashable {
        case modelKey(TenantID, ModelID)
        case secret(TenantID, SecretName)
    }

    package struct Value: Sendable, Hashable {
        package let place: Place
        package let sealed: SealedSecret
    }

    private let database: any SQLDatabase

    package init(database: any SQLDatabase) { self.database = database }

    /// At most `limit` values that follow `place`; nil: from the first on. None: there are no more.
    package func sealed(after place: Place?, limit: Int) async throws -> [Value] {
        let (kind, tenant, name) = Self.key(of: place)
        let rows = try await database.read(
            as: .platform,
            SQLStatement(
                """
                SELECT kind, tenant_id, name, token FROM (
                    SELECT 'model' AS kind, tenant_id, llm_model_id AS name, api_key AS token
                    FROM tenant_llm_configs WHERE api_key IS NOT NULL
                    UNION ALL
                    SELECT 'secret' AS kind, tenant_id, name, token FROM tenant_secrets
                ) v
                WHERE (kind, tenant_id, name) > ($1, $2, $3) ORDER BY kind, tenant_id, name LIMIT $4
                """, .text(kind), .text(tenant), .text(name), .integer(limit)))
        return try rows.map(Self.value)
    }

    /// Puts `new` in the place of `old`, and says so; false when the place holds another value by now, or none. The
    /// tenant's version grows, so that nobody keeps a copy that soon cannot be opened.
    package func replace(_ old: SealedSecret, by new: SealedSecret, at place: Place) async throws -> Bool {
        let results: [[SQLRow]]
        switch place {
        case .modelKey(let tenant, let model):
            results = try await database.write(
                as: .platform,
                [
                    ConfigurationVersionStore.hold(tenant),
                    SQLStatement(
                        """
                        UPDATE config_versions SET version = version + 1 WHERE scope = $1 AND EXISTS (
                            SELECT 1 FROM tenant_llm_configs
                            WHERE tenant_id = $1 AND llm_model_id = $2 AND api_key = $3
                        )
                        """, .tenant(tenant), .id(model), .text(old.token)),
                    SQLStatement(
                        """
                        UPDATE tenant_llm_configs SET api_key = $4
                        WHERE tenant_id = $1 AND llm_model_id = $2 AND api_key = $3
                        RETURNING tenant_id
                        """, .tenant(tenant), .id(model), .text(old.token), .text(new.token)),
                ])
        case .secret(let tenant, let name):
            results = try await database.write(
                as: .platform,
                [
                    ConfigurationVersionStore.hold(tenant),
                    SQLStatement(
                        """
                        UPDATE config_versions SET version = version + 1 WHERE scope = $1 AND EXISTS (
                            SELECT 1 FROM tenant_secrets WHERE tenant_id = $1 AND name = $2 AND token = $3
                        )
                        """, .tenant(tenant), .text(name.rawValue), .text(old.token)),
                    SQLStatement(
                        """
                        UPDATE tenant_secrets SET token = $4 WHERE tenant_id = $1 AND name = $2 AND token = $3
                        RETURNING tenant_id
                        """, .tenant(tenant), .text(name.rawValue), .text(old.token), .text(new.token)),
                ])
        }
        return !results[2].isEmpty
    }

    private static func key(of place: Place?) -> (kind: String, tenant: String, name: String) {
        switch place {
        case .modelKey(let tenant, let model): ("model", tenant.rawValue, model.description)
        case .secret(let tenant, let name): ("secret", tenant.rawValue, name.rawValue)
        case nil: ("", "", "")
        }
    }

    private static func value(_ row: SQLRow) throws(SQLError) -> Value {
        var columns = row.columns
        let kind = try columns.text()
        guard let tenant = try columns.optionalTenant() else { throw columns.failure }
        switch kind {
        case "model":
            return Value(
                place: .modelKey(tenant, try columns.id()), sealed: SealedSecret(token: try columns.text()))
        case "secret":
            guard let name = SecretName(try columns.text()) else { throw columns.failure }
            return Value(place: .secret(tenant, name), sealed: SealedSecret(token: try columns.text()))
        case _: throw columns.failure
        }
    }
}
