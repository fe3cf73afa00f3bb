import HTTPTypes
import HubCore
import Testing

@testable import HubServer

@Suite struct AgentAdminRoutesTests {
    @Test(arguments: ["None", "none", "AUTO", "auto"])
    func wordsOfRoutingAreNoNames(name: String) async throws {
        let answer = try await Door().send(.post, "agents", as: .own, ["name": .string(name)])
        #expect(answer.status == 422 && answer.pointers == ["/name"])
    }

    @Test func aModelOrAToolThatIsNotThereIsNamed() async throws {
        for (field, body): (String, JSONValue) in [
            ("llm_model_id", ["name": "A", "llm_model_id": .string(ModelID().description)]),
            ("tools", ["name": "A", "tools": ["get_stock"]]),
        ] {
            let agents = ScriptedCatalog<Agent>(missing: .missing(field: field, name: "it"))
            let door = try Door { $0.stores.agents = agents }
            let answer = try await door.send(.post, "agents", as: .own, body)
            #expect(answer.status == 422 && answer.pointers == ["/\(field)"])
        }
    }

    @Test func anAgentLivesFromItsCreationToItsDeletion() async throws {
        let agents = ScriptedCatalog<Agent>()
        let door = try Door { $0.stores.agents = agents }
        let made = try await door.send(.post, "agents", as: .own, ["name": "Autonomous"])
        #expect(made.status == 201 && made.headers[.eTag] == "\"1\"" && made.json["tenant_id"] == "acme-corp")
        let path = "agents/\(try #require(agents.rows.first?.id))"
        let changed = try await door.send(.patch, path, as: .own, ["description": "x"], ifMatch: "\"1\"")
        #expect(changed.status == 200 && changed.json["description"] == "x")
        #expect(try await door.send(.patch, path, as: .own, ["description": "y"], ifMatch: "\"1\"").status == 412)
        #expect(try await door.send(.delete, path, as: .rival).status == 404)
        #expect(try await door.send(.delete, path, as: .platform).status == 204)
        #expect(try await door.send(.get, path, as: .own).status == 404)
        #expect(door.announcer.scopes == [Door.scope, Door.scope, Door.scope])
    }

    @Test func aChangeLeavesToolsAloneThatItDoesNotName() async throws {
        // As they are when two of an agent's tools have come to have one name.
        let agent = Agent(owner: Door.acme, name: "A", description: "", tools: ["t", "t"])
        let agents = ScriptedCatalog([agent])
        let door = try Door { $0.stores.agents = agents }
        let path = "agents/\(agent.id)"
        #expect(try await door.send(.patch, path, as: .own, ["enabled": false]).status == 200)
        #expect(try await door.send(.patch, path, as: .own, ["tools": ["t"]]).status == 200)
        #expect(agents.toolListChanges == [.kept, .replaced])
        let twice = try await door.send(.patch, path, as: .own, ["tools": ["t", "t"]])
        #expect(twice.status == 422 && twice.pointers == ["/tools"])
    }

    @Test func aChangeOfATextsSpellingIsAChange() async throws {
        let agent = Agent(owner: Door.acme, name: "A", description: "Kho ha\u{300}ng")
        let door = try Door { $0.stores.agents = ScriptedCatalog([agent]) }
        let answer = try await door.send(.patch, "agents/\(agent.id)", as: .own, ["description": "Kho h\u{E0}ng"])
        #expect(answer.headers[.eTag] == "\"2\"")
        #expect(answer.json["description"]?.stringValue.map { Array($0.utf8) } == Array("Kho h\u{E0}ng".utf8))
    }

    @Test(arguments: [Door.Person.own, .platform])
    func aReloadIsWrittenDownAndTold(person: Door.Person) async throws {
        let agents = ScriptedCatalog<Agent>()
        let door = try Door { $0.stores.agents = agents }
        #expect(try await door.send(.post, "agents/reload", as: person).status == 204)
        #expect(agents.reloads == [person == .platform ? nil : Door.acme])
        #expect(door.announcer.scopes == [person == .platform ? nil : Door.scope])
    }

    @Test func anAgentInUseSaysWhere() async throws {
        let agent = Agent(owner: Door.acme, name: "A", description: "")
        let agents = ScriptedCatalog([agent], uses: [RowUse(kind: "tenant", name: "acme-corp", tenant: Door.acme)])
        let answer = try await Door { $0.stores.agents = agents }.send(.delete, "agents/\(agent.id)", as: .own)
        #expect(answer.status == 409 && answer.code == "in_use")
    }
}
