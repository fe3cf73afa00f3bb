import HTTPTypes
import HubCore
import HubCrypto
import HubEngine
import HubMetrics
import Testing

@testable import HubServer

@Suite struct RequestRatesTests {
    private static let limits = TenantLimits(requests: 100, userRequests: 10)

    @Test func countsATenantsAndAUsersRequests() async throws {
        let limiter = ScriptedLimiter(RateVerdict(states: [RateState(limit: 10, remaining: 9, reset: .seconds(6))]))
        let reply = try await House(limiter: limiter, limits: Self.limits)
            .send(.get, "/api/admin/agents", as: .own)
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
        let house = try House(limiter: limiter, limits: Self.limits)
        let reply = try await house.send(.post, "/api/admin/agents", as: .own, "not JSON", [("Idempotency-Key", "k")])
        #expect(reply.status == 429 && reply.code == "rate_limited")
        #expect(reply.header("Retry-After") == "6" && reply.header("RateLimit-Remaining") == "0")
        #expect(house.idempotency.kept.rows.isEmpty)
    }

    @Test func countsNeitherHealthNorTheUnknown() async throws {
        let limiter = ScriptedLimiter(RateVerdict(states: [], retryAfter: .seconds(6)))
        let house = try House(limiter: limiter, limits: Self.limits)
        #expect(try await house.send(.get, "/health/live").status == 200)
        #expect(try await house.send(.get, "/api/admin/agents").status == 401)
        #expect(limiter.demands.isEmpty)
    }

    @Test func holdsATenantToTheLimitsOfItsRow() async throws {
        let limiter = ScriptedLimiter(RateVerdict(states: [RateState(limit: 7, remaining: 6, reset: .seconds(6))]))
        let settings = TenantSettings(limits: TenantLimits(requests: 7))
        let house = try House(
            limiter: limiter, limits: Self.limits,
            tenants: ScriptedTenants([Tenant(id: Door.acme, name: "Acme", settings: settings)]))
        #expect(try await house.send(.get, "/api/admin/agents", as: .own).status == 200)
        #expect(limiter.demands.map { $0.map(\.limit) } == [[7, 10]])
    }

    // MARK: Turns with a key

    private static let turn = #"{"message": "Where is it?"}"#

    private func ask(_ house: House, _ key: String, _ body: String = Self.turn) async throws -> House.Reply {
        try await house.send(.post, "/api/acme-corp/chat", as: .user, body, [("Idempotency-Key", key)])
    }

    @Test func countsARepeatedTurnEveryTime() async throws {
        let house = try House(limiter: LocalRateLimiter { 0 }, limits: TenantLimits(userRequests: 2))
        let key = IdempotencyKey(scope: Door.scope, user: try #require(UserID("anna")), key: "k")
        house.idempotency.change {
            $0.rows[key] = ScriptedIdempotency.Row(
                fingerprint: SHA256.hex(Array("POST /api/acme-corp/chat\n\(Self.turn)".utf8)), fence: "f",
                leaseEnds: Door.date,
                answer: IdempotentAnswer(status: 200, body: "{}"))
        }
        for remaining in ["1", "0"] {
            let reply = try await ask(house, "k")
            #expect(reply.status == 200 && reply.header("Idempotency-Replayed") == "true", "\(reply.text)")
            #expect(reply.header("RateLimit-Limit") == "2" && reply.header("RateLimit-Remaining") == remaining)
        }
        let reply = try await ask(house, "k")
        #expect(reply.status == 429 && reply.code == "rate_limited" && reply.header("Retry-After") == "30")
    }

    @Test func countsATurnBeforeItsKeyIsClaimed() async throws {
        let house = try House(limiter: LocalRateLimiter { 0 }, limits: TenantLimits(requests: 2))
        for key in ["a", "b"] { #expect(try await ask(house, key, "{}").status == 422) }
        #expect(try await ask(house, "c", "{}").status == 429)
        #expect(house.idempotency.kept.leases.count == 2)
    }

    @Test func countsATurnOnceAndBeforeItsBodyIsRead() async throws {
        let limiter = ScriptedLimiter(RateVerdict(states: []))
        let house = try House(limiter: limiter, limits: Self.limits)
        #expect(try await house.send(.post, "/api/acme-corp/chat", as: .user, "{}").status == 422)
        #expect(try await house.send(.post, "/api/acme-corp/chat", as: .user, "not JSON").status == 400)
        #expect(limiter.demands.map { $0.map(\.limit) } == [[100, 10], [100, 10]])
    }

    @Test func refusedTurnsAreSeenInTheMetrics() async throws {
        let limiter = ScriptedLimiter(
            RateVerdict(states: [RateState(limit: 10, remaining: 0, reset: .seconds(60))], retryAfter: .seconds(6)))
        let house = try House(limiter: limiter, limits: Self.limits)
        #expect(try await ask(house, "k").status == 429)
        #expect(try await house.send(.post, "/api/acme-corp/chat", as: .user, Self.turn).status == 429)
        let text = house.registry.exposition()
        #expect(text.contains(#"agenthub_rate_limited_total{kind="requests"} 2"#))
        #expect(text.contains(#"agenthub_turns_total{status="rate_limited"} 2"#))
    }

    // MARK: Floods

    @Test func aFloodReadsTheTenantsRowOnce() async throws {
        let limiter = ScriptedLimiter(
            RateVerdict(states: [RateState(limit: 10, remaining: 0, reset: .seconds(60))], retryAfter: .seconds(6)))
        let tenants = ScriptedTenants([Tenant(id: Door.acme, name: "Acme")])
        let house = try House(limiter: limiter, limits: Self.limits, tenants: tenants)
        for number in 0..<20 {
            #expect(try await ask(house, "k\(number)").status == 429)
            #expect(try await house.send(.get, "/api/acme-corp/sessions", as: .user).status == 429)
        }
        #expect(tenants.reads == 1)
    }

    @Test func aPlatformsAdministratorDoesNotCountAsTheTenant() async throws {
        let limiter = ScriptedLimiter(RateVerdict(states: []))
        let house = try House(limiter: limiter, limits: Self.limits)
        #expect(try await house.send(.get, "/api/admin/agents", as: .platform).status == 200)
        #expect(limiter.demands.map { $0.map(\.bucket.kind) } == [[.administration, .administration]])
    }
}
