import HubCore
import Testing

@testable import HubStorage

@Suite(.onEveryDatabase) struct SQLOutputOverrideStoreTests {
    private let scope = TenantID.acme.scope

    @Test func replacesAnEarlierOverride() async throws {
        try await TestDatabase.run { database in
            let store = SQLOutputOverrideStore(database: database)
            let agent = Agent(name: "A", description: "")
            try await SQLAgentStore(database: database).create(agent, by: .operator)
            let before = try await database.version(of: .acme)
            var override = OutputOverride(agent: agent.id, outputFormat: .chartData, render: ["type": "chart"])
            let first = try await store.set(override, for: scope, by: .operator)
            override.version = 1
            #expect(first == override && first.version == 1)
            override.outputFormat = nil
            override.render = nil
            let second = try await store.set(override, for: scope, by: .operator)
            let stale = override
            await #expect(throws: ConfigurationStoreError.stale) {
                try await store.set(stale, for: scope, by: .operator)
            }
            await #expect(throws: ConfigurationStoreError.stale) {
                try await store.delete(stale, for: scope, by: .operator)
            }
            #expect(try await store.override(of: agent.id, for: scope) == second)
            #expect(try await store.override(of: agent.id, for: TenantID.globex.scope) == nil)
            #expect(second.version == 2)
            #expect(try await store.overrides(of: scope, RowPage(limit: 9)) == [second])
            #expect(try await store.overrides(of: TenantID.globex.scope, RowPage(limit: 9)).isEmpty)
            await #expect(throws: ConfigurationStoreError.gone) {
                try await store.delete(second, for: TenantID.globex.scope, by: .operator)
            }
            #expect(try await store.overrides(of: scope, RowPage(limit: 9)) == [second])
            try await store.delete(second, for: scope, by: .operator)
            #expect(try await store.overrides(of: scope, RowPage(limit: 9)).isEmpty)
            #expect(try await database.version(of: .acme) == before + 3)
            #expect(
                try await database.audited(.acme) == [
                    "output_override.set", "output_override.set", "output_override.delete",
                ])
            #expect(try await database.audited(.globex).isEmpty)
        }
    }

    @Test func pagesByAgent() async throws {
        try await TestDatabase.run { database in
            let store = SQLOutputOverrideStore(database: database)
            var agents: [AgentID] = []
            for name in ["A", "B", "C"] {
                let agent = Agent(name: name, description: "")
                try await SQLAgentStore(database: database).create(agent, by: .operator)
                _ = try await store.set(OutputOverride(agent: agent.id), for: scope, by: .operator)
                agents.append(agent.id)
            }
            let first = try await store.overrides(of: scope, RowPage(limit: 2))
            let rest = try await store.overrides(of: scope, RowPage(after: first.last?.agent, limit: 2))
            #expect(first.count == 2 && rest.count == 1)
            #expect((first + rest).map(\.agent.description) == agents.map(\.description).sorted())
        }
    }

    @Test func refusesAgentsThatTheTenantCannotSee() async throws {
        try await TestDatabase.run { database in
            let store = SQLOutputOverrideStore(database: database)
            let foreign = Agent(owner: .globex, name: "A", description: "")
            try await SQLAgentStore(database: database).create(foreign, by: .operator)
            for id in [foreign.id, AgentID()] {
                await #expect(throws: ConfigurationStoreError.missing(field: "agent_id", name: id.description)) {
                    try await store.set(OutputOverride(agent: id), for: scope, by: .operator)
                }
            }
            let shared = Agent(name: "S", description: "")
            try await SQLAgentStore(database: database).create(shared, by: .operator)
            let nobody = try #require(TenantID("nobody"))
            await #expect(throws: ConfigurationStoreError.missing(field: "tenant_id", name: "nobody")) {
                try await store.set(OutputOverride(agent: shared.id), for: nobody.scope, by: .operator)
            }
        }
    }
}
