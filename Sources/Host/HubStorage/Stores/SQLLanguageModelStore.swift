import FoundationEssentials
import HubCore

/// The catalogue of language models.
package struct SQLLanguageModelStore: LanguageModelStore {
    private let database: any SQLDatabase

    package init(database: any SQLDatabase) { self.database = database }

    package func create(_ model: LanguageModel, by author: ConfigurationAuthor) async throws {
        let change = Self.change("model.create", model, version: model.version, by: author)
        let statements = [Self.insertion(of: model), change.record, change.growth] + change.answer
        do throws(SQLError) {
            _ = try await database.write(as: change.access, statements)
        } catch {
            if change.isClaimLost(error, of: statements) { throw IdempotencyClaimLost() }
            switch error {
            case .violation(.unique, statement: 0): throw ConfigurationStoreError.conflict(field: "name")
            case .violation(.foreignKey, statement: 0):
                throw ConfigurationStoreError.missing(field: "tenant_id", name: model.owner?.rawValue ?? "")
            case _: throw error
            }
        }
    }

    package func update(_ model: LanguageModel, by author: ConfigurationAuthor) async throws -> LanguageModel {
        let change = Self.change("model.update", model, version: model.version + 1, by: author)
        let results: [[SQLRow]]
        do throws(SQLError) {
            results = try await database.write(
                as: model.owner.access,
                [
                    change.hold, change.record(row: .id(model.id), version: model.version),
                    Self.replacement(of: model, change), change.growth, Self.version(of: model),
                ])
        } catch {
            guard case .violation(.unique, statement: 2) = error else { throw error }
            throw ConfigurationStoreError.conflict(field: "name")
        }
        if results[1].isEmpty {
            if let refusal = try ConfigurationChange.refusal(results[4], expected: model.version) { throw refusal }
            throw ConfigurationStoreError.stale
        }
        var updated = model
        updated.version += 1
        return updated
    }

    package func delete(_ model: LanguageModel, by author: ConfigurationAuthor) async throws {
        let change = Self.change("model.delete", model, version: model.version, by: author)
        let results: [[SQLRow]]
        do throws(SQLError) {
            results = try await database.write(
                as: model.owner.access,
                [
                    change.hold, change.record(unused: .id(model.id), version: model.version),
                    Self.removal(of: model, change), change.growth, Self.version(of: model), Self.uses(of: model),
                ])
        } catch .violation(.foreignKey, statement: _) {
            // An agent or a tenant came to name it between two statements.
            let uses = try await database.read(as: model.owner.access, Self.uses(of: model))
            throw ConfigurationStoreError.inUse(try uses.map(RowUseRow.use))
        }
        if results[1].isEmpty {
            if let refusal = try ConfigurationChange.refusal(results[4], expected: model.version) { throw refusal }
            throw ConfigurationStoreError.inUse(try results[5].map(RowUseRow.use))
        }
    }

    package func models(_ filter: RowFilter, _ page: RowPage<ModelID>) async throws -> [LanguageModel] {
        let rows = try await database.read(
            as: filter.visibleTo.access,
            SQLStatement(
                """
                SELECT id, tenant_id, name, provider, base_url, context_window, prices, version
                FROM llm_models
                WHERE id > $1 AND (CAST($2 AS TEXT) IS NULL OR tenant_id IS NULL OR tenant_id = $2)
                    AND (CAST($3 AS TEXT) IS NULL OR name = $3) AND (CAST($4 AS TEXT) IS NULL OR provider = $4)
                ORDER BY id LIMIT $5
                """,
                .after(page), .tenant(filter.visibleTo.tenant), .text(filter.name), .text(filter.type),
                .integer(page.limit)))
        return try rows.map(LanguageModelRow.model)
    }

    package func model(_ id: ModelID, visibleTo reader: RowReader) async throws -> LanguageModel? {
        let rows = try await database.read(
            as: reader.access,
            SQLStatement(
                """
                SELECT id, tenant_id, name, provider, base_url, context_window, prices, version
                FROM llm_models WHERE id = $1 AND (CAST($2 AS TEXT) IS NULL OR tenant_id IS NULL OR tenant_id = $2)
                """, .id(id), .tenant(reader.tenant)))
        return try rows.first.map(LanguageModelRow.model)
    }
}

extension SQLLanguageModelStore {
    private static func change(
        _ action: String, _ model: LanguageModel, version: Int, by author: ConfigurationAuthor
    ) -> ConfigurationChange {
        ConfigurationChange(
            action, model.name, of: model.owner, by: author,
            detail: ["id": .string(model.id.description), "version": .int(version)])
    }

    private static func insertion(of model: LanguageModel) -> SQLStatement {
        SQLStatement(
            """
            INSERT INTO llm_models (
                id, tenant_id, name, provider, base_url, context_window, prices, version, created_at
            )
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
            """,
            .id(model.id), .tenant(model.owner), .text(model.name), .text(model.provider.rawValue),
            .text(model.baseURL), .integer(model.contextWindow), .json(PriceListRow.json(model.prices)),
            .integer(model.version), .time(Date()))
    }

    private static func replacement(of model: LanguageModel, _ change: ConfigurationChange) -> SQLStatement {
        SQLStatement(
            """
            UPDATE llm_models SET
                name = $2, provider = $3, base_url = $4, context_window = $5, prices = $6,
                version = version + 1
            WHERE id = $1 AND EXISTS (SELECT 1 FROM audit_log WHERE tenant_id = $7 AND id = $8)
            """,
            .id(model.id), .text(model.name), .text(model.provider.rawValue), .text(model.baseURL),
            .integer(model.contextWindow), .json(PriceListRow.json(model.prices)), change.scope, change.mark)
    }

    private static func removal(of model: LanguageModel, _ change: ConfigurationChange) -> SQLStatement {
        SQLStatement(
            """
            DELETE FROM llm_models
            WHERE id = $1 AND EXISTS (SELECT 1 FROM audit_log WHERE tenant_id = $2 AND id = $3)
            """, .id(model.id), change.scope, change.mark)
    }

    private static func version(of model: LanguageModel) -> SQLStatement {
        SQLStatement(
            "SELECT version FROM llm_models WHERE id = $1 AND COALESCE(tenant_id, '') = $2",
            .id(model.id), .text(model.owner?.rawValue ?? ""))
    }

    private static func uses(of model: LanguageModel) -> SQLStatement {
        SQLStatement(
            """
            SELECT 'agent' AS kind, name AS name, tenant_id AS tenant FROM agent_configs WHERE llm_model_id = $1
            UNION
            SELECT 'llm-config', tenant_id, tenant_id FROM tenant_llm_configs WHERE llm_model_id = $1
            UNION
            SELECT 'llm-config', tenant_id, tenant_id FROM tenant_llm_settings
            WHERE supervisor_model_id = $1 OR embedding_model_id = $1
            ORDER BY kind, name, tenant LIMIT 100
            """, .id(model.id))
    }
}
