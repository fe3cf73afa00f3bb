import HubCore
import Testing

@testable import HubStorage

/// Rows of a database before prices had a history: a model had one price, in nano-dollars a token.
enum OlderModels {
    private static let priced = ModelID()
    private static let plain = ModelID()
    private static let unpriced = ModelID()
    private static let dearest = ModelID()

    static let rows: [SQLStatement] =
        [
            SQLStatement(
                "INSERT INTO tenants (id, name, settings, enabled, created_at) VALUES ('acme', 'Acme', $1, 1, 5)",
                .text(#"{"routing":"hybrid","languages":["en"]}"#))
        ]
        + [
            (priced, 150, 600, 75, "2025-01-01"), (plain, 0, 0, nil, "2025-02-01"), (unpriced, 0, 0, nil, nil),
            (dearest, 9_999_999_999, 1, nil, "2025-03-01"),
        ].map { (id: ModelID, input: Int, output: Int, cached: Int64?, from: String?) in
            SQLStatement(
                """
                INSERT INTO llm_models (
                    id, tenant_id, name, provider, context_window, input_nanodollars, output_nanodollars,
                    cached_input_nanodollars, prices_from, created_at
                ) VALUES ($1, 'acme', $1, 'openai', 9, $2, $3, $4, $5, 5)
                """, .id(id), .integer(input), .integer(output), .optional(cached), .text(from))
        } + [
            SQLStatement(
                """
                INSERT INTO usage_ledger (
                    tenant_id, message_id, position, session_id, user_id, provider, model, input_tokens, output_tokens,
                    cost_nanodollars, succeeded, created_at
                ) VALUES ('acme', '019aab50-1111-7000-8000-000000000001', 0, 's', 'u', 'p', 'm', 1, 2, 3, 1, 0)
                """)
        ]

    /// That the rows say what they said.
    static func check(_ database: any SQLDatabase) async throws {
        let store = SQLLanguageModelStore(database: database)
        func prices(_ id: ModelID) async throws -> [TokenPrices]? {
            try await store.model(id, visibleTo: .acme)?.prices.prices
        }
        #expect(
            try await prices(priced) == [
                TokenPrices(input: 150_000_000, output: 600_000_000, cachedInput: 75_000_000, from: "2025-01-01")
            ])
        #expect(try await prices(plain) == [TokenPrices(input: 0, output: 0, from: "2025-02-01")])
        #expect(try await prices(unpriced) == [])
        #expect(
            try await prices(dearest) == [
                TokenPrices(input: 9_999_999_999_000_000, output: 1_000_000, from: "2025-03-01")
            ])
        let rows = try await database.read(
            as: .tenant(TenantID.acme.scope),
            SQLStatement("SELECT cost_nanodollars, cached_input_tokens, estimated, answered FROM usage_ledger"))
        #expect(rows == [SQLRow([.integer(3), .integer(0), .integer(0), .integer(1)])])
    }
}
