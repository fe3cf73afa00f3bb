import HubCore
import Testing

@testable import HubStorage

@Suite(.onEveryDatabase) struct SQLToolStoreTests {
    private func run(_ body: (SQLToolStore, any SQLDatabase) async throws -> Void) async throws {
        try await TestDatabase.run { try await body(SQLToolStore(database: $0), $0) }
    }

    private func names(_ tenant: TenantID?, in store: SQLToolStore) async throws -> [String] {
        try await store.tools(RowFilter(visibleTo: RowReader(tenant)), RowPage(limit: 100)).map(\.name).sorted()
    }

    @Test(arguments: [ToolAuthorization.userJWT, .credential("ERP_KEY"), .none])
    func givesBackWhatItWasGiven(authorization: ToolAuthorization) async throws {
        try await run { store, _ in
            let tool = Tool(
                owner: .acme, name: "get_stock", description: "Tồn kho", type: "HTTP_GET",
                endpoint: "https://erp.example.com/{sku}", inputSchema: ["type": "object", "minProperties": 1.0],
                outputSchema: ["type": "array"], outputFormat: .chartData, render: ["type": "chart"],
                authorization: authorization, priority: 2, timeout: .milliseconds(2500),
                labels: ["sku": Label([.english: "SKU", .vietnamese: "Mã"]), "qty": Label([.english: "Quantity"])],
                config: ["headers": ["x": "y"]], isEnabled: false, version: 4)
            try await store.create(tool, by: .operator)
            let stored = try #require(try await store.tool(tool.id, visibleTo: .platform))
            #expect(stored == tool)
            #expect(stored.inputSchema.text == tool.inputSchema.text)
            let plain = Tool(name: "plain", description: "", type: "T")
            try await store.create(plain, by: .operator)
            #expect(try await store.tool(plain.id, visibleTo: .platform) == plain)
            #expect(try await store.tool(ToolID(), visibleTo: .platform) == nil)
        }
    }

    @Test func refusesANameThatItsOwnerHasAlready() async throws {
        try await run { store, _ in
            for owner in [TenantID.acme, .globex, nil] {
                try await store.create(Tool(owner: owner, name: "t", description: "", type: "T"), by: .operator)
                await #expect(throws: ConfigurationStoreError.conflict(field: "name")) {
                    try await store.create(Tool(owner: owner, name: "t", description: "", type: "T"), by: .operator)
                }
            }
        }
    }

    @Test func refusesAnOwnerThatIsNotThere() async throws {
        try await run { store, _ in
            let owner = try #require(TenantID("nobody"))
            await #expect(throws: ConfigurationStoreError.missing(field: "tenant_id", name: "nobody")) {
                try await store.create(Tool(owner: owner, name: "t", description: "", type: "T"), by: .operator)
            }
            await #expect(throws: SQLError.invalidText(statement: 0)) {
                try await store.create(Tool(name: "t\u{0}", description: "", type: "T"), by: .operator)
            }
        }
    }

    @Test func showsATenantItsOwnAndThePlatformsRows() async throws {
        try await run { store, _ in
            try await store.create(Tool(owner: .acme, name: "b", description: "", type: "T"), by: .operator)
            try await store.create(Tool(owner: .globex, name: "a", description: "", type: "T"), by: .operator)
            try await store.create(Tool(name: "c", description: "", type: "T"), by: .operator)
            #expect(try await names(.acme, in: store) == ["b", "c"])
            #expect(try await names(.globex, in: store) == ["a", "c"])
            #expect(try await names(nil, in: store) == ["a", "b", "c"])
        }
    }

    @Test func growsTheConfigurationVersion() async throws {
        try await run { store, database in
            let before = try await database.version()
            try await store.create(Tool(name: "t", description: "", type: "T"), by: .operator)
            #expect(try await database.version() == before + 1)
        }
    }

    @Test func replacesARowWhoseVersionGrows() async throws {
        try await run { store, database in
            for owner in [TenantID.acme, nil] {
                var tool = Tool(owner: owner, name: "t", description: "", type: "T", endpoint: "https://a.example.com")
                try await store.create(tool, by: .operator)
                let before = try await database.version(of: owner)
                tool.endpoint = nil
                tool.name = "renamed"
                tool.outputSchema = ["type": "array"]
                tool.priority = 1
                tool.isEnabled = false
                let updated = try await store.update(tool, by: .operator)
                tool.version = 2
                #expect(updated == tool)
                #expect(try await store.tool(tool.id, visibleTo: .platform) == tool)
                #expect(try await database.version(of: owner) == before + 1)
            }
        }
    }

    @Test func refusesToReplaceARowThatIsNotTheOwners() async throws {
        try await run { store, _ in
            var tool = Tool(owner: .acme, name: "t", description: "", type: "T")
            try await store.create(tool, by: .operator)
            let stored = tool
            for owner in [TenantID.globex, nil] {
                tool.owner = owner
                await #expect(throws: ConfigurationStoreError.gone) {
                    try await store.update(tool, by: .operator)
                }
            }
            let kept = try await store.tool(tool.id, visibleTo: .platform)
            #expect(kept == stored)
        }
    }

    @Test func refusesANewNameThatIsTaken() async throws {
        try await run { store, _ in
            try await store.create(Tool(owner: .acme, name: "a", description: "", type: "T"), by: .operator)
            var tool = Tool(owner: .acme, name: "b", description: "", type: "T")
            try await store.create(tool, by: .operator)
            tool.name = "a"
            await #expect(throws: ConfigurationStoreError.conflict(field: "name")) {
                try await store.update(tool, by: .operator)
            }
            let kept = try await store.tool(tool.id, visibleTo: .platform)
            #expect(kept?.name == "b")
        }
    }

    @Test(arguments: [#"{"type":"magic"}"#, #"{"type":"credential"}"#, "[]"])
    func refusesARowThatMakesNoSense(authorization: String) async throws {
        try await run { store, database in
            let tool = Tool(name: "t", description: "", type: "T")
            try await store.create(tool, by: .operator)
            _ = try await database.write(
                as: .platform, [SQLStatement("UPDATE tool_configs SET auth = $1", .text(authorization))])
            await #expect(throws: SQLError.unexpectedValue(column: 10)) {
                try await store.tool(tool.id, visibleTo: .platform)
            }
        }
    }

    @Test func refusesAChangeOfAnEarlierVersion() async throws {
        try await run { store, database in
            let tool = Tool(owner: .acme, name: "t", description: "", type: "T")
            try await store.create(tool, by: .operator)
            let updated = try await store.update(tool, by: .operator)
            let version = try await database.version(of: .acme)
            await #expect(throws: ConfigurationStoreError.stale) { try await store.update(tool, by: .operator) }
            await #expect(throws: ConfigurationStoreError.stale) { try await store.delete(tool, by: .operator) }
            #expect(try await store.tool(tool.id, visibleTo: .acme) == updated)
            #expect(try await database.version(of: .acme) == version)
            #expect(try await database.audited(.acme) == ["tool.create", "tool.update"])
        }
    }

    @Test func deletesNoRowThatIsInUse() async throws {
        try await run { store, database in
            let tool = Tool(name: "t", description: "", type: "T")
            try await store.create(tool, by: .operator)
            let agent = Agent(owner: .acme, name: "A", description: "", tools: ["t"])
            try await SQLAgentStore(database: database).create(agent, by: .operator)
            let permissions = SQLPermissionStore(database: database)
            try await permissions.set(
                Permission(subject: .tool(tool.id), isEnabled: true), for: TenantID.globex.scope, by: .operator)
            let uses = [
                RowUse(kind: "agent", name: "A", tenant: .acme),
                RowUse(kind: "tenant", name: "globex", tenant: .globex),
            ]
            await #expect(throws: ConfigurationStoreError.inUse(uses)) { try await store.delete(tool, by: .operator) }
            try await SQLAgentStore(database: database).delete(agent, by: .operator)
            try await permissions.set(
                Permission(subject: .tool(tool.id), isEnabled: false), for: TenantID.globex.scope, by: .operator)
            try await store.delete(tool, by: .operator)
            #expect(try await store.tool(tool.id, visibleTo: .platform) == nil)
            #expect(try await database.audited().last == "tool.delete")
            await #expect(throws: ConfigurationStoreError.gone) { try await store.delete(tool, by: .operator) }
        }
    }

    @Test func hidesATenantsRowsFromOthers() async throws {
        try await run { store, _ in
            var tool = Tool(owner: .acme, name: "t", description: "", type: "T")
            try await store.create(tool, by: .operator)
            #expect(try await store.tool(tool.id, visibleTo: .globex) == nil)
            #expect(try await store.tool(tool.id, visibleTo: .acme) == tool)
            tool.owner = .globex
            let foreign = tool
            await #expect(throws: ConfigurationStoreError.gone) { try await store.delete(foreign, by: .operator) }
        }
    }

    @Test func filtersByTypeAndState() async throws {
        try await run { store, _ in
            for (name, type, isEnabled) in [("a", "T", true), ("b", "U", true), ("c", "U", false)] {
                try await store.create(
                    Tool(name: name, description: "", type: type, isEnabled: isEnabled), by: .operator)
            }
            let page = RowPage<ToolID>(limit: 9)
            let typed = try await store.tools(RowFilter(visibleTo: .acme, type: "U"), page)
            #expect(typed.map(\.name).sorted() == ["b", "c"])
            let disabled = try await store.tools(RowFilter(visibleTo: .platform, isEnabled: false, type: "U"), page)
            #expect(disabled.map(\.name) == ["c"])
        }
    }
}
