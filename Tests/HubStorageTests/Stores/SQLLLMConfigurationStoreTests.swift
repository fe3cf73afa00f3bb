import HubCore
import Testing

@testable import HubStorage

@Suite(.onEveryDatabase) struct SQLLLMConfigurationStoreTests {
    private typealias Entry = LLMConfiguration.Entry

    private struct Hub {
        let store: SQLLLMConfigurationStore
        let database: any SQLDatabase
        /// The platform's `a` and `b`, and globex's own.
        let a = LanguageModel(name: "a", provider: .openAI)
        let b = LanguageModel(name: "b", provider: .openAI)
        let foreign = LanguageModel(owner: .globex, name: "c", provider: .openAI)

        func set(_ configuration: LLMConfiguration, for tenant: TenantID = .acme) async throws -> LLMConfiguration {
            try await store.set(configuration, for: tenant.scope, by: .operator)
        }

        func stored(_ tenant: TenantID = .acme) async throws -> LLMConfiguration? {
            try await store.llmConfiguration(of: tenant.scope)
        }
    }

    private func run(_ body: (Hub) async throws -> Void) async throws {
        try await TestDatabase.run { database in
            let hub = Hub(store: SQLLLMConfigurationStore(database: database), database: database)
            for model in [hub.a, hub.b, hub.foreign] {
                try await SQLLanguageModelStore(database: database).create(model, by: .operator)
            }
            try await body(hub)
        }
    }

    @Test func givesBackWhatItWasGiven() async throws {
        try await run { hub in
            #expect(try await hub.stored() == nil)
            let vectors = LanguageModel(
                name: "vectors", provider: .openAI,
                prices: PriceList([TokenPrices(input: 20, output: 0, from: "2025-01-01")]))
            try await SQLLanguageModelStore(database: hub.database).create(vectors, by: .operator)
            let before = try await hub.database.version(of: .acme)
            let key = SealedSecret(token: "sealed")
            var chosen = LLMConfiguration(
                models: [
                    Entry(model: hub.b.id, key: key, requestsPerMinute: 500, tokensPerMinute: 9),
                    Entry(model: hub.a.id),
                ],
                supervisorModel: hub.a.id, embedding: .init(model: vectors.id, dimensions: 1536), allowsBuiltin: false)
            let stored = try await hub.set(chosen)
            chosen.version = 1
            #expect(stored == chosen)
            #expect(try await hub.stored() == chosen)
            #expect(try await hub.stored(.globex) == nil)
            #expect(try await hub.database.version(of: .acme) == before + 1)
            #expect(try await hub.database.audited(.acme) == ["llm_config.set"])
            let detail = SQLStatement("SELECT detail FROM audit_log WHERE action = 'llm_config.set'")
            guard case .text(let text)? = try await hub.database.value(detail) else { throw SQLError.damaged }
            #expect(!text.contains("sealed"))
        }
    }

    @Test func keepsTheKeyOfAModelThatComesWithoutOne() async throws {
        try await run { hub in
            let (one, two) = (SealedSecret(token: "one"), SealedSecret(token: "two"))
            _ = try await hub.set(
                LLMConfiguration(models: [Entry(model: hub.a.id, key: one), Entry(model: hub.b.id, key: two)]))
            let swapped = try await hub.set(
                LLMConfiguration(models: [Entry(model: hub.b.id), Entry(model: hub.a.id)], version: 1))
            #expect(swapped.models == [Entry(model: hub.b.id, key: two), Entry(model: hub.a.id, key: one)])
            let single = try await hub.set(LLMConfiguration(models: [Entry(model: hub.a.id, key: two)], version: 2))
            #expect(single.models == [Entry(model: hub.a.id, key: two)])
            // A key goes with its entry.
            let again = try await hub.set(LLMConfiguration(models: [Entry(model: hub.b.id)], version: 3))
            #expect(again.models == [Entry(model: hub.b.id)])
        }
    }

    @Test func clearsAKeyWhereTheEntrySaysSo() async throws {
        try await run { hub in
            let key = SealedSecret(token: "one")
            _ = try await hub.set(LLMConfiguration(models: [Entry(model: hub.a.id, key: key)]))
            let cleared = try await hub.set(
                LLMConfiguration(models: [Entry(model: hub.a.id, clearsKey: true)], version: 1))
            #expect(cleared.models == [Entry(model: hub.a.id)])
            let again = try await hub.set(LLMConfiguration(models: [Entry(model: hub.a.id)], version: 2))
            #expect(again.models == [Entry(model: hub.a.id)])
        }
    }

    @Test func refusesAnEarlierVersion() async throws {
        try await run { hub in
            await #expect(throws: ConfigurationStoreError.stale) {
                try await hub.set(LLMConfiguration(models: [], version: 1))
            }
            #expect(try await hub.stored() == nil)
            let first = try await hub.set(LLMConfiguration(models: [Entry(model: hub.a.id)]))
            let version = try await hub.database.version(of: .acme)
            await #expect(throws: ConfigurationStoreError.stale) { try await hub.set(LLMConfiguration(models: [])) }
            #expect(try await hub.stored() == first)
            #expect(try await hub.database.version(of: .acme) == version)
        }
    }

    @Test func refusesModelsThatTheTenantCannotSee() async throws {
        try await run { hub in
            for id in [hub.foreign.id, ModelID()] {
                await #expect(throws: ConfigurationStoreError.missing(field: "models", name: id.description)) {
                    try await hub.set(LLMConfiguration(models: [Entry(model: hub.a.id), Entry(model: id)]))
                }
                await #expect(
                    throws: ConfigurationStoreError.missing(field: "supervisor_model_id", name: id.description)
                ) {
                    try await hub.set(LLMConfiguration(models: [], supervisorModel: id))
                }
            }
            let unpriced = LanguageModel(name: "unpriced", provider: .openAI)
            try await SQLLanguageModelStore(database: hub.database).create(unpriced, by: .operator)
            for id in [hub.foreign.id, unpriced.id, ModelID()] {
                await #expect(
                    throws: ConfigurationStoreError.missing(field: "embedding_model_id", name: id.description)
                ) {
                    try await hub.set(LLMConfiguration(models: [], embedding: .init(model: id, dimensions: 8)))
                }
            }
            let twice = [Entry(model: hub.a.id), Entry(model: hub.a.id)]
            await #expect(throws: ConfigurationStoreError.conflict(field: "models")) {
                try await hub.set(LLMConfiguration(models: twice))
            }
            let nobody = try #require(TenantID("nobody"))
            await #expect(throws: ConfigurationStoreError.missing(field: "tenant_id", name: "nobody")) {
                try await hub.set(LLMConfiguration(models: []), for: nobody)
            }
            #expect(try await hub.stored() == nil)
            let own = try await hub.set(
                LLMConfiguration(models: [Entry(model: hub.foreign.id)]), for: .globex)
            #expect(own.models.count == 1)
        }
    }
}
