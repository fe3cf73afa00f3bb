import HTTPTypes
import HubCore
import Testing

@testable import HubServer

@Suite struct TenantStandingTests {
    private static let requests: [(HTTPRequest.Method, String, Door.Person)] = [
        (.get, "/api/acme-corp/sessions", .user), (.get, "/api/acme-corp/agents", .user),
        (.delete, "/api/acme-corp/sessions/019aab50-1111-7000-8000-000000000001", .user),
        (.get, "/api/admin/agents", .own), (.post, "/api/admin/agents", .own),
        (.get, "/api/admin/tenants/acme-corp", .own),
    ]

    @Test(arguments: [[], [Tenant(id: Door.acme, name: "Acme", isEnabled: false)]])
    func refusesEverythingToATenantThatIsDisabledOrNotThere(tenants: [Tenant]) async throws {
        let house = try House(tenants: ScriptedTenants(tenants))
        for (method, path, person) in Self.requests {
            let reply = try await house.send(method, path, as: person, #"{"name": "A"}"#)
            #expect(reply.status == 403 && reply.code == "tenant_unavailable", "\(method) \(path): \(reply.text)")
        }
        let turn = try await house.send(
            .post, "/api/acme-corp/chat", as: .user, #"{"message": "Hello"}"#, [("Idempotency-Key", "k")])
        #expect(turn.status == 403 && turn.code == "tenant_unavailable")
        #expect(house.agents.rows.isEmpty && house.idempotency.kept.leases.isEmpty)
    }

    @Test func doesNotAskForTheTenantOfAPlatformsAdministrator() async throws {
        let house = try House(tenants: ScriptedTenants([]))
        #expect(try await house.send(.get, "/api/admin/agents", as: .platform).status == 200)
        #expect(try await house.send(.get, "/metrics", as: .platform).status == 200)
    }
}
