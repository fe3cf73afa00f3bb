import FoundationEssentials
import HubCore

/// Tenants' choices of models: one row of settings and one row a model. The keys are stored as they come: sealed.
package struct SQLLLMConfigurationStore: LLMConfigurationStore {
    private let database: any SQLDatabase

    package init(database: any SQLDatabase) { self.database = database }

    package func llmConfiguration(of scope: TenantScope) async throws -> LLMConfiguration? {
        let results = try await database.read(as: .tenant(scope), [Self.settings(of: scope), Self.models(of: scope)])
        return try LLMConfigurationRow.configuration(settings: results[0], models: results[1])
    }

    package func set(_ configuration: LLMConfiguration, for scope: TenantScope, by author: ConfigurationAuthor)
        async throws -> LLMConfiguration
    {
        let models = configuration.models
        guard Set(models.map(\.model)).count == models.count else {
            throw ConfigurationStoreError.conflict(field: "models")
        }
        let change = ConfigurationChange(
            "llm_config.set", scope.tenant.rawValue, of: scope.tenant, by: author,
            detail: [
                "version": .int(configuration.version + 1),
                "models": .strings(models.map(\.model.description)),
                "keys_given": .int(models.filter { $0.key != nil }.count),
            ])
        let first = 5
        var statements = [
            change.hold, change.record(llmVersion: configuration.version),
            Self.replacement(of: configuration, for: scope, change),
            Self.embedding(of: configuration, for: scope, change),
            Self.outdating(scope, change),
        ]
        for (position, entry) in models.enumerated() {
            statements.append(Self.entry(entry, at: position, for: scope, change))
        }
        statements += [
            Self.removalOfOutdated(scope, change), change.growth, Self.settings(of: scope), Self.models(of: scope),
        ]
        let results: [[SQLRow]]
        do throws(SQLError) {
            results = try await database.write(as: .tenant(scope), statements)
        } catch {
            switch error {
            case .violation(.notNull, statement: 2):
                throw ConfigurationStoreError.missing(
                    field: "supervisor_model_id", name: configuration.supervisorModel?.description ?? "")
            case .violation(.notNull, statement: 3):
                throw ConfigurationStoreError.missing(
                    field: "embedding_model_id", name: configuration.embedding?.model.description ?? "")
            case .violation(.notNull, let statement) where models.indices.contains(statement - first):
                throw ConfigurationStoreError.missing(
                    field: "models", name: models[statement - first].model.description)
            case .violation(.foreignKey, statement: 2):
                throw ConfigurationStoreError.missing(field: "tenant_id", name: scope.tenant.rawValue)
            case _: throw error
            }
        }
        let end = statements.count
        guard !results[1].isEmpty,
            let stored = try LLMConfigurationRow.configuration(settings: results[end - 2], models: results[end - 1])
        else { throw ConfigurationStoreError.stale }
        return stored
    }

    static func settings(of scope: TenantScope) -> SQLStatement {
        SQLStatement(
            """
            SELECT supervisor_model_id, embedding_model_id, embedding_dimensions, allow_builtin, version
            FROM tenant_llm_settings WHERE tenant_id = $1
            """,
            .tenant(scope.tenant))
    }

    static func models(of scope: TenantScope) -> SQLStatement {
        SQLStatement(
            "SELECT llm_model_id, api_key, rpm, tpm FROM tenant_llm_configs WHERE tenant_id = $1 ORDER BY position",
            .tenant(scope.tenant))
    }
}

extension SQLLLMConfigurationStore {
    /// A supervisor's model that the tenant cannot see violates not null.
    private static func replacement(
        of configuration: LLMConfiguration, for scope: TenantScope, _ change: ConfigurationChange
    ) -> SQLStatement {
        SQLStatement(
            """
            INSERT INTO tenant_llm_settings (tenant_id, supervisor_model_id, allow_builtin, version, updated_at)
            SELECT $1, (
                    SELECT id FROM llm_models WHERE id = $2 AND (tenant_id IS NULL OR tenant_id = $1)
                ), CASE WHEN CAST($2 AS TEXT) IS NULL OR EXISTS (
                    SELECT 1 FROM llm_models WHERE id = $2 AND (tenant_id IS NULL OR tenant_id = $1)
                ) THEN CAST($3 AS SMALLINT) END, 1, CAST($4 AS BIGINT)
            WHERE EXISTS (SELECT 1 FROM audit_log WHERE tenant_id = $1 AND id = $5)
            ON CONFLICT (tenant_id) DO UPDATE SET supervisor_model_id = excluded.supervisor_model_id,
                allow_builtin = excluded.allow_builtin, version = tenant_llm_settings.version + 1,
                updated_at = excluded.updated_at
            """,
            .tenant(scope.tenant), .id(configuration.supervisorModel), .flag(configuration.allowsBuiltin), change.now,
            change.mark)
    }

    /// A model of embeddings that the tenant cannot see, or that is not priced, violates not null.
    private static func embedding(
        of configuration: LLMConfiguration, for scope: TenantScope, _ change: ConfigurationChange
    ) -> SQLStatement {
        SQLStatement(
            """
            UPDATE tenant_llm_settings
            SET embedding_model_id = (
                    SELECT id FROM llm_models WHERE id = $2 AND (tenant_id IS NULL OR tenant_id = $1) AND prices <> '[]'
                ),
                embedding_dimensions = CAST($3 AS BIGINT),
                allow_builtin = CASE WHEN CAST($2 AS TEXT) IS NULL OR EXISTS (
                    SELECT 1 FROM llm_models WHERE id = $2 AND (tenant_id IS NULL OR tenant_id = $1) AND prices <> '[]'
                ) THEN allow_builtin END
            WHERE tenant_id = $1 AND EXISTS (SELECT 1 FROM audit_log WHERE tenant_id = $1 AND id = $4)
            """,
            .tenant(scope.tenant), .id(configuration.embedding?.model),
            .optional(configuration.embedding.map { Int64($0.dimensions) }), change.mark)
    }

    /// Sets the earlier entries aside; those that stay get their place again, with their key.
    private static func outdating(_ scope: TenantScope, _ change: ConfigurationChange) -> SQLStatement {
        SQLStatement(
            """
            UPDATE tenant_llm_configs SET position = -1
            WHERE tenant_id = $1 AND EXISTS (SELECT 1 FROM audit_log WHERE tenant_id = $1 AND id = $2)
            """, .tenant(scope.tenant), change.mark)
    }

    private static func removalOfOutdated(_ scope: TenantScope, _ change: ConfigurationChange) -> SQLStatement {
        SQLStatement(
            """
            DELETE FROM tenant_llm_configs
            WHERE tenant_id = $1 AND position = -1
                AND EXISTS (SELECT 1 FROM audit_log WHERE tenant_id = $1 AND id = $2)
            """, .tenant(scope.tenant), change.mark)
    }

    /// A model that the tenant cannot see violates not null.
    private static func entry(
        _ entry: LLMConfiguration.Entry, at position: Int, for scope: TenantScope, _ change: ConfigurationChange
    ) -> SQLStatement {
        SQLStatement(
            """
            INSERT INTO tenant_llm_configs (tenant_id, llm_model_id, position, api_key, rpm, tpm, updated_at)
            SELECT $1, (SELECT id FROM llm_models WHERE id = $2 AND (tenant_id IS NULL OR tenant_id = $1)),
                CAST($3 AS BIGINT), $4, CAST($5 AS BIGINT), CAST($6 AS BIGINT), CAST($7 AS BIGINT)
            WHERE EXISTS (SELECT 1 FROM audit_log WHERE tenant_id = $1 AND id = $8)
            ON CONFLICT (tenant_id, llm_model_id) DO UPDATE SET position = excluded.position,
                api_key = CASE WHEN CAST($9 AS SMALLINT) = 1 THEN excluded.api_key
                    ELSE COALESCE(excluded.api_key, tenant_llm_configs.api_key) END,
                rpm = excluded.rpm, tpm = excluded.tpm, updated_at = excluded.updated_at
            """,
            .tenant(scope.tenant), .id(entry.model), .integer(position), .text(entry.key?.token),
            .optional(entry.requestsPerMinute.map(Int64.init)), .optional(entry.tokensPerMinute.map(Int64.init)),
            change.now, change.mark, .flag(entry.clearsKey))
    }
}
