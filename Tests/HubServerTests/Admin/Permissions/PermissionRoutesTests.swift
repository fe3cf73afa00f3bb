import HTTPTypes
import HubCore
import Testing

@testable import HubServer

@Suite struct PermissionRoutesTests {
    private static let path = "tenants/acme-corp/permissions"
    private let shared = Agent(name: "Shared", description: "")
    private let own = Agent(owner: Door.acme, name: "Own", description: "")
    private let sharedTool = Tool(name: "shared_tool", description: "", type: "T")
    private let ownTool = Tool(owner: Door.acme, name: "own_tool", description: "", type: "T")
    private let permissions = ScriptedPermissions()

    private func door(
        agents: [Agent] = [], tools: [Tool] = []
    ) throws -> Door {
        try Door { services in
            services.stores.agents = ScriptedCatalog([shared, own] + agents)
            services.stores.tools = ScriptedCatalog([sharedTool, ownTool] + tools)
            services.stores.permissions = permissions
        }
    }

    /// The only check that keeps a tenant's administrator from granting its tenant what the platform sells.
    @Test(arguments: [true, false])
    func aTenantsAdministratorGrantsNothingOfThePlatforms(isEnabled: Bool) async throws {
        let door = try door()
        for subject: JSONObject in [
            ["agent_id": .string(shared.id.description)], ["agent_id": "Shared"],
            ["tool_id": .string(sharedTool.id.description)], ["tool_id": "shared_tool"],
        ] {
            var body = subject
            body["enabled"] = .bool(isEnabled)
            let answer = try await door.send(.post, Self.path, as: .own, .object(body))
            #expect(answer.status == 403 && answer.code == "role_required", "\(answer.text)")
        }
        #expect(permissions.kept(of: Door.scope).isEmpty && door.announcer.scopes.isEmpty)
    }

    @Test func aTenantsAdministratorGrantsItsOwn() async throws {
        let door = try door()
        for body: JSONValue in [["agent_id": "Own"], ["tool_id": .string(ownTool.id.description)]] {
            #expect(try await door.send(.post, Self.path, as: .own, body).status == 201)
        }
        #expect(
            permissions.kept(of: Door.scope) == [
                Permission(subject: .agent(own.id), isEnabled: true),
                Permission(subject: .tool(ownTool.id), isEnabled: true),
            ])
        #expect(door.announcer.scopes == [Door.scope, Door.scope])
    }

    @Test func thePlatformGrantsAndRefuses() async throws {
        let door = try door()
        for isEnabled in [true, false] {
            let answer = try await door.send(
                .post, Self.path, as: .platform, ["agent_id": "Shared", "enabled": .bool(isEnabled)])
            #expect(answer.status == 201)
            #expect(answer.json == ["agent_id": .string(shared.id.description), "enabled": .bool(isEnabled)])
        }
        #expect(permissions.kept(of: Door.scope) == [Permission(subject: .agent(shared.id), isEnabled: false)])
    }

    @Test func theTenantsOwnRowGoesBeforeThePlatformsOfTheSameName() async throws {
        let twin = Agent(owner: Door.acme, name: "Shared", description: "")
        let answer = try await door(agents: [twin]).send(.post, Self.path, as: .own, ["agent_id": "Shared"])
        #expect(answer.status == 201 && answer.json["agent_id"] == .string(twin.id.description))
    }

    @Test func rowsOfOtherTenantsAreNotThere() async throws {
        let foreign = Agent(owner: Door.Person.rival.tenant, name: "Foreign", description: "")
        let foreignTool = Tool(owner: Door.Person.rival.tenant, name: "foreign", description: "", type: "T")
        let door = try door(agents: [foreign], tools: [foreignTool])
        for (body, pointer): (JSONValue, String) in [
            (["agent_id": "Foreign"], "/agent_id"), (["agent_id": .string(foreign.id.description)], "/agent_id"),
            (["tool_id": "foreign"], "/tool_id"), (["tool_id": .string(foreignTool.id.description)], "/tool_id"),
        ] {
            for person in [Door.Person.own, .platform] {
                let answer = try await door.send(.post, Self.path, as: person, body)
                #expect(answer.status == 422 && answer.pointers == [pointer], "\(answer.text)")
            }
        }
    }

    @Test func oneSubjectIsNamed() async throws {
        for body: JSONValue in [[:], ["agent_id": "Own", "tool_id": "own_tool"], ["enabled": true]] {
            let answer = try await door().send(.post, Self.path, as: .own, body)
            #expect(answer.status == 422 && answer.pointers == ["/agent_id"])
        }
    }
}
