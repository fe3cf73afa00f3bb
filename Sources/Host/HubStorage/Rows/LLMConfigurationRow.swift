import HubCore

/// A tenant's choice of models as rows of `tenant_llm_settings` and `tenant_llm_configs`.
enum LLMConfigurationRow {
    /// Of the tenant's one row of settings supervisor_model_id, embedding_model_id, embedding_dimensions,
    /// allow_builtin, version; of its models in their order
    /// llm_model_id, api_key, rpm, tpm. nil when there is neither.
    static func configuration(settings: [SQLRow], models: [SQLRow]) throws(SQLError) -> LLMConfiguration? {
        if settings.isEmpty, models.isEmpty { return nil }
        var configuration = LLMConfiguration(models: try models.map(entry))
        if var columns = settings.first?.columns {
            configuration.supervisorModel = try columns.optionalID()
            let embedding: ModelID? = try columns.optionalID()
            let dimensions = try columns.optionalCount()
            configuration.embedding = embedding.flatMap { model in
                dimensions.map { LLMConfiguration.Embedding(model: model, dimensions: $0) }
            }
            configuration.allowsBuiltin = try columns.flag()
            configuration.version = try columns.count()
        }
        return configuration
    }

    private static func entry(_ row: SQLRow) throws(SQLError) -> LLMConfiguration.Entry {
        var columns = row.columns
        return LLMConfiguration.Entry(
            model: try columns.id(), key: try columns.optionalText().map(SealedSecret.init(token:)),
            requestsPerMinute: try columns.optionalCount(), tokensPerMinute: try columns.optionalCount())
    }
}
