import HTTPTypes
import HubCore
import Testing

@testable import HubServer

@Suite struct RequestRatesTests {
    @Test func countsATenantsAndAUsersRequests() async throws {
        let limiter = ScriptedLimiter(RateVerdict(states: [RateState(limit: 10, remaining: 9, reset: .seconds(6))]))
        let reply = try await House(limiter: limiter).send(.get, "/api/admin/agents", as: .own)
        #expect(reply.status == 200)
        #expect(reply.header("RateLimit-Limit") == "10" && reply.header("RateLimit-Remaining") == "9")
        let demands = try #require(limiter.demands.first)
        #expect(demands.map(\.limit) == [100, 10] && demands.map(\.cost) == [1, 1])
        #expect(demands.map(\.bucket.user) == [nil, UserID("anna")])
        #expect(demands.allSatisfy { $0.bucket.scope == Door.scope && $0.bucket.kind == .requests })
    }

    @Test func refusesBeforeAnythingIsReadOrDone() async throws {
        let limiter = ScriptedLimiter(
            RateVerdict(states: [RateState(limit: 10, remaining: 0, reset: .seconds(60))], retryAfter: .seconds(6)))
        let house = try House(limiter: limiter)
        let reply = try await house.send(.post, "/api/admin/agents", as: .own, "not JSON", [("Idempotency-Key", "k")])
        #expect(reply.status == 429 && reply.code == "rate_limited")
        #expect(reply.header("Retry-After") == "6" && reply.header("RateLimit-Remaining") == "0")
        #expect(house.idempotency.kept.rows.isEmpty)
    }

    @Test func countsNeitherHealthNorTheUnknown() async throws {
        let limiter = ScriptedLimiter(RateVerdict(states: [], retryAfter: .seconds(6)))
        let house = try House(limiter: limiter)
        #expect(try await house.send(.get, "/health/live").status == 200)
        #expect(try await house.send(.get, "/api/admin/agents").status == 401)
        #expect(limiter.demands.isEmpty)
    }
}
