import HubCore
import Testing

@testable import HubStorage

struct SQLTenantStoreTests {
    @Test func givesBackWhatItWasGiven() async throws {
        try await TestDatabase.run(tenants: []) { database in
            let store = SQLTenantStore(database: database)
            let tenant = Tenant(
                id: .acme, name: "Công ty Acme", settings: TenantSettings(routing: .model, languages: [.vietnamese]),
                isEnabled: false)
            try await store.create(tenant)
            #expect(try await store.tenant(.acme) == tenant)
            #expect(try await store.tenant(.globex) == nil)
        }
    }

    @Test func refusesAnIDThatIsTaken() async throws {
        try await TestDatabase.run { database in
            let version = try await ConfigurationVersionStore(database: database).current()
            await #expect(throws: ConfigurationStoreError.conflict(field: "id")) {
                try await SQLTenantStore(database: database).create(Tenant(id: .acme, name: "Another"))
            }
            #expect(try await SQLTenantStore(database: database).tenant(.acme)?.name == "acme")
            #expect(try await ConfigurationVersionStore(database: database).current() == version)
        }
    }

    @Test func passesOnOtherFailures() async throws {
        try await TestDatabase.run(tenants: []) { database in
            await #expect(throws: SQLError.invalidText(statement: 0)) {
                try await SQLTenantStore(database: database).create(Tenant(id: .acme, name: "a\u{0}"))
            }
        }
    }

    @Test func pagesByID() async throws {
        try await TestDatabase.run(tenants: []) { database in
            let store = SQLTenantStore(database: database)
            let ids = try ["b", "a-1", "c", "0", "a"].map { try #require(TenantID($0)) }
            for id in ids { try await store.create(Tenant(id: id, name: "n")) }
            var paged: [String] = []
            while true {
                let page = try await store.tenants(after: paged.last.flatMap(TenantID.init), limit: 2)
                if page.isEmpty { break }
                paged += page.map(\.id.rawValue)
            }
            #expect(paged == ["0", "a", "a-1", "b", "c"])
        }
    }

    @Test func growsTheConfigurationVersion() async throws {
        try await TestDatabase.run(tenants: []) { database in
            let versions = ConfigurationVersionStore(database: database)
            let before = try await versions.current()
            try await SQLTenantStore(database: database).create(Tenant(id: .acme, name: "n"))
            #expect(try await versions.current() == before + 1)
        }
    }
}
