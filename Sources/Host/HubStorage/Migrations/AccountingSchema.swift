/// What the accounts of model calls need, in SQL that PostgreSQL and SQLite both read.
enum AccountingSchema {
    /// Prices are a list by the days from which they hold, in nano-dollars a million tokens; before, a model had one
    /// price, in nano-dollars a token. The oldest rows have one without a day: it held from ever. A row without a day
    /// and without a price stays unpriced.
    static let prices: [StaticString] = [
        "ALTER TABLE llm_models ADD COLUMN prices TEXT NOT NULL DEFAULT '[]'",
        """
        UPDATE llm_models SET prices = '[{"from":"' || COALESCE(prices_from, '1970-01-01') || '","input":'
            || CAST(input_nanodollars * 1000000 AS TEXT) || ',"output":'
            || CAST(output_nanodollars * 1000000 AS TEXT)
            || CASE WHEN cached_input_nanodollars IS NULL THEN ''
                ELSE ',"cached_input":' || CAST(cached_input_nanodollars * 1000000 AS TEXT) END || '}]'
        WHERE prices_from IS NOT NULL OR input_nanodollars <> 0 OR output_nanodollars <> 0
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

    /// The days whose spending reached a tenant's threshold. The key lets one of all workers raise an alert; `audit_id`
    /// is the event that it wrote.
    static let spendAlerts: [StaticString] = [
        """
        CREATE TABLE spend_alerts (
            tenant_id TEXT NOT NULL REFERENCES tenants (id), day TEXT NOT NULL, threshold_nanodollars BIGINT NOT NULL,
            cost_nanodollars BIGINT NOT NULL, audit_id TEXT NOT NULL, reached_at BIGINT NOT NULL,
            PRIMARY KEY (tenant_id, day)
        )
        """
    ]

    /// A session's calls are found by its answers' ids, which begin the ledger's key. Those of turns without an answer
    /// (0) have an id that no message has: they alone are in an index, so that the turns that all do well write none.
    static let unanswered: [StaticString] = [
        "ALTER TABLE usage_ledger ADD COLUMN answered SMALLINT NOT NULL DEFAULT 1 CHECK (answered IN (0, 1))",
        "CREATE INDEX usage_ledger_unanswered ON usage_ledger (tenant_id, session_id) WHERE answered = 0",
    ]
}
