import HubCore
import Testing

@testable import HubStorage

struct SQLPermissionStoreTests {
    private let scope = TenantID.acme.scope

    @Test func replacesAnEarlierPermission() async throws {
        try await TestDatabase.run { database in
            let store = SQLPermissionStore(database: database)
            let agent = Agent(name: "A", description: "")
            let tool = Tool(owner: .acme, name: "t", description: "", type: "T")
            try await SQLAgentStore(database: database).create(agent)
            try await SQLToolStore(database: database).create(tool)
            let versions = ConfigurationVersionStore(database: database)
            let before = try await versions.current()
            try await store.set(Permission(subject: .agent(agent.id), isEnabled: true), for: scope)
            try await store.set(Permission(subject: .tool(tool.id), isEnabled: false), for: scope)
            try await store.set(Permission(subject: .agent(agent.id), isEnabled: false), for: scope)
            try await store.set(Permission(subject: .tool(tool.id), isEnabled: true), for: scope)
            #expect(
                try await store.permissions(of: scope) == [
                    Permission(subject: .agent(agent.id), isEnabled: false),
                    Permission(subject: .tool(tool.id), isEnabled: true),
                ])
            #expect(try await store.permissions(of: TenantID.globex.scope).isEmpty)
            #expect(try await versions.current() == before + 4)
        }
    }

    @Test func refusesRowsThatTheTenantCannotSee() async throws {
        try await TestDatabase.run { database in
            let store = SQLPermissionStore(database: database)
            let agent = Agent(owner: .globex, name: "A", description: "")
            let tool = Tool(owner: .globex, name: "t", description: "", type: "T")
            try await SQLAgentStore(database: database).create(agent)
            try await SQLToolStore(database: database).create(tool)
            let versions = ConfigurationVersionStore(database: database)
            let before = try await versions.current()
            for id in [agent.id, AgentID()] {
                await #expect(throws: ConfigurationStoreError.missing(field: "agent_id", name: id.description)) {
                    try await store.set(Permission(subject: .agent(id), isEnabled: true), for: scope)
                }
            }
            for id in [tool.id, ToolID()] {
                await #expect(throws: ConfigurationStoreError.missing(field: "tool_id", name: id.description)) {
                    try await store.set(Permission(subject: .tool(id), isEnabled: true), for: scope)
                }
            }
            #expect(try await versions.current() == before)
        }
    }

    @Test func refusesATenantThatIsNotThere() async throws {
        try await TestDatabase.run(tenants: []) { database in
            let agent = Agent(name: "A", description: "")
            try await SQLAgentStore(database: database).create(agent)
            await #expect(throws: ConfigurationStoreError.missing(field: "tenant_id", name: "acme")) {
                try await SQLPermissionStore(database: database)
                    .set(Permission(subject: .agent(agent.id), isEnabled: true), for: scope)
            }
        }
    }
}
