/// What the accounts of model calls need, in SQL that PostgreSQL and SQLite both read.
enum AccountingSchema {
    /// Prices are a list by the days from which they hold, in nano-dollars a million tokens; before, a model had one
    /// price, in nano-dollars a token.
    static let prices: [StaticString] = [
        "ALTER TABLE llm_models ADD COLUMN prices TEXT NOT NULL DEFAULT '[]'",
        """
        UPDATE llm_models SET prices = '[{"from":"' || prices_from || '","input":'
            || CAST(input_nanodollars * 1000000 AS TEXT) || ',"output":'
            || CAST(output_nanodollars * 1000000 AS TEXT)
            || CASE WHEN cached_input_nanodollars IS NULL THEN ''
                ELSE ',"cached_input":' || CAST(cached_input_nanodollars * 1000000 AS TEXT) END || '}]'
        WHERE prices_from IS NOT NULL
        """,
        "ALTER TABLE llm_models DROP COLUMN input_nanodollars",
        "ALTER TABLE llm_models DROP COLUMN output_nanodollars",
        "ALTER TABLE llm_models DROP COLUMN cached_input_nanodollars",
        "ALTER TABLE llm_models DROP COLUMN prices_from",
    ]

    /// `estimated`: the provider did not count, the host guessed.
    static let ledger: [StaticString] = [
        "ALTER TABLE usage_ledger ADD COLUMN cached_input_tokens BIGINT NOT NULL DEFAULT 0",
        "ALTER TABLE usage_ledger ADD COLUMN estimated SMALLINT NOT NULL DEFAULT 0 CHECK (estimated IN (0, 1))",
    ]
}
