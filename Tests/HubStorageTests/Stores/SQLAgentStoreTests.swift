import HubCore
import Testing

@testable import HubStorage

@Suite(.onEveryDatabase) struct SQLAgentStoreTests {
    private struct Stores {
        let agents: SQLAgentStore
        let tools: SQLToolStore
        let database: any SQLDatabase
    }

    private func run(_ body: (Stores) async throws -> Void) async throws {
        try await TestDatabase.run { database in
            try await body(
                Stores(
                    agents: SQLAgentStore(database: database), tools: SQLToolStore(database: database),
                    database: database))
        }
    }

    private func tool(_ name: String, owner: TenantID? = nil) -> Tool {
        Tool(owner: owner, name: name, description: "d", type: "HTTP_GET")
    }

    private func addModel(_ id: ModelID, owner: TenantID?, to database: any SQLDatabase) async throws {
        try await SQLLanguageModelStore(database: database).create(
            LanguageModel(id: id, owner: owner, name: "gpt", provider: .openAI, prices: .one), by: .operator)
    }

    private func all(_ owner: TenantID?, in stores: Stores) async throws -> [Agent] {
        try await stores.agents.agents(RowFilter(visibleTo: RowReader(owner)), RowPage(limit: 100)).sorted {
            $0.name < $1.name
        }
    }

    @Test func givesBackWhatItWasGiven() async throws {
        try await run { stores in
            let model = ModelID()
            try await addModel(model, owner: nil, to: stores.database)
            for name in ["b", "a", "c"] { try await stores.tools.create(tool(name), by: .operator) }
            let agent = Agent(
                owner: .acme, name: "Kho hàng", description: "Tồn kho", promptTemplate: "You help…\n{x}", model: model,
                tools: ["c", "a", "b"], examples: ["Tồn kho của SKU-1?", "stock?"], outputFormat: .markdownTable,
                render: ["type": "table", "fields": ["x"]], label: Label([.vietnamese: "Kho", .english: "Stock"]),
                routing: .local, isEnabled: false, version: 3)
            try await stores.agents.create(agent, by: .operator)
            #expect(try await stores.agents.agent(agent.id, visibleTo: .platform) == agent)
            let plain = Agent(name: "Plain", description: "")
            try await stores.agents.create(plain, by: .operator)
            #expect(try await stores.agents.agent(plain.id, visibleTo: .platform) == plain)
            #expect(try await stores.agents.agent(AgentID(), visibleTo: .platform) == nil)
        }
    }

    @Test func refusesANameThatItsOwnerHasAlready() async throws {
        try await run { stores in
            try await stores.agents.create(Agent(owner: .acme, name: "A", description: ""), by: .operator)
            let version = try await stores.database.version(of: .acme)
            await #expect(throws: ConfigurationStoreError.conflict(field: "name")) {
                try await stores.agents.create(Agent(owner: .acme, name: "A", description: ""), by: .operator)
            }
            #expect(try await stores.database.version(of: .acme) == version)
            // Other owners have names of their own.
            try await stores.agents.create(Agent(owner: .globex, name: "A", description: ""), by: .operator)
            try await stores.agents.create(Agent(name: "A", description: ""), by: .operator)
            await #expect(throws: ConfigurationStoreError.conflict(field: "name")) {
                try await stores.agents.create(Agent(name: "A", description: ""), by: .operator)
            }
        }
    }

    @Test func refusesToolsThatItsOwnerCannotSee() async throws {
        try await run { stores in
            try await stores.tools.create(tool("ours", owner: .acme), by: .operator)
            try await stores.tools.create(tool("shared"), by: .operator)
            func create(_ owner: TenantID?, _ tools: [String]) async throws {
                try await stores.agents.create(
                    Agent(owner: owner, name: "A", description: "", tools: tools), by: .operator)
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
            #expect(try await all(nil, in: stores).isEmpty)
            try await create(.acme, ["ours", "shared"])
        }
    }

    @Test func refusesModelsThatItsOwnerCannotSee() async throws {
        try await run { stores in
            try await stores.tools.create(tool("t"), by: .operator)
            let foreign = ModelID()
            try await addModel(foreign, owner: .globex, to: stores.database)
            for (model, tools) in [(ModelID(), ["t"]), (foreign, ["t"]), (foreign, [])] {
                await #expect(throws: ConfigurationStoreError.missing(field: "llm_model_id", name: model.description)) {
                    try await stores.agents.create(
                        Agent(owner: .acme, name: "A", description: "", model: model, tools: tools), by: .operator)
                }
            }
            #expect(try await all(.acme, in: stores).isEmpty)
            try await stores.agents.create(
                Agent(owner: .globex, name: "A", description: "", model: foreign), by: .operator)
        }
    }

    @Test func refusesAnOwnerThatIsNotThere() async throws {
        try await TestDatabase.run(tenants: []) { database in
            await #expect(throws: ConfigurationStoreError.missing(field: "tenant_id", name: "acme")) {
                try await SQLAgentStore(database: database).create(
                    Agent(owner: .acme, name: "A", description: ""), by: .operator)
            }
        }
    }

    @Test func showsATenantItsOwnAndThePlatformsRows() async throws {
        try await run { stores in
            try await stores.tools.create(tool("t"), by: .operator)
            try await stores.agents.create(Agent(owner: .acme, name: "b", description: "", tools: ["t"]), by: .operator)
            try await stores.agents.create(
                Agent(owner: .globex, name: "a", description: "", tools: ["t"]), by: .operator)
            try await stores.agents.create(Agent(name: "c", description: "", tools: ["t"]), by: .operator)
            #expect(try await all(.acme, in: stores).map(\.name) == ["b", "c"])
            #expect(try await all(.globex, in: stores).map(\.name) == ["a", "c"])
            let all = try await all(nil, in: stores)
            #expect(all.map(\.name) == ["a", "b", "c"])
            #expect(all.allSatisfy { $0.tools == ["t"] })
        }
    }

    @Test func growsTheConfigurationVersion() async throws {
        try await run { stores in
            let before = try await stores.database.version(of: .acme)
            try await stores.agents.create(Agent(name: "A", description: ""), by: .operator)
            #expect(try await stores.database.version(of: .acme) == before + 1)
        }
    }

    @Test func replacesARowAndTheListOfItsTools() async throws {
        try await run { stores in
            for name in ["a", "b", "c"] { try await stores.tools.create(tool(name), by: .operator) }
            for owner in [TenantID.acme, nil] {
                var agent = Agent(owner: owner, name: "A", description: "", tools: ["a", "b"])
                try await stores.agents.create(agent, by: .operator)
                let before = try await stores.database.version(of: owner)
                agent.name = "B"
                agent.promptTemplate = "p"
                agent.tools = ["c", "b"]
                agent.isEnabled = false
                let updated = try await stores.agents.update(agent, tools: .replaced, by: .operator)
                #expect(updated.version == 2)
                #expect(try await stores.agents.agent(agent.id, visibleTo: RowReader(owner)) == updated)
                #expect(try await stores.database.version(of: owner) == before + 1)
                #expect(try await stores.database.audited(owner).last == "agent.update")
            }
        }
    }

    /// Two tools of an agent's may come to have one name, and a tool of its owner's the name of one of the platform's.
    @Test func leavesToolsAloneThatAChangeDoesNotName() async throws {
        try await run { stores in
            var ours = tool("ours", owner: .acme)
            let shared = tool("shared")
            for row in [ours, shared] { try await stores.tools.create(row, by: .operator) }
            let agent = Agent(owner: .acme, name: "A", description: "", tools: ["ours", "shared"])
            try await stores.agents.create(agent, by: .operator)
            ours.name = "shared"
            ours = try await stores.tools.update(ours, by: .operator)
            var changed = try #require(try await stores.agents.agent(agent.id, visibleTo: .acme))
            #expect(changed.tools == ["shared", "shared"])
            changed.isEnabled = false
            _ = try await stores.agents.update(changed, tools: .kept, by: .operator)
            let listed = try await stores.database.read(
                as: .platform,
                SQLStatement(
                    "SELECT tool_id FROM agent_tools WHERE agent_id = $1 ORDER BY position", .id(agent.id)))
            #expect(listed.map(\.values) == [[.id(ours.id)], [.id(shared.id)]])
            #expect(try await stores.agents.agent(agent.id, visibleTo: .acme)?.isEnabled == false)
        }
    }

    @Test(arguments: [nil, TenantID.acme])
    func aReloadGrowsTheVersionAndIsWrittenDown(owner: TenantID?) async throws {
        try await run { stores in
            let (acme, globex) = (
                try await stores.database.version(of: .acme), try await stores.database.version(of: .globex)
            )
            try await stores.agents.reload(owner, by: .operator)
            #expect(try await stores.database.version(of: .acme) == acme + 1)
            #expect(try await stores.database.version(of: .globex) == globex + (owner == nil ? 1 : 0))
            #expect(try await stores.database.audited(owner) == ["configuration.reload"])
        }
    }

    @Test func refusesAChangeThatDoesNotFitTheRow() async throws {
        try await run { stores in
            let foreign = ModelID()
            try await addModel(foreign, owner: .globex, to: stores.database)
            try await stores.agents.create(Agent(owner: .acme, name: "Taken", description: ""), by: .operator)
            let agent = Agent(owner: .acme, name: "A", description: "")
            try await stores.agents.create(agent, by: .operator)
            let version = try await stores.database.version(of: .acme)
            let audited = try await stores.database.audited(.acme)
            func refused(_ error: ConfigurationStoreError, _ change: (inout Agent) -> Void) async {
                var changed = agent
                change(&changed)
                let refused = changed
                await #expect(throws: error) {
                    try await stores.agents.update(refused, tools: .replaced, by: .operator)
                }
            }
            await refused(.stale) { $0.version = 2 }
            await refused(.gone) { $0.id = AgentID() }
            await refused(.gone) { $0.owner = .globex }
            await refused(.gone) { $0.owner = nil }
            await refused(.conflict(field: "name")) { $0.name = "Taken" }
            await refused(.missing(field: "tools", name: "none")) { $0.tools = ["none"] }
            await refused(.missing(field: "llm_model_id", name: foreign.description)) { $0.model = foreign }
            #expect(try await stores.agents.agent(agent.id, visibleTo: .acme) == agent)
            #expect(try await stores.database.version(of: .acme) == version)
            #expect(try await stores.database.audited(.acme) == audited)
        }
    }

    /// What is not priced would be billed as nothing. A row of an older database that names such a model can be changed
    /// all the same: the snapshot leaves the model out.
    @Test func namesNoModelWithoutPrices() async throws {
        try await run { stores in
            let model = LanguageModel(name: "gpt", provider: .openAI)
            try await SQLLanguageModelStore(database: stores.database).create(model, by: .operator)
            let refusal = ConfigurationStoreError.missing(field: "llm_model_id", name: model.id.description)
            let naming = Agent(owner: .acme, name: "A", description: "", model: model.id)
            await #expect(throws: refusal) { try await stores.agents.create(naming, by: .operator) }
            var agent = naming
            agent.model = nil
            try await stores.agents.create(agent, by: .operator)
            await #expect(throws: refusal) {
                try await stores.agents.update(naming, tools: .kept, by: .operator)
            }
            _ = try await stores.database.write(
                as: .platform, [SQLStatement("UPDATE agent_configs SET llm_model_id = $1", .id(model.id))])
            agent = naming
            agent.isEnabled = false
            #expect(try await stores.agents.update(agent, tools: .kept, by: .operator).version == 2)
        }
    }

    @Test func letsOneOfSeveralConcurrentChangesPass() async throws {
        try await run { stores in
            let agent = Agent(owner: .acme, name: "A", description: "")
            try await stores.agents.create(agent, by: .operator)
            let version = try await stores.database.version(of: .acme)
            let outcomes = await withTaskGroup(of: ConfigurationStoreError?.self) { group in
                for number in 0..<10 {
                    group.addTask { [agents = stores.agents] in
                        var changed = agent
                        changed.description = "change \(number)"
                        do {
                            _ = try await agents.update(changed, tools: .replaced, by: .operator)
                            return nil
                        } catch { return error as? ConfigurationStoreError ?? .gone }
                    }
                }
                return await group.reduce(into: [ConfigurationStoreError?]()) { $0.append($1) }
            }
            #expect(outcomes.filter { $0 == nil }.count == 1)
            #expect(outcomes.filter { $0 == .stale }.count == 9)
            #expect(try await stores.agents.agent(agent.id, visibleTo: .platform)?.version == 2)
            #expect(try await stores.database.version(of: .acme) == version + 1)
            #expect(try await stores.database.audited(.acme) == ["agent.create", "agent.update"])
        }
    }

    @Test func deletesARowThatNobodyUses() async throws {
        try await run { stores in
            try await stores.tools.create(tool("t"), by: .operator)
            let agent = Agent(name: "A", description: "", tools: ["t"])
            try await stores.agents.create(agent, by: .operator)
            let permissions = SQLPermissionStore(database: stores.database)
            let grant = Permission(subject: .agent(agent.id), isEnabled: true)
            try await permissions.set(grant, for: TenantID.acme.scope, by: .operator)
            let override = OutputOverride(agent: agent.id, outputFormat: .summaryText)
            let overrides = SQLOutputOverrideStore(database: stores.database)
            _ = try await overrides.set(override, for: TenantID.globex.scope, by: .operator)
            let use = RowUse(kind: "tenant", name: "acme", tenant: .acme)
            let version = try await stores.database.version()
            await #expect(throws: ConfigurationStoreError.inUse([use])) {
                try await stores.agents.delete(agent, by: .operator)
            }
            #expect(try await stores.database.version() == version)
            let refusal = Permission(subject: .agent(agent.id), isEnabled: false)
            try await permissions.set(refusal, for: TenantID.acme.scope, by: .operator)
            var stale = agent
            stale.version = 7
            let old = stale
            await #expect(throws: ConfigurationStoreError.stale) { try await stores.agents.delete(old, by: .operator) }
            try await stores.agents.delete(agent, by: .operator)
            #expect(try await stores.agents.agent(agent.id, visibleTo: .platform) == nil)
            #expect(try await permissions.permissions(of: TenantID.acme.scope, RowPage(limit: 9)).isEmpty)
            #expect(try await overrides.overrides(of: TenantID.globex.scope, RowPage(limit: 9)).isEmpty)
            #expect(try await stores.database.version() == version + 1)
            #expect(try await stores.database.audited().last == "agent.delete")
            await #expect(throws: ConfigurationStoreError.gone) { try await stores.agents.delete(agent, by: .operator) }
        }
    }

    @Test func hidesATenantsRowsFromOthers() async throws {
        try await run { stores in
            let agent = Agent(owner: .acme, name: "A", description: "")
            try await stores.agents.create(agent, by: .operator)
            #expect(try await stores.agents.agent(agent.id, visibleTo: .globex) == nil)
            #expect(try await stores.agents.agent(agent.id, visibleTo: .acme) == agent)
            var taken = agent
            taken.owner = .globex
            let foreign = taken
            await #expect(throws: ConfigurationStoreError.gone) {
                try await stores.agents.delete(foreign, by: .operator)
            }
            #expect(try await stores.agents.agent(agent.id, visibleTo: .acme) == agent)
        }
    }

    @Test func pagesWithFilters() async throws {
        try await run { stores in
            try await stores.tools.create(tool("t"), by: .operator)
            for number in 0..<7 {
                try await stores.agents.create(
                    Agent(name: "A\(number)", description: "", tools: ["t"], isEnabled: number != 3), by: .operator)
            }
            var paged: [Agent] = []
            while true {
                let page = try await stores.agents.agents(
                    RowFilter(visibleTo: .acme, isEnabled: true), RowPage(after: paged.last?.id, limit: 2))
                if page.isEmpty { break }
                paged += page
            }
            #expect(paged.map(\.name).sorted() == ["A0", "A1", "A2", "A4", "A5", "A6"])
            #expect(paged.allSatisfy { $0.tools == ["t"] })
            let named = try await stores.agents.agents(RowFilter(visibleTo: .platform, name: "A3"), RowPage(limit: 2))
            #expect(named.map(\.name) == ["A3"])
        }
    }
}
