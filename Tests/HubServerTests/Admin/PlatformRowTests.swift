import HTTPTypes
import HubCore
import Testing

@testable import HubServer

/// What a tenant's administrator sees of the rows that belong to the platform.
@Suite struct PlatformRowTests {
    private func door(owner: TenantID?) throws -> Door {
        try Door { services in
            services.stores.agents = ScriptedCatalog([
                Agent(owner: owner, name: "A", description: "What it does", promptTemplate: "secret sauce")
            ])
            services.stores.tools = ScriptedCatalog([
                Tool(
                    owner: owner, name: "t", description: "", type: "T",
                    endpoint: "https://internal.example.com/secret",
                    config: ["header": "secret"])
            ])
            services.stores.models = ScriptedCatalog([
                LanguageModel(
                    owner: owner, name: "m", provider: .openAI, baseURL: "https://internal.example.com/secret")
            ])
        }
    }

    private static let listings = ["agents", "tools", "llm-models"]

    private func answers(_ door: Door, _ listing: String, as person: Door.Person) async throws -> [Door.Answer] {
        let list = try await door.send(.get, listing, as: person)
        let rows = list.json[listing == "llm-models" ? "models" : listing]?.arrayValue
        let id = try #require(rows?.first?["id"]?.stringValue)
        return [list, try await door.send(.get, "\(listing)/\(id)", as: person)]
    }

    @Test(arguments: listings)
    func itsInsidesAreNotShown(listing: String) async throws {
        for answer in try await answers(try door(owner: nil), listing, as: .own) {
            #expect(answer.status == 200 && !answer.text.contains("secret"), "\(answer.text)")
        }
    }

    @Test(arguments: listings)
    func itsAdministratorSeesAllAndATenantAllOfItsOwn(listing: String) async throws {
        for (owner, person) in [(nil, Door.Person.platform), (Door.acme, .own), (Door.acme, .platform)] {
            for answer in try await answers(try door(owner: owner), listing, as: person) {
                #expect(answer.status == 200 && answer.text.contains("secret"), "\(answer.text)")
            }
        }
    }

    @Test(arguments: listings)
    func aChangeThatChangesNothingLeavesTheRowAndTellsNobody(listing: String) async throws {
        let door = try Door { services in
            services.stores.agents = ScriptedCatalog([Agent(owner: Door.acme, name: "A", description: "", version: 4)])
            services.stores.tools = ScriptedCatalog([
                Tool(owner: Door.acme, name: "A", description: "", type: "T", version: 4)
            ])
            services.stores.models = ScriptedCatalog([
                LanguageModel(owner: Door.acme, name: "A", provider: .builtin, version: 4)
            ])
            services.toolTypes = ScriptedToolTypes()
        }
        let before = try #require(try await answers(door, listing, as: .own).last)
        let id = try #require(before.json["id"]?.stringValue)
        for body: JSONValue in [[:], ["name": "A"]] {
            let answer = try await door.send(.patch, "\(listing)/\(id)", as: .own, body)
            #expect(answer.status == 200 && answer.headers[.eTag] == "\"4\"" && answer.json == before.json)
        }
        #expect(door.announcer.scopes.isEmpty)
        #expect(try await door.send(.patch, "\(listing)/\(id)", as: .own, [:], ifMatch: "\"3\"").status == 412)
    }

    @Test func aTenantThatIsNotChangedStaysAsItIs() async throws {
        let door = try Door()
        let answer = try await door.send(.patch, "tenants/acme-corp", as: .own, ["name": "Acme", "enabled": true])
        #expect(answer.status == 200 && answer.headers[.eTag] == "\"1\"")
        #expect(door.announcer.scopes.isEmpty)
    }
}
