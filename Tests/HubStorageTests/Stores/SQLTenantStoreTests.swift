import HubCore
import Testing

@testable import HubStorage

@Suite(.onEveryDatabase) struct SQLTenantStoreTests {
    @Test func givesBackWhatItWasGiven() async throws {
        try await TestDatabase.run(tenants: []) { database in
            let store = SQLTenantStore(database: database)
            let tenant = Tenant(
                id: .acme, name: "Công ty Acme",
                settings: TenantSettings(
                    routing: .model, languages: [.vietnamese],
                    limits: TenantLimits(
                        requests: 600, tokens: 400_000, userRequests: 60, userTokens: 9, fileBytes: 8,
                        storageBytes: 5_000_000_000)),
                isEnabled: false)
            try await store.create(tenant, by: .operator)
            #expect(try await store.tenant(.acme) == tenant)
            #expect(try await store.tenant(.globex) == nil)
        }
    }

    @Test func refusesAnIDThatIsTaken() async throws {
        try await TestDatabase.run { database in
            let version = try await database.version(of: .acme)
            await #expect(throws: ConfigurationStoreError.conflict(field: "id")) {
                try await SQLTenantStore(database: database).create(Tenant(id: .acme, name: "Another"), by: .operator)
            }
            #expect(try await SQLTenantStore(database: database).tenant(.acme)?.name == "acme")
            #expect(try await database.version(of: .acme) == version)
        }
    }

    @Test func passesOnOtherFailures() async throws {
        try await TestDatabase.run(tenants: []) { database in
            await #expect(throws: SQLError.invalidText(statement: 0)) {
                try await SQLTenantStore(database: database).create(Tenant(id: .acme, name: "a\u{0}"), by: .operator)
            }
        }
    }

    @Test func pagesByID() async throws {
        try await TestDatabase.run(tenants: []) { database in
            let store = SQLTenantStore(database: database)
            let ids = try ["b", "a-1", "c", "0", "a"].map { try #require(TenantID($0)) }
            for id in ids { try await store.create(Tenant(id: id, name: "n"), by: .operator) }
            var paged: [String] = []
            while true {
                let page = try await store.tenants(
                    TenantFilter(), RowPage(after: paged.last.flatMap(TenantID.init), limit: 2))
                if page.isEmpty { break }
                paged += page.map(\.id.rawValue)
            }
            #expect(paged == ["0", "a", "a-1", "b", "c"])
            let off = Tenant(id: try #require(TenantID("off")), name: "Off", isEnabled: false)
            try await store.create(off, by: .operator)
            for (filter, count) in [
                (TenantFilter(isEnabled: false), 1), (TenantFilter(name: "n", isEnabled: true), 5),
                (TenantFilter(name: "Off"), 1), (TenantFilter(name: "Off", isEnabled: true), 0),
            ] { #expect(try await store.tenants(filter, RowPage(limit: 9)).count == count) }
        }
    }

    @Test func growsTheConfigurationVersion() async throws {
        try await TestDatabase.run(tenants: []) { database in
            let before = try await database.version(of: .acme)
            try await SQLTenantStore(database: database).create(Tenant(id: .acme, name: "n"), by: .operator)
            #expect(try await database.version(of: .acme) == before + 1)
        }
    }

    @Test func replacesARowWhoseVersionGrows() async throws {
        try await TestDatabase.run { database in
            let store = SQLTenantStore(database: database)
            var tenant = try #require(try await store.tenant(.acme))
            let (before, other) = (try await database.version(of: .acme), try await database.version(of: .globex))
            tenant.name = "Acme Ltd"
            tenant.settings.limits.requests = 5
            tenant.isEnabled = false
            let updated = try await store.update(tenant, by: .operator)
            #expect(updated.version == 2)
            #expect(try await store.tenant(.acme) == updated)
            let old = tenant
            await #expect(throws: ConfigurationStoreError.stale) { try await store.update(old, by: .operator) }
            let nobody = Tenant(id: try #require(TenantID("nobody")), name: "n")
            await #expect(throws: ConfigurationStoreError.gone) { try await store.update(nobody, by: .operator) }
            #expect(try await database.version(of: .acme) == before + 1)
            #expect(try await database.version(of: .globex) == other)
            #expect(try await database.audited(.acme) == ["tenant.update"])
        }
    }
}
