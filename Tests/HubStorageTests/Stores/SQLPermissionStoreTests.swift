import HubCore
import Testing

@testable import HubStorage

@Suite(.onEveryDatabase) struct SQLPermissionStoreTests {
    private let scope = TenantID.acme.scope

    @Test func replacesAnEarlierPermission() async throws {
        try await TestDatabase.run { database in
            let store = SQLPermissionStore(database: database)
            let agent = Agent(name: "A", description: "")
            let tool = Tool(owner: .acme, name: "t", description: "", type: "T")
            try await SQLAgentStore(database: database).create(agent, by: .operator)
            try await SQLToolStore(database: database).create(tool, by: .operator)
            let before = try await database.version(of: .acme)
            try await store.set(Permission(subject: .agent(agent.id), isEnabled: true), for: scope, by: .operator)
            try await store.set(Permission(subject: .tool(tool.id), isEnabled: false), for: scope, by: .operator)
            try await store.set(Permission(subject: .agent(agent.id), isEnabled: false), for: scope, by: .operator)
            try await store.set(Permission(subject: .tool(tool.id), isEnabled: true), for: scope, by: .operator)
            let all = [
                Permission(subject: .agent(agent.id), isEnabled: false),
                Permission(subject: .tool(tool.id), isEnabled: true),
            ].sorted { $0.place < $1.place }
            #expect(try await store.permissions(of: scope, RowPage(limit: 9)) == all)
            #expect(try await store.permissions(of: scope, RowPage(limit: 1)) == [all[0]])
            let after = RowPage<PermissionID>(after: PermissionID(all[0].place), limit: 9)
            #expect(try await store.permissions(of: scope, after) == [all[1]])
            #expect(try await store.permissions(of: TenantID.globex.scope, RowPage(limit: 9)).isEmpty)
            #expect(try await database.version(of: .acme) == before + 4)
            #expect(try await database.audited(.acme).filter { $0 == "permission.set" }.count == 4)
        }
    }

    @Test func refusesRowsThatTheTenantCannotSee() async throws {
        try await TestDatabase.run { database in
            let store = SQLPermissionStore(database: database)
            let agent = Agent(owner: .globex, name: "A", description: "")
            let tool = Tool(owner: .globex, name: "t", description: "", type: "T")
            try await SQLAgentStore(database: database).create(agent, by: .operator)
            try await SQLToolStore(database: database).create(tool, by: .operator)
            let before = try await database.version(of: .acme)
            for id in [agent.id, AgentID()] {
                await #expect(throws: ConfigurationStoreError.missing(field: "agent_id", name: id.description)) {
                    try await store.set(Permission(subject: .agent(id), isEnabled: true), for: scope, by: .operator)
                }
            }
            for id in [tool.id, ToolID()] {
                await #expect(throws: ConfigurationStoreError.missing(field: "tool_id", name: id.description)) {
                    try await store.set(Permission(subject: .tool(id), isEnabled: true), for: scope, by: .operator)
                }
            }
            #expect(try await database.version(of: .acme) == before)
        }
    }

    @Test func refusesATenantThatIsNotThere() async throws {
        try await TestDatabase.run(tenants: []) { database in
            let agent = Agent(name: "A", description: "")
            try await SQLAgentStore(database: database).create(agent, by: .operator)
            await #expect(throws: ConfigurationStoreError.missing(field: "tenant_id", name: "acme")) {
                try await SQLPermissionStore(database: database)
                    .set(Permission(subject: .agent(agent.id), isEnabled: true), for: scope, by: .operator)
            }
        }
    }
}
