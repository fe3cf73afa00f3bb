import HubCore
import Testing

@testable import HubStorage

@Suite(.onEveryDatabase) struct SecretRotationStoreTests {
    private func pages(_ store: SecretRotationStore) async throws -> [SecretRotationStore.Value] {
        var values: [SecretRotationStore.Value] = []
        while true {
            let page = try await store.sealed(after: values.last?.place, limit: 2)
            if page.isEmpty { return values }
            values += page
        }
    }

    @Test func reachesEverySealedValueAndLosesNoChange() async throws {
        try await TestDatabase.run { database in
            let store = SecretRotationStore(database: database)
            let model = LanguageModel(name: "m", provider: .openAI, prices: .one)
            let keyless = LanguageModel(name: "n", provider: .openAI, prices: .one)
            let models = SQLLanguageModelStore(database: database)
            for model in [model, keyless] { try await models.create(model, by: .operator) }
            let name = try #require(SecretName("A"))
            let second = try #require(SecretName("B"))
            let secrets = SQLSecretStore(database: database)
            for tenant in [TenantID.acme, .globex] {
                let key = SealedSecret(token: "key-\(tenant)")
                _ = try await SQLLLMConfigurationStore(database: database).set(
                    LLMConfiguration(models: [
                        LLMConfiguration.Entry(model: model.id, key: key), LLMConfiguration.Entry(model: keyless.id),
                    ]), for: tenant.scope, by: .operator)
                for name in [name, second] {
                    let sealed = SealedSecret(token: "\(name)-\(tenant)")
                    _ = try await secrets.put(sealed, named: name, for: tenant.scope, by: .operator)
                }
            }
            let values = try await pages(store)
            #expect(
                values.map(\.place) == [
                    .modelKey(.acme, model.id), .modelKey(.globex, model.id), .secret(.acme, name),
                    .secret(.acme, second), .secret(.globex, name), .secret(.globex, second),
                ])
            #expect(
                values.map(\.sealed.token) == ["key-acme", "key-globex", "A-acme", "B-acme", "A-globex", "B-globex"])
            // An administrator is faster.
            _ = try await secrets.put(
                SealedSecret(token: "fresh"), named: name, for: TenantID.acme.scope, by: .operator)
            let version = try await database.version(of: .acme)
            for value in values {
                let done = try await store.replace(
                    value.sealed, by: SealedSecret(token: "new " + value.sealed.token), at: value.place)
                #expect(done == (value.place != .secret(.acme, name)))
            }
            #expect(
                try await pages(store).map(\.sealed.token) == [
                    "new key-acme", "new key-globex", "fresh", "new B-acme", "new A-globex", "new B-globex",
                ])
            #expect(try await database.version(of: .acme) == version + 2)
        }
    }
}
