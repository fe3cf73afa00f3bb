import HTTPTypes
import HubCore
import Testing

@testable import HubServer

@Suite struct RoleTests {
    private static let row = "019aab4e-7c1d-7f3a-9c55-2b8d6f0e4a11"

    /// Every operation with the ids of acme-corp in its path.
    private static func requests(_ door: Door) -> [(operation: OperationDescription, path: String)] {
        door.services.operations.flatMap { $0.operations.map(\.description) }.map { description in
            let parts = description.path.split(separator: "/").map { part in
                switch part {
                case "{tenant}": "acme-corp"
                case "{id}", "{agent}": row
                case "{name}": "erp"
                case "{collection}": "handbook"
                case "{plugin}": "agenthub.http"
                case _: String(part)
                }
            }
            return (description, parts.joined(separator: "/"))
        }
    }

    @Test func usersAreRefusedEverywhereBeforeAnythingIsRead() async throws {
        let door = try Door { $0.stores.tenants = Unexpected() }
        for (operation, path) in Self.requests(door) {
            let answer = try await door.send(operation.method, path, as: .user, operation.body?.example)
            #expect(answer.status == 403 && answer.code == "role_required", "\(operation.id): \(answer.text)")
        }
    }

    @Test func aTokenThatIsNoneIsRefusedEverywhere() async throws {
        let door = try Door { $0.stores.tenants = Unexpected() }
        for (operation, path) in Self.requests(door) {
            let answer = try await door.send(
                operation.method, path, as: .platform, operation.body?.example, token: Secret("a.b.c"))
            #expect(answer.status == 401, "\(operation.id)")
        }
    }

    @Test func anotherTenantsAdministratorFindsNoTenant() async throws {
        let door = try Door { $0.stores.tenants = Unexpected() }
        let requests = Self.requests(door).filter { $0.path.contains("acme-corp") }
        #expect(requests.count > 12)
        for (operation, path) in requests {
            let answer = try await door.send(operation.method, path, as: .rival, operation.body?.example)
            #expect(answer.status == 404 && answer.code == "not_found", "\(operation.id): \(answer.text)")
        }
    }

    @Test(arguments: [Door.Person.rival, .own])
    func rowsOfOthersAreNotThereAndThePlatformsAreNotToBeChanged(person: Door.Person) async throws {
        let owner = person == .rival ? Door.acme : nil
        let door = try Door { services in
            guard let tool = ToolID(Self.row), let agent = AgentID(Self.row), let model = ModelID(Self.row) else {
                return
            }
            services.stores.tools = ScriptedCatalog([
                Tool(id: tool, owner: owner, name: "t", description: "", type: "T")
            ])
            services.stores.agents = ScriptedCatalog([Agent(id: agent, owner: owner, name: "a", description: "")])
            services.stores.models = ScriptedCatalog([
                LanguageModel(id: model, owner: owner, name: "m", provider: .builtin)
            ])
        }
        // Knowledge is a tenant's own always, and says whose by the query.
        let requests = Self.requests(door).filter {
            $0.operation.pathParameters == ["id"] && !$0.path.hasPrefix("knowledge/")
        }
        #expect(requests.count == 10)
        for (operation, path) in requests {
            let answer = try await door.send(operation.method, path, as: person, operation.body?.example)
            let expected = person == .rival ? 404 : operation.method == .get ? 200 : 403
            #expect(answer.status == expected, "\(operation.id): \(answer.text)")
        }
    }

    @Test func listingsOfAnotherTenantsRowsAreRefused() async throws {
        let door = try Door()
        for path in ["agents", "tools", "llm-models", "audit"] {
            let answer = try await door.send(.get, path + "?tenant_id=acme-corp", as: .rival)
            #expect(answer.status == 404, "\(path)")
        }
    }

    @Test func anAdministratorMakesRowsOfItsOwnTenantOnly() async throws {
        let door = try Door()
        for (operation, path) in Self.requests(door) where operation.method == .post {
            guard var body = operation.body?.example.objectValue, operation.body?.has("tenant_id") == true,
                operation.pathParameters.isEmpty
            else { continue }
            body["tenant_id"] = "acme-corp"
            let answer = try await door.send(.post, path, as: .rival, .object(body))
            #expect(answer.status == 422 && answer.pointers == ["/tenant_id"], "\(operation.id): \(answer.text)")
        }
        #expect(try await door.send(.post, "tenants", as: .own, ["id": "new-one"]).status == 403)
    }
}
