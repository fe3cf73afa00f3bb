import HubCore
import Testing

@testable import HubStorage

@Suite(.onEveryDatabase) struct SQLSecretStoreTests {
    private let scope = TenantID.acme.scope

    private func run(_ body: (SQLSecretStore, any SQLDatabase) async throws -> Void) async throws {
        try await TestDatabase.run { try await body(SQLSecretStore(database: $0), $0) }
    }

    @Test func writesAndReplacesAndNeverLists() async throws {
        try await run { store, database in
            let name = try #require(SecretName("ERP_KEY"))
            let before = try await database.version(of: .acme)
            #expect(try await store.put(SealedSecret(token: "one"), named: name, for: scope, by: .operator))
            #expect(try await store.put(SealedSecret(token: "two"), named: name, for: scope, by: .operator) == false)
            #expect(try await store.secrets(of: scope, RowPage(limit: 9)).map(\.name) == [name])
            #expect(try await store.secrets(of: TenantID.globex.scope, RowPage(limit: 9)).isEmpty)
            #expect(try await store.description(of: name, of: scope)?.name == name)
            #expect(try await store.description(of: name, of: TenantID.globex.scope) == nil)
            #expect(try await store.secrets(of: scope, RowPage(after: name, limit: 9)).isEmpty)
            #expect(try await database.value(SQLStatement("SELECT token FROM tenant_secrets")) == "two")
            #expect(try await database.version(of: .acme) == before + 2)
            #expect(try await database.audited(.acme) == ["secret.put", "secret.put"])
            let leaks = SQLStatement("SELECT count(*) FROM audit_log WHERE detail LIKE '%one%' OR subject = 'one'")
            #expect(try await database.count(leaks) == 0)
            let nobody = try #require(TenantID("nobody"))
            await #expect(throws: ConfigurationStoreError.missing(field: "tenant_id", name: "nobody")) {
                try await store.put(SealedSecret(token: "x"), named: name, for: nobody.scope, by: .operator)
            }
        }
    }

    @Test func deletesNothingThatATenantsToolNames() async throws {
        try await run { store, database in
            let name = try #require(SecretName("ERP_KEY"))
            let other = try #require(SecretName("ERP"))
            for tenant in [TenantID.acme, .globex] {
                for name in [name, other] {
                    let sealed = SealedSecret(token: "t")
                    _ = try await store.put(sealed, named: name, for: tenant.scope, by: .operator)
                }
            }
            let tool = Tool(
                owner: .acme, name: "t", description: "", type: "T", authorization: .credential(name.rawValue))
            try await SQLToolStore(database: database).create(tool, by: .operator)
            let use = RowUse(kind: "tool", name: "t", tenant: .acme)
            let version = try await database.version(of: .acme)
            await #expect(throws: ConfigurationStoreError.inUse([use])) {
                try await store.delete(name, of: scope, by: .operator)
            }
            #expect(try await database.version(of: .acme) == version)
            try await store.delete(other, of: scope, by: .operator)
            await #expect(throws: ConfigurationStoreError.gone) {
                try await store.delete(other, of: scope, by: .operator)
            }
            #expect(try await store.secrets(of: scope, RowPage(limit: 9)).map(\.name) == [name])
            #expect(try await store.secrets(of: TenantID.globex.scope, RowPage(limit: 9)).count == 2)
            try await SQLToolStore(database: database).delete(tool, by: .operator)
            try await store.delete(name, of: scope, by: .operator)
            #expect(try await store.secrets(of: scope, RowPage(limit: 9)).isEmpty)
            #expect(try await database.audited(.acme).last == "secret.delete")
        }
    }
}
