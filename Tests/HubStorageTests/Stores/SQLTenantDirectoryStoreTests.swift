import HubCore
import Testing

@testable import HubStorage

@Suite(.onEveryDatabase) struct SQLTenantDirectoryStoreTests {
    /// A hub with tenants `acme` and `globex`, written through the stores.
    private struct Hub {
        let database: any SQLDatabase

        @discardableResult
        func agent(_ name: String, owner: TenantID? = nil, tools: [String] = [], isEnabled: Bool = true) async throws
            -> AgentID
        {
            let agent = Agent(owner: owner, name: name, description: "", tools: tools, isEnabled: isEnabled)
            try await SQLAgentStore(database: database).create(agent, by: .operator)
            return agent.id
        }

        @discardableResult
        func tool(_ name: String, owner: TenantID? = nil, isEnabled: Bool = true) async throws -> ToolID {
            let tool = Tool(owner: owner, name: name, description: "", type: "T", isEnabled: isEnabled)
            try await SQLToolStore(database: database).create(tool, by: .operator)
            return tool.id
        }

        func allow(_ subject: Permission.Subject, _ isEnabled: Bool = true, for tenant: TenantID = .acme) async throws {
            try await SQLPermissionStore(database: database)
                .set(Permission(subject: subject, isEnabled: isEnabled), for: tenant.scope, by: .operator)
        }

        func configuration(of tenant: TenantID = .acme) async throws -> TenantConfiguration? {
            try await SQLTenantDirectoryStore(database: database).configuration(of: tenant.scope, notOlderThan: 0)
        }

        /// `Agent(tool, tool)` for each agent, then the tools.
        func picture(of tenant: TenantID = .acme) async throws -> [String] {
            guard let configuration = try await configuration(of: tenant) else { return ["nothing"] }
            return configuration.agents.map { "\($0.name)(\($0.tools.joined(separator: ",")))" }
                + configuration.tools.map(\.name)
        }
    }

    private func run(_ body: (Hub) async throws -> Void) async throws {
        try await TestDatabase.run { try await body(Hub(database: $0)) }
    }

    @Test func knowsNoTenantThatIsMissingOrDisabled() async throws {
        try await run { hub in
            let nobody = try #require(TenantID("nobody"))
            #expect(try await hub.configuration(of: nobody) == nil)
            try await SQLTenantStore(database: hub.database).create(
                Tenant(id: nobody, name: "n", isEnabled: false), by: .operator)
            #expect(try await hub.configuration(of: nobody) == nil)
            let acme = try #require(try await hub.configuration())
            #expect(acme.tenant == Tenant(id: .acme, name: "acme"))
            #expect(acme.version == (try await hub.database.version(of: .acme)))
        }
    }

    @Test func givesThePlatformsRowsToThoseWhoWereGrantedThem() async throws {
        try await run { hub in
            try await hub.tool("a")
            try await hub.tool("b")
            try await hub.tool("unused")
            let agent = try await hub.agent("Shared", tools: ["b", "a"])
            #expect(try await hub.picture() == [])
            try await hub.allow(.agent(agent))
            #expect(try await hub.picture() == ["Shared(b,a)", "a", "b"])
            #expect(try await hub.picture(of: .globex) == [])
            try await hub.allow(.agent(agent), false)
            #expect(try await hub.picture() == [])
        }
    }

    @Test func takesAToolBackByItsOwnRow() async throws {
        try await run { hub in
            let a = try await hub.tool("a")
            try await hub.tool("b")
            try await hub.allow(.agent(try await hub.agent("Shared", tools: ["a", "b"])))
            try await hub.allow(.tool(a), false)
            #expect(try await hub.picture() == ["Shared(b)", "b"])
            try await hub.allow(.tool(a), true)
            #expect(try await hub.picture() == ["Shared(a,b)", "a", "b"])
        }
    }

    @Test func grantsAToolByItself() async throws {
        try await run { hub in
            let tool = try await hub.tool("a")
            try await hub.allow(.tool(tool))
            #expect(try await hub.picture() == ["a"])
        }
    }

    @Test func givesATenantItsOwnRowsUnlessTheyAreTakenBack() async throws {
        try await run { hub in
            let tool = try await hub.tool("own", owner: .acme)
            let agent = try await hub.agent("Own", owner: .acme, tools: ["own"])
            #expect(try await hub.picture() == ["Own(own)", "own"])
            #expect(try await hub.picture(of: .globex) == [])
            try await hub.allow(.tool(tool), false)
            #expect(try await hub.picture() == ["Own()"])
            try await hub.allow(.agent(agent), false)
            #expect(try await hub.picture() == [])
        }
    }

    @Test func letsNoTenantTakeAPlatformToolByNamingIt() async throws {
        try await run { hub in
            let tool = try await hub.tool("guarded")
            let own = try await hub.agent("Own", owner: .acme, tools: ["guarded"])
            #expect(try await hub.picture() == ["Own()"])
            // Nor by a grant of its own agent, which a tenant's administrator may write.
            try await hub.allow(.agent(own))
            #expect(try await hub.picture() == ["Own()"])
            try await hub.allow(.tool(tool))
            #expect(try await hub.picture() == ["Own(guarded)", "guarded"])
        }
    }

    @Test func leavesOutWhatIsDisabled() async throws {
        try await run { hub in
            try await hub.tool("off", isEnabled: false)
            try await hub.tool("on")
            try await hub.allow(.agent(try await hub.agent("On", tools: ["off", "on"])))
            try await hub.allow(.agent(try await hub.agent("Off", tools: ["on"], isEnabled: false)))
            try await hub.agent("OwnOff", owner: .acme, isEnabled: false)
            #expect(try await hub.picture() == ["On(on)", "on"])
        }
    }

    @Test func grantsNoToolThroughADisabledAgent() async throws {
        try await run { hub in
            try await hub.tool("t")
            try await hub.allow(.agent(try await hub.agent("Off", tools: ["t"], isEnabled: false)))
            #expect(try await hub.picture() == [])
        }
    }

    /// Of tools it gives both: the platform's agents go on with the platform's.
    @Test func prefersTheTenantsOwnAgentWhereNamesMeet() async throws {
        try await run { hub in
            let shared = try await hub.tool("t")
            let own = try await hub.tool("t", owner: .acme)
            try await hub.allow(.tool(shared))
            try await hub.allow(.agent(try await hub.agent("A", tools: ["t"])))
            let agent = try await hub.agent("A", owner: .acme, tools: ["t"])
            let configuration = try #require(try await hub.configuration())
            #expect(configuration.agents.map(\.id) == [agent])
            #expect(configuration.tools.map(\.id) == [own, shared])
            #expect(try await hub.picture(of: .globex) == [])
        }
    }

    @Test func resolvesToolsInTheSightOfTheAgentsOwner() async throws {
        try await run { hub in
            try await hub.tool("t", owner: .acme)
            let shared = try await hub.tool("t")
            try await hub.allow(.agent(try await hub.agent("Shared", tools: ["t"])), for: .globex)
            #expect(try await hub.configuration(of: .globex)?.tools.map(\.id) == [shared])
        }
    }

    @Test func listsTheModelsThatTheTenantSees() async throws {
        try await run { hub in
            let model = LanguageModel(
                name: "gpt", provider: .openAI, baseURL: "https://m.example.com", contextWindow: 9,
                prices: PriceList([TokenPrices(input: 150, output: 600, from: "")]))
            let models = SQLLanguageModelStore(database: hub.database)
            try await models.create(model, by: .operator)
            try await models.create(
                LanguageModel(owner: .globex, name: "gpt", provider: .openAI, prices: .one), by: .operator)
            #expect(try await hub.configuration()?.models == [model])
            #expect(try await hub.configuration(of: .globex)?.models.count == 2)
        }
    }

    @Test func bringsWhatTheTenantChoseAndNothingOfAnother() async throws {
        try await run { hub in
            let agent = try await hub.agent("Shared")
            let model = LanguageModel(name: "gpt", provider: .openAI, prices: .one)
            try await SQLLanguageModelStore(database: hub.database).create(model, by: .operator)
            let name = try #require(SecretName("ERP"))
            for tenant in [TenantID.acme, .globex] {
                let sealed = SealedSecret(token: "sealed-\(tenant)")
                _ = try await SQLSecretStore(database: hub.database)
                    .put(sealed, named: name, for: tenant.scope, by: .operator)
                _ = try await SQLLLMConfigurationStore(database: hub.database).set(
                    LLMConfiguration(models: [LLMConfiguration.Entry(model: model.id, key: sealed)]),
                    for: tenant.scope, by: .operator)
                _ = try await SQLOutputOverrideStore(database: hub.database).set(
                    OutputOverride(agent: agent, render: ["type": .string(tenant.rawValue)]), for: tenant.scope,
                    by: .operator)
            }
            let acme = try #require(try await hub.configuration())
            let sealed = SealedSecret(token: "sealed-acme")
            #expect(acme.secrets == [name: sealed])
            #expect(acme.llm?.models == [LLMConfiguration.Entry(model: model.id, key: sealed)])
            #expect(acme.llm?.version == 1)
            #expect(acme.overrides == [OutputOverride(agent: agent, render: ["type": "acme"], version: 1)])
        }
    }

    @Test func countsTheChangesThatATenantSees() async throws {
        try await run { hub in
            let acme = try await hub.database.version(of: .acme)
            let globex = try await hub.database.version(of: .globex)
            try await hub.tool("own", owner: .acme)
            #expect(try await hub.configuration()?.version == acme + 1)
            #expect(try await hub.configuration(of: .globex)?.version == globex)
            try await hub.tool("shared")
            #expect(try await hub.configuration()?.version == acme + 2)
            #expect(try await hub.configuration(of: .globex)?.version == globex + 1)
        }
    }
}
