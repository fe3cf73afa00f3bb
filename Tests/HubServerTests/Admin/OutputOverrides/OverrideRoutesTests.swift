import HTTPTypes
import HubCore
import Testing

@testable import HubServer

@Suite struct OverrideRoutesTests {
    private let agent = AgentID()
    private var path: String { "tenants/acme-corp/output-overrides/\(agent)" }

    @Test(arguments: [Door.Person.own, .platform])
    func anOverrideIsWrittenReplacedListedAndTakenAway(person: Door.Person) async throws {
        let door = try Door { $0.stores.overrides = ScriptedTenantRows() }
        let first = try await door.send(.put, path, as: person, ["output_format": "markdown_table"])
        #expect(first.status == 200 && first.json["version"] == 1)
        let second = try await door.send(.put, path, as: person, ["render": ["type": "chart"]])
        #expect(
            second.json == [
                "agent_id": .string(agent.description), "output_format": .null, "render": ["type": "chart"],
                "version": 2,
            ])
        let list = try await door.send(.get, "tenants/acme-corp/output-overrides", as: person)
        #expect(list.json["overrides"] == .array([second.json]))
        #expect(try await door.send(.delete, path, as: person).status == 204)
        #expect(try await door.send(.delete, path, as: person).status == 404)
        #expect(door.announcer.scopes.count == 3)
    }

    @Test func aChangeMayDependOnTheVersion() async throws {
        let door = try Door { $0.stores.overrides = ScriptedTenantRows() }
        let body: JSONValue = ["output_format": "summary_text"]
        #expect(try await door.send(.get, path, as: .own).status == 404)
        // There is nothing yet that a version could match.
        for tag in ["*", "\"0\"", "\"1\""] {
            let answer = try await door.send(.put, path, as: .own, body, ifMatch: tag)
            #expect(answer.status == 412 && answer.code == "stale")
        }
        let made = try await door.send(.put, path, as: .own, body)
        #expect(made.headers[.eTag] == "\"1\"")
        #expect(try await door.send(.put, path, as: .own, body, ifMatch: "\"2\"").status == 412)
        #expect(try await door.send(.put, path, as: .own, body, ifMatch: "\"1\"").headers[.eTag] == "\"2\"")
        let read = try await door.send(.get, path, as: .own)
        #expect(read.headers[.eTag] == "\"2\"" && read.json["version"] == 2)
        #expect(try await door.send(.delete, path, as: .own, ifMatch: "\"1\"").status == 412)
        #expect(try await door.send(.delete, path, as: .own, ifMatch: "\"2\"").status == 204)
        #expect(door.announcer.scopes.count == 3)
    }

    @Test(
        arguments: [
            (["output_format": "pie"], "/output_format"), (["render": "card"], "/render"), ([:], "/output_format"),
            (["output_format": .null, "render": .null], "/output_format"), (["format": "x"], "/format"),
        ] as [(JSONValue, String)])
    func pointsAtWhatIsWrong(body: JSONValue, pointer: String) async throws {
        let answer = try await Door().send(.put, path, as: .own, body)
        #expect(answer.status == 422 && answer.pointers == [pointer])
    }

    @Test func anAgentThatTheTenantDoesNotSeeIsNotThere() async throws {
        let door = try Door {
            $0.stores.overrides = ScriptedTenantRows(refusal: .missing(field: "agent_id", name: "x"))
        }
        #expect(try await door.send(.put, path, as: .own, ["output_format": "summary_text"]).status == 404)
        #expect(
            try await door.send(.put, "tenants/acme-corp/output-overrides/AgentDebt", as: .own, [:]).status == 404)
    }
}
