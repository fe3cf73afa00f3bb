import HubCore
import Testing

@testable import HubStorage

struct SQLToolStoreTests {
    private func run(_ body: (SQLToolStore, SQLiteDatabase) async throws -> Void) async throws {
        try await TestDatabase.run { try await body(SQLToolStore(database: $0), $0) }
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
            try await store.create(tool)
            let stored = try #require(try await store.tool(tool.id))
            #expect(stored == tool)
            #expect(stored.inputSchema.text == tool.inputSchema.text)
            let plain = Tool(name: "plain", description: "", type: "T")
            try await store.create(plain)
            #expect(try await store.tool(plain.id) == plain)
            #expect(try await store.tool(ToolID()) == nil)
        }
    }

    @Test func refusesANameThatItsOwnerHasAlready() async throws {
        try await run { store, _ in
            for owner in [TenantID.acme, .globex, nil] {
                try await store.create(Tool(owner: owner, name: "t", description: "", type: "T"))
                await #expect(throws: ConfigurationStoreError.conflict(field: "name")) {
                    try await store.create(Tool(owner: owner, name: "t", description: "", type: "T"))
                }
            }
        }
    }

    @Test func refusesAnOwnerThatIsNotThere() async throws {
        try await run { store, _ in
            let owner = try #require(TenantID("nobody"))
            await #expect(throws: ConfigurationStoreError.missing(field: "tenant_id", name: "nobody")) {
                try await store.create(Tool(owner: owner, name: "t", description: "", type: "T"))
            }
            await #expect(throws: SQLError.invalidText(statement: 0)) {
                try await store.create(Tool(name: "t\u{0}", description: "", type: "T"))
            }
        }
    }

    @Test func showsATenantItsOwnAndThePlatformsRows() async throws {
        try await run { store, _ in
            try await store.create(Tool(owner: .acme, name: "b", description: "", type: "T"))
            try await store.create(Tool(owner: .globex, name: "a", description: "", type: "T"))
            try await store.create(Tool(name: "c", description: "", type: "T"))
            #expect(try await store.tools(visibleTo: .acme).map(\.name) == ["b", "c"])
            #expect(try await store.tools(visibleTo: .globex).map(\.name) == ["a", "c"])
            #expect(try await store.tools(visibleTo: nil).map(\.name) == ["a", "b", "c"])
        }
    }

    @Test func growsTheConfigurationVersion() async throws {
        try await run { store, database in
            let versions = ConfigurationVersionStore(database: database)
            let before = try await versions.current()
            try await store.create(Tool(name: "t", description: "", type: "T"))
            #expect(try await versions.current() == before + 1)
        }
    }

    @Test func replacesARowWhoseVersionGrows() async throws {
        try await run { store, database in
            let versions = ConfigurationVersionStore(database: database)
            for owner in [TenantID.acme, nil] {
                var tool = Tool(owner: owner, name: "t", description: "", type: "T", endpoint: "https://a.example.com")
                try await store.create(tool)
                let before = try await versions.current()
                tool.endpoint = nil
                tool.name = "renamed"
                tool.outputSchema = ["type": "array"]
                tool.priority = 1
                tool.isEnabled = false
                try await store.update(tool)
                tool.version = 2
                #expect(try await store.tool(tool.id) == tool)
                #expect(try await versions.current() == before + 1)
            }
        }
    }

    @Test func refusesToReplaceARowThatIsNotTheOwners() async throws {
        try await run { store, _ in
            var tool = Tool(owner: .acme, name: "t", description: "", type: "T")
            try await store.create(tool)
            let stored = tool
            for owner in [TenantID.globex, nil] {
                tool.owner = owner
                await #expect(throws: ConfigurationStoreError.missing(field: "id", name: tool.id.description)) {
                    try await store.update(tool)
                }
            }
            let kept = try await store.tool(tool.id)
            #expect(kept == stored)
        }
    }

    @Test func refusesANewNameThatIsTaken() async throws {
        try await run { store, _ in
            try await store.create(Tool(owner: .acme, name: "a", description: "", type: "T"))
            var tool = Tool(owner: .acme, name: "b", description: "", type: "T")
            try await store.create(tool)
            tool.name = "a"
            await #expect(throws: ConfigurationStoreError.conflict(field: "name")) { try await store.update(tool) }
            let kept = try await store.tool(tool.id)
            #expect(kept?.name == "b")
        }
    }

    @Test(arguments: [#"{"type":"magic"}"#, #"{"type":"credential"}"#, "[]"])
    func refusesARowThatMakesNoSense(authorization: String) async throws {
        try await run { store, database in
            let tool = Tool(name: "t", description: "", type: "T")
            try await store.create(tool)
            _ = try await database.write(
                as: .platform, [SQLStatement("UPDATE tool_configs SET auth = $1", .text(authorization))])
            await #expect(throws: SQLError.unexpectedValue(column: 10)) { try await store.tool(tool.id) }
        }
    }
}
