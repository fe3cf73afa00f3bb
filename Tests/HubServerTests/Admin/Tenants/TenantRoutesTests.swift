import HTTPTypes
import HubCore
import Testing

@testable import HubServer

@Suite struct TenantRoutesTests {
    private static let path = "tenants/acme-corp"
    private static let acme = Tenant(
        id: Door.acme, name: "Acme",
        settings: TenantSettings(limits: TenantLimits(requests: 600, tokens: 400_000)))

    private func door(_ tenants: [Tenant] = [TenantRoutesTests.acme]) throws -> (Door, ScriptedTenants) {
        let rows = ScriptedTenants(tenants)
        return (try Door { $0.stores.tenants = rows }, rows)
    }

    /// The only check that keeps a tenant's administrator from its own limits.
    @Test(
        arguments: [
            ["settings": ["rpm": 1]], ["settings": ["tpm": 1_000_000]], ["settings": ["user_rpm": 5]],
            ["settings": ["user_tpm": 5]], ["settings": ["file_bytes": 5]], ["settings": ["storage_bytes": 5]],
            ["settings": ["rpm": .null]], ["settings": .null], ["enabled": false],
            ["name": "Ours", "enabled": false],
        ] as [JSONValue])
    func limitsAndStandingAreThePlatforms(body: JSONValue) async throws {
        let (door, rows) = try door()
        let answer = try await door.send(.patch, Self.path, as: .own, body)
        #expect(answer.status == 403 && answer.code == "role_required", "\(answer.text)")
        #expect(try await rows.tenant(Door.acme) == Self.acme)
        #expect(door.announcer.scopes.isEmpty)
        let allowed = try await door.send(.patch, Self.path, as: .platform, body)
        #expect(allowed.status == 200 && allowed.headers[.eTag] == "\"2\"")
    }

    @Test func howMuchIsUploadedIsSetAndShown() async throws {
        let (door, rows) = try door()
        let set = try await door.send(
            .patch, Self.path, as: .platform, ["settings": ["file_bytes": 1000, "storage_bytes": 5_000_000_000]])
        #expect(set.json["settings"]?["file_bytes"] == 1000 && set.json["settings"]?["storage_bytes"] == 5_000_000_000)
        let limits = try await rows.tenant(Door.acme)?.settings.limits
        #expect(limits?.fileBytes == 1000 && limits?.storageBytes == 5_000_000_000 && limits?.requests == 600)
        for wrong: JSONValue in [["file_bytes": 0], ["file_bytes": 1_000_000_001], ["storage_bytes": -1]] {
            #expect(try await door.send(.patch, Self.path, as: .platform, ["settings": wrong]).status == 422)
        }
    }

    @Test func anAdministratorNamesItsTenantAndChoosesForIt() async throws {
        let (door, rows) = try door()
        // What it may not change it may repeat.
        let body: JSONValue = [
            "name": "Ours", "settings": ["routing": "model", "languages": ["vi"], "rpm": 600], "enabled": true,
        ]
        let answer = try await door.send(.patch, Self.path, as: .own, body, ifMatch: "\"1\"")
        #expect(answer.status == 200 && answer.headers[.eTag] == "\"2\"")
        let row = try #require(try await rows.tenant(Door.acme))
        #expect(row.name == "Ours" && row.settings.routing == .model && row.settings.languages == [.vietnamese])
        #expect(row.settings.limits == Self.acme.settings.limits)
        #expect(door.announcer.scopes == [Door.scope])
        #expect(try await door.send(.patch, Self.path, as: .own, ["name": "X"], ifMatch: "\"1\"").status == 412)
    }

    /// It is the customer's own alarm.
    @Test(arguments: [Door.Person.own, .platform])
    func aThresholdOfADaysSpendingIsTheTenants(person: Door.Person) async throws {
        let (door, rows) = try door()
        let set = try await door.send(
            .patch, Self.path, as: person, ["settings": ["daily_spend_alert_usd": "25.5"]])
        #expect(set.status == 200 && set.json["settings"]?["daily_spend_alert_usd"] == "25.50")
        #expect(try await rows.tenant(Door.acme)?.settings.dailySpendAlert == 25_500_000_000)
        #expect(door.announcer.scopes == [Door.scope])
        let cleared = try await door.send(
            .patch, Self.path, as: person, ["settings": ["daily_spend_alert_usd": .null]])
        #expect(cleared.json["settings"]?["daily_spend_alert_usd"] == .null)
        #expect(try await rows.tenant(Door.acme)?.settings == Self.acme.settings)
    }

    @Test(arguments: ["-1", "1e3", "0.0000000001", "1000000000", "", 25] as [JSONValue])
    func otherThresholdsAreRefused(value: JSONValue) async throws {
        let (door, _) = try door()
        let answer = try await door.send(
            .patch, Self.path, as: .own, ["settings": ["daily_spend_alert_usd": value]])
        #expect(answer.status == 422 && answer.pointers == ["/settings/daily_spend_alert_usd"])
    }

    @Test func aTenantIsMadeOnce() async throws {
        let (door, rows) = try door()
        let made = try await door.send(.post, "tenants", as: .platform, ["id": "new-one", "settings": ["rpm": 5]])
        #expect(made.status == 201 && made.headers[.location] == "/api/admin/tenants/new-one")
        #expect(try await rows.tenant(Door.id("new-one"))?.settings.limits.requests == 5)
        let again = try await door.send(.post, "tenants", as: .platform, ["id": "new-one"])
        #expect(again.status == 409 && again.pointers == ["/id"])
        let reserved = try await door.send(.post, "tenants", as: .platform, ["id": "admin"])
        #expect(reserved.status == 422 && reserved.pointers == ["/id"])
    }

    @Test func listingsAreFilteredAndAnAdministratorSeesItsOwn() async throws {
        let rival = Tenant(id: Door.Person.rival.tenant, name: "Rival", isEnabled: false)
        let (door, _) = try door([Self.acme, rival])
        func ids(_ query: String, _ person: Door.Person) async throws -> [String?] {
            let answer = try await door.send(.get, "tenants" + query, as: person)
            #expect(answer.json["next"] == .null)
            return answer.json["tenants"]?.arrayValue?.map { $0["id"]?.stringValue } ?? []
        }
        #expect(try await ids("", .platform) == ["acme-corp", "rival"])
        #expect(try await ids("?enabled=false", .platform) == ["rival"])
        #expect(try await ids("?name=Acme", .platform) == ["acme-corp"])
        #expect(try await ids("", .own) == ["acme-corp"])
        #expect(try await ids("?enabled=false", .own) == [])
        #expect(try await ids("?cursor=acme-corp", .own) == [])
        #expect(try await ids("?cursor=abc&limit=1", .own) == ["acme-corp"])
    }
}
