import HTTPTypes
import HubCore
import Testing

@testable import HubServer

/// Listings through HTTP: whoever follows `next` by `cursor` gets every row once and stops at the last page.
@Suite struct ListingTests {
    private static let count = 5

    private static let listings: [(path: String, member: String)] = [
        ("agents", "agents"), ("tools", "tools"), ("llm-models", "models"), ("tenants", "tenants"),
        ("tenants/acme-corp/permissions", "permissions"), ("tenants/acme-corp/secrets", "secrets"),
        ("tenants/acme-corp/output-overrides", "overrides"),
    ]

    private func door() async throws -> Door {
        let numbers = 0..<Self.count
        let rows = ScriptedTenantRows()
        let permissions = ScriptedPermissions()
        for number in numbers {
            let permission: Permission.Subject = number % 2 == 0 ? .agent(AgentID()) : .tool(ToolID())
            try await permissions.set(
                Permission(subject: permission, isEnabled: true), for: Door.scope,
                by: ConfigurationAuthor(tenant: Door.acme, user: try #require(UserID("anna")), requestID: "r"))
            let name = try #require(SecretName("s\(number)"))
            rows.change { state in
                state.secrets[Door.scope, default: [:]][name] = SealedSecret(token: "t")
                state.overrides[Door.scope, default: []].append(
                    OutputOverride(agent: AgentID(), outputFormat: .summaryText, version: 1))
            }
        }
        return try Door { services in
            services.stores.agents = ScriptedCatalog(numbers.map { Agent(name: "A\($0)", description: "") })
            services.stores.tools = ScriptedCatalog(numbers.map { Tool(name: "t\($0)", description: "", type: "T") })
            services.stores.models = ScriptedCatalog(numbers.map { LanguageModel(name: "m\($0)", provider: .builtin) })
            services.stores.tenants = ScriptedTenants(
                [Tenant(id: Door.acme, name: "")] + numbers.dropFirst().map { Tenant(id: Door.id("t\($0)"), name: "") })
            services.stores.permissions = permissions
            services.stores.secrets = rows
            services.stores.overrides = rows
        }
    }

    /// Pages of 1, 2, all but one, all, more: also where the last page is full, nothing follows it.
    @Test(arguments: listings.map(\.path), [1, 2, 4, 5, 6])
    func everyRowComesOnce(path: String, limit: Int) async throws {
        let door = try await door()
        let member = try #require(Self.listings.first { $0.path == path }?.member)
        var rows: [JSONValue] = []
        var pages = 0
        var cursor = ""
        repeat {
            let answer = try await door.send(.get, "\(path)?limit=\(limit)\(cursor)", as: .platform)
            #expect(answer.status == 200, "\(answer.text)")
            let page = try #require(answer.json[member]?.arrayValue)
            #expect(!page.isEmpty && page.count <= limit)
            rows += page
            pages += 1
            cursor = answer.json["next"]?.stringValue.map { "&cursor=\($0)" } ?? ""
        } while !cursor.isEmpty && pages < 10
        #expect(rows.count == Self.count && Set(rows.map(\.text)).count == Self.count)
        #expect(pages == (Self.count + limit - 1) / limit)
    }

    @Test(arguments: listings.map(\.path)) func aCursorThatIsNoneIsRefused(path: String) async throws {
        let answer = try await door().send(.get, path + "?cursor=%20", as: .platform)
        #expect(answer.status == 422 && answer.code == "invalid_query")
        #expect(try await door().send(.get, path + "?limit=201", as: .platform).status == 422)
    }

    @Test func filtersReachTheStore() async throws {
        let agents = ScriptedCatalog<Agent>()
        let tools = ScriptedCatalog<Tool>()
        let models = ScriptedCatalog<LanguageModel>()
        let door = try Door { services in
            services.stores.agents = agents
            services.stores.tools = tools
            services.stores.models = models
        }
        for path in [
            "agents?name=A&enabled=true&limit=7", "tools?name=t&enabled=false&base_tool_type=T",
            "llm-models?name=m&provider=builtin&tenant_id=acme-corp",
        ] { #expect(try await door.send(.get, path, as: .platform).status == 200) }
        #expect(agents.listings.map(\.filter) == [RowFilter(visibleTo: .platform, name: "A", isEnabled: true)])
        #expect(agents.listings.map(\.limit) == [8])
        #expect(
            tools.listings.map(\.filter) == [RowFilter(visibleTo: .platform, name: "t", isEnabled: false, type: "T")])
        #expect(
            models.listings.map(\.filter) == [RowFilter(visibleTo: .tenant(Door.scope), name: "m", type: "builtin")])
        #expect(try await door.send(.get, "agents", as: .own).status == 200)
        #expect(agents.listings.last?.filter == RowFilter(visibleTo: .tenant(Door.scope)))
    }
}
