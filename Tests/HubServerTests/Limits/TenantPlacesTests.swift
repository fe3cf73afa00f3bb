import HTTPTypes
import HubCore
import Testing

@testable import HubServer

@Suite struct TenantPlacesTests {
    private let other = TenantScope(tenant: Door.Person.rival.tenant)

    @Test func refuseWhenAllAreTakenAndOnlyTheTenantThatTookThem() async throws {
        let places = TenantPlaces(maximum: 2)
        try await places.hold(Door.scope) {
            try await places.hold(Door.scope) {
                await #expect(throws: Problem.self) { try await places.hold(Door.scope) {} }
                try await places.hold(other) {}
            }
            try await places.hold(Door.scope) {}
        }
    }

    @Test func areGivenBackByWorkThatFails() async throws {
        struct Broken: Error {}
        let places = TenantPlaces(maximum: 1)
        for _ in 0..<3 { await #expect(throws: Broken.self) { try await places.hold(Door.scope) { throw Broken() } } }
        try await places.hold(Door.scope) {}
    }

    @Test func areNeededByEveryRequestThatAsksTheDatabase() async throws {
        let house = try House(places: TenantPlaces(maximum: 0))
        for (path, person) in [("/api/admin/agents", Door.Person.own), ("/api/acme-corp/sessions", .user)] {
            let reply = try await house.send(.get, path, as: person)
            #expect(reply.status == 503 && reply.code == "overloaded" && reply.header("Retry-After") == "1")
        }
        // The key's claim is refused, before the engine is asked.
        let reply = try await house.send(
            .post, "/api/acme-corp/chat", as: .user, #"{"message": "Hello"}"#, [("Idempotency-Key", "k")])
        #expect(reply.status == 503 && reply.code == "overloaded")
        #expect(house.idempotency.kept.leases.isEmpty)
        #expect(try await house.send(.get, "/health/live").status == 200)
    }
}
