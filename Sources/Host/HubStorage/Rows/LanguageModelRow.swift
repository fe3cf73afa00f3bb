import HubCore

/// A model of the catalogue as a row of `llm_models`.
enum LanguageModelRow {
    /// Reads id, tenant_id, name, provider, base_url, context_window, prices, version.
    static func model(_ row: SQLRow) throws(SQLError) -> LanguageModel {
        var columns = row.columns
        return LanguageModel(
            id: try columns.id(), owner: try columns.optionalTenant(), name: try columns.text(),
            provider: try columns.choice(), baseURL: try columns.optionalText(), contextWindow: try columns.count(),
            prices: try prices(&columns), version: try columns.count())
    }

    private static func prices(_ columns: inout SQLColumns) throws(SQLError) -> PriceList {
        guard let prices = PriceListRow.prices(try columns.json()) else { throw .unexpectedValue(column: 6) }
        return prices
    }
}
