import HubCore
import Testing

@testable import HubStorage

struct SQLAgentStoreTests {
    private struct Stores {
        let agents: SQLAgentStore
        let tools: SQLToolStore
        let versions: ConfigurationVersionStore
        let database: SQLiteDatabase
    }

    private func run(_ body: (Stores) async throws -> Void) async throws {
        try await TestDatabase.run { database in
            try await body(
                Stores(
                    agents: SQLAgentStore(database: database), tools: SQLToolStore(database: database),
                    versions: ConfigurationVersionStore(database: database), database: database))
        }
    }

    private func tool(_ name: String, owner: TenantID? = nil) -> Tool {
        Tool(owner: owner, name: name, description: "d", type: "HTTP_GET")
    }

    private func addModel(_ id: ModelID, owner: TenantID?, to database: SQLiteDatabase) async throws {
        _ = try await database.write(
            as: .platform,
            [
                SQLStatement(
                    "INSERT INTO llm_models VALUES ($1, $2, 'gpt', 'openai', NULL, 128000, 150, 600, 0)", .id(id),
                    .tenant(owner))
            ])
    }

    @Test func givesBackWhatItWasGiven() async throws {
        try await run { stores in
            let model = ModelID()
            try await addModel(model, owner: nil, to: stores.database)
            for name in ["b", "a", "c"] { try await stores.tools.create(tool(name)) }
            let agent = Agent(
                owner: .acme, name: "Kho hàng", description: "Tồn kho", promptTemplate: "You help…\n{x}", model: model,
                tools: ["c", "a", "b"], examples: ["Tồn kho của SKU-1?", "stock?"], outputFormat: .markdownTable,
                render: ["type": "table", "fields": ["x"]], label: Label([.vietnamese: "Kho", .english: "Stock"]),
                routing: .local, isEnabled: false, version: 3)
            try await stores.agents.create(agent)
            #expect(try await stores.agents.agent(agent.id) == agent)
            let plain = Agent(name: "Plain", description: "")
            try await stores.agents.create(plain)
            #expect(try await stores.agents.agent(plain.id) == plain)
            #expect(try await stores.agents.agent(AgentID()) == nil)
        }
    }

    @Test func refusesANameThatItsOwnerHasAlready() async throws {
        try await run { stores in
            try await stores.agents.create(Agent(owner: .acme, name: "A", description: ""))
            let version = try await stores.versions.current()
            await #expect(throws: ConfigurationStoreError.conflict(field: "name")) {
                try await stores.agents.create(Agent(owner: .acme, name: "A", description: ""))
            }
            #expect(try await stores.versions.current() == version)
            // Other owners have names of their own.
            try await stores.agents.create(Agent(owner: .globex, name: "A", description: ""))
            try await stores.agents.create(Agent(name: "A", description: ""))
            await #expect(throws: ConfigurationStoreError.conflict(field: "name")) {
                try await stores.agents.create(Agent(name: "A", description: ""))
            }
        }
    }

    @Test func refusesToolsThatItsOwnerCannotSee() async throws {
        try await run { stores in
            try await stores.tools.create(tool("ours", owner: .acme))
            try await stores.tools.create(tool("shared"))
            func create(_ owner: TenantID?, _ tools: [String]) async throws {
                try await stores.agents.create(Agent(owner: owner, name: "A", description: "", tools: tools))
            }
            await #expect(throws: ConfigurationStoreError.missing(field: "tools", name: "none")) {
                try await create(.acme, ["ours", "none"])
            }
            await #expect(throws: ConfigurationStoreError.missing(field: "tools", name: "ours")) {
                try await create(.globex, ["shared", "ours"])
            }
            await #expect(throws: ConfigurationStoreError.missing(field: "tools", name: "ours")) {
                try await create(nil, ["ours"])
            }
            await #expect(throws: ConfigurationStoreError.conflict(field: "tools")) {
                try await create(.acme, ["ours", "shared", "ours"])
            }
            #expect(try await stores.agents.agents(visibleTo: nil).isEmpty)
            try await create(.acme, ["ours", "shared"])
        }
    }

    @Test func refusesModelsThatItsOwnerCannotSee() async throws {
        try await run { stores in
            try await stores.tools.create(tool("t"))
            let foreign = ModelID()
            try await addModel(foreign, owner: .globex, to: stores.database)
            for (model, tools) in [(ModelID(), ["t"]), (foreign, ["t"]), (foreign, [])] {
                await #expect(throws: ConfigurationStoreError.missing(field: "llm_model_id", name: model.description)) {
                    try await stores.agents.create(
                        Agent(owner: .acme, name: "A", description: "", model: model, tools: tools))
                }
            }
            #expect(try await stores.agents.agents(visibleTo: .acme).isEmpty)
            try await stores.agents.create(Agent(owner: .globex, name: "A", description: "", model: foreign))
        }
    }

    @Test func refusesAnOwnerThatIsNotThere() async throws {
        try await TestDatabase.run(tenants: []) { database in
            await #expect(throws: ConfigurationStoreError.missing(field: "tenant_id", name: "acme")) {
                try await SQLAgentStore(database: database).create(Agent(owner: .acme, name: "A", description: ""))
            }
        }
    }

    @Test func showsATenantItsOwnAndThePlatformsRows() async throws {
        try await run { stores in
            try await stores.tools.create(tool("t"))
            try await stores.agents.create(Agent(owner: .acme, name: "b", description: "", tools: ["t"]))
            try await stores.agents.create(Agent(owner: .globex, name: "a", description: "", tools: ["t"]))
            try await stores.agents.create(Agent(name: "c", description: "", tools: ["t"]))
            #expect(try await stores.agents.agents(visibleTo: .acme).map(\.name) == ["b", "c"])
            #expect(try await stores.agents.agents(visibleTo: .globex).map(\.name) == ["a", "c"])
            let all = try await stores.agents.agents(visibleTo: nil)
            #expect(all.map(\.name) == ["a", "b", "c"])
            #expect(all.allSatisfy { $0.tools == ["t"] })
        }
    }

    @Test func growsTheConfigurationVersion() async throws {
        try await run { stores in
            let before = try await stores.versions.current()
            try await stores.agents.create(Agent(name: "A", description: ""))
            #expect(try await stores.versions.current() == before + 1)
        }
    }
}
