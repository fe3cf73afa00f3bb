import HubCore
import Testing

@testable import HubStorage

@Suite(.onEveryDatabase) struct SQLLanguageModelStoreTests {
    private func run(_ body: (SQLLanguageModelStore, any SQLDatabase) async throws -> Void) async throws {
        try await TestDatabase.run { try await body(SQLLanguageModelStore(database: $0), $0) }
    }

    private func model(_ name: String = "gpt", owner: TenantID? = nil) -> LanguageModel {
        LanguageModel(
            owner: owner, name: name, provider: .openAI, baseURL: "https://m.example.com", contextWindow: 9,
            prices: PriceList([
                TokenPrices(input: 150, output: 600, cachedInput: 75, from: "2025-01-01"),
                TokenPrices(input: 120, output: 500, from: "2026-01-01"),
            ]))
    }

    @Test func givesBackWhatItWasGiven() async throws {
        try await run { store, _ in
            for model in [model(), model(owner: .acme), LanguageModel(name: "builtin", provider: .builtin)] {
                try await store.create(model, by: .operator)
                #expect(try await store.model(model.id, visibleTo: .platform) == model)
                #expect(try await store.model(model.id, visibleTo: .globex) == (model.owner == nil ? model : nil))
            }
        }
    }

    @Test func refusesANameThatItsOwnerHasAlready() async throws {
        try await run { store, _ in
            try await store.create(model(), by: .operator)
            try await store.create(model(owner: .acme), by: .operator)
            var other = model("other")
            try await store.create(other, by: .operator)
            other.name = "gpt"
            let taken = other
            let conflict = ConfigurationStoreError.conflict(field: "name")
            await #expect(throws: conflict) { try await store.create(model(), by: .operator) }
            await #expect(throws: conflict) { try await store.update(taken, by: .operator) }
            let owner = try #require(TenantID("nobody"))
            await #expect(throws: ConfigurationStoreError.missing(field: "tenant_id", name: "nobody")) {
                try await store.create(model(owner: owner), by: .operator)
            }
        }
    }

    @Test func replacesARowOfTheVersionThatWasSeen() async throws {
        try await run { store, database in
            var model = model(owner: .acme)
            try await store.create(model, by: .operator)
            let before = try await database.version(of: .acme)
            model.prices = .free
            let updated = try await store.update(model, by: .operator)
            #expect(updated.version == 2)
            #expect(try await store.model(model.id, visibleTo: .acme) == updated)
            let old = model
            await #expect(throws: ConfigurationStoreError.stale) { try await store.update(old, by: .operator) }
            await #expect(throws: ConfigurationStoreError.stale) { try await store.delete(old, by: .operator) }
            #expect(try await database.version(of: .acme) == before + 1)
            #expect(try await database.audited(.acme) == ["model.create", "model.update"])
        }
    }

    @Test func deletesNoRowThatIsInUse() async throws {
        try await run { store, database in
            let model = model()
            try await store.create(model, by: .operator)
            let agent = Agent(owner: .acme, name: "A", description: "", model: model.id)
            try await SQLAgentStore(database: database).create(agent, by: .operator)
            let choices = SQLLLMConfigurationStore(database: database)
            let entry = LLMConfiguration.Entry(model: model.id)
            _ = try await choices.set(
                LLMConfiguration(models: [entry]), for: TenantID.globex.scope, by: .operator)
            _ = try await choices.set(
                LLMConfiguration(models: [], supervisorModel: model.id), for: TenantID.acme.scope, by: .operator)
            let uses = [
                RowUse(kind: "agent", name: "A", tenant: .acme),
                RowUse(kind: "llm-config", name: "acme", tenant: .acme),
                RowUse(kind: "llm-config", name: "globex", tenant: .globex),
            ]
            await #expect(throws: ConfigurationStoreError.inUse(uses)) { try await store.delete(model, by: .operator) }
            try await SQLAgentStore(database: database).delete(agent, by: .operator)
            for tenant in [TenantID.acme, .globex] {
                _ = try await choices.set(
                    LLMConfiguration(models: [], version: 1), for: tenant.scope, by: .operator)
            }
            let embedding = LLMConfiguration.Embedding(model: model.id, dimensions: 8)
            _ = try await choices.set(
                LLMConfiguration(models: [], embedding: embedding, version: 2), for: TenantID.acme.scope, by: .operator)
            await #expect(
                throws: ConfigurationStoreError.inUse([RowUse(kind: "llm-config", name: "acme", tenant: .acme)])
            ) { try await store.delete(model, by: .operator) }
            _ = try await choices.set(
                LLMConfiguration(models: [], version: 3), for: TenantID.acme.scope, by: .operator)
            try await store.delete(model, by: .operator)
            #expect(try await store.model(model.id, visibleTo: .platform) == nil)
            await #expect(throws: ConfigurationStoreError.gone) { try await store.delete(model, by: .operator) }
        }
    }

    @Test func listsWhatATenantSees() async throws {
        try await run { store, _ in
            for (name, owner) in [("a", nil), ("b", TenantID.acme), ("c", .globex)] {
                try await store.create(model(name, owner: owner), by: .operator)
            }
            let page = RowPage<ModelID>(limit: 9)
            #expect(try await store.models(RowFilter(visibleTo: .acme), page).map(\.name).sorted() == ["a", "b"])
            #expect(try await store.models(RowFilter(visibleTo: .platform), page).count == 3)
            #expect(try await store.models(RowFilter(visibleTo: .platform, name: "c"), page).map(\.name) == ["c"])
            #expect(try await store.models(RowFilter(visibleTo: .platform, type: "builtin"), page).isEmpty)
        }
    }
}
