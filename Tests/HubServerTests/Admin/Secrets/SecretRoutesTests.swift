import HTTPTypes
import HubCore
import Testing

@testable import HubServer

@Suite struct SecretRoutesTests {
    private let rows = ScriptedTenantRows()

    private func door(_ rows: ScriptedTenantRows? = nil) throws -> Door {
        try Door { services in
            services.stores.secrets = rows ?? self.rows
            services.sealer = ScriptedSealer()
        }
    }

    @Test(arguments: [Door.Person.own, .platform])
    func aSecretIsWrittenSealedAndNeverReadBack(person: Door.Person) async throws {
        let door = try door()
        let path = "tenants/acme-corp/secrets/erp"
        let first = try await door.send(.put, path, as: person, ["value": "swordfish"])
        #expect(first.status == 201 && first.json["name"] == "erp")
        let second = try await door.send(.put, path, as: person, ["value": "swordfish II"])
        #expect(second.status == 200)
        let name = try #require(SecretName("erp"))
        #expect(rows.kept.secrets[Door.scope]?[name]?.token == "sealed swordfish II")
        #expect(door.announcer.scopes == [Door.scope, Door.scope])
        let one = try await door.send(.get, path, as: person)
        let list = try await door.send(.get, "tenants/acme-corp/secrets", as: person)
        #expect(one.status == 200 && list.json["secrets"] == .array([one.json]))
        for answer in [first, second, one, list] { #expect(!answer.text.contains("swordfish")) }
        #expect(try await door.send(.delete, path, as: person).status == 204)
        #expect(try await door.send(.delete, path, as: person).status == 404)
        #expect(try await door.send(.get, path, as: person).status == 404)
    }

    @Test(arguments: [
        JSONValue.object([:]), ["value": .null], ["value": ""], ["value": 7], ["value": "two\nlines"],
        ["value": "a\u{7F}"], ["value": .string(String(repeating: "a", count: 8193))],
    ])
    func refusesWhatIsNoSecret(body: JSONValue) async throws {
        let answer = try await door().send(.put, "tenants/acme-corp/secrets/erp", as: .own, body)
        #expect(answer.status == 422 && answer.pointers == ["/value"])
        #expect(!answer.text.contains("lines"))
        #expect(rows.kept.secrets.isEmpty)
    }

    /// A condition that cannot be kept is refused, not ignored.
    @Test func aConditionIsRefused() async throws {
        for (method, body): (HTTPRequest.Method, JSONValue?) in [(.put, ["value": "x"]), (.delete, nil)] {
            let answer = try await door().send(
                method, "tenants/acme-corp/secrets/erp", as: .own, body, ifMatch: "\"1\"")
            #expect(answer.status == 422 && answer.code == "invalid_header")
        }
        #expect(rows.kept.secrets.isEmpty)
    }

    @Test func aNameHasItsForm() async throws {
        let answer = try await door().send(.put, "tenants/acme-corp/secrets/a%20b", as: .own, ["value": "x"])
        #expect(answer.status == 422 && answer.code == "invalid_path")
    }

    @Test func aDeletionSaysWhichToolsNeedIt() async throws {
        let rows = ScriptedTenantRows(
            refusal: .inUse([RowUse(kind: "tool", name: "get_stock", tenant: Door.acme)]))
        let answer = try await door(rows).send(.delete, "tenants/acme-corp/secrets/erp", as: .own)
        #expect(answer.status == 409 && answer.code == "in_use")
        #expect(answer.json["detail"]?.stringValue?.contains("tool get_stock of acme-corp") == true)
    }

    @Test func nothingIsStoredWhenItCannotBeSealed() async throws {
        struct Broken: SecretSealer {
            func seal(_ secret: Secret) throws -> SealedSecret { throw ScriptedSealer.Foreign() }
            func open(_ sealed: SealedSecret) throws -> Secret { throw ScriptedSealer.Foreign() }
        }
        let door = try Door { services in
            services.stores.secrets = rows
            services.sealer = Broken()
        }
        let answer = try await door.send(.put, "tenants/acme-corp/secrets/erp", as: .own, ["value": "swordfish"])
        #expect(answer.status == 503 && answer.code == "secrets_unavailable")
        #expect(rows.kept.secrets.isEmpty)
    }
}
