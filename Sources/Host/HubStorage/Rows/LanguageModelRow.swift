import HubCore

/// A model of the catalogue as a row of `llm_models`.
enum LanguageModelRow {
    /// Reads id, tenant_id, name, provider, base_url, context_window, input_nanodollars, output_nanodollars,
    /// cached_input_nanodollars, prices_from, version.
    static func model(_ row: SQLRow) throws(SQLError) -> LanguageModel {
        var columns = row.columns
        return LanguageModel(
            id: try columns.id(), owner: try columns.optionalTenant(), name: try columns.text(),
            provider: try columns.choice(), baseURL: try columns.optionalText(), contextWindow: try columns.count(),
            prices: TokenPrices(
                input: try columns.integer(), output: try columns.integer(), cachedInput: try columns.optionalInteger(),
                from: try columns.optionalText()),
            version: try columns.count())
    }
}
