import HubCore
import Testing

@testable import HubEngine

@Suite(.timeLimit(.minutes(1)))
struct TurnRatesTests {
    private let used = TokenUsage(inputTokens: 80, outputTokens: 20)

    private func hub(_ limits: TenantLimits, defaults: TenantLimits = TenantLimits(), turns: Int = 4) -> Hub {
        Hub(
            configuration: World.configuration(tenant: World.tenant(limits)),
            model: (0..<turns).map { _ in ScriptedModel.says("Done", usage: used) },
            defaults: World.defaults { $0.defaultTenantLimits = defaults })
    }

    private func turn(_ caller: Caller = World.caller) -> ChatTurn {
        ChatTurn(caller: caller, message: "How much?", traceID: "trace")
    }

    @Test func withoutLimitsNothingIsCounted() async throws {
        let hub = hub(TenantLimits())
        #expect(try await hub.engine.answer(turn()).rate == nil)
        #expect(hub.limiter.count == 0)
    }

    @Test func theRequestBeyondTheLimitIsRefusedBeforeAnythingIsReadOrAsked() async throws {
        let hub = hub(TenantLimits(requests: 1))
        let rate = try await hub.engine.answer(turn()).rate
        #expect(rate?.states == [RateState(limit: 1, remaining: 0, reset: .seconds(60))])
        let reads = hub.conversations.limits.count
        await #expect {
            _ = try await hub.engine.answer(turn())
        } throws: { error in
            guard case .rateLimited(let verdict)? = error as? ChatError else { return false }
            return verdict.retryAfter == .seconds(60)
        }
        #expect(hub.model.requests.count == 1)
        #expect(hub.conversations.limits.count == reads)
        #expect(hub.sample(#"agenthub_rate_limited_total{kind="requests"}"#) == "1")
    }

    @Test func aTurnThatWasCountedTakesNoRequestAndStillNeedsTokens() async throws {
        let hub = hub(TenantLimits(requests: 1, tokens: 100))
        var counted = turn()
        counted.isCounted = true
        let rate = try await hub.engine.answer(counted).rate
        #expect(rate?.states.map(\.limit) == [100])
        await #expect(throws: ChatError.self) { try await hub.engine.answer(counted) }
        #expect(hub.sample(#"agenthub_rate_limited_total{kind="tokens"}"#) == "1")
        let request = RateDemand(RateBucket(scope: World.scope, kind: .requests), limit: 1, cost: 1)
        #expect(await hub.limiter.take([request]).isAllowed)
    }

    @Test func aUserBeyondHisLimitDoesNotStopAnother() async throws {
        let hub = hub(TenantLimits(userRequests: 1))
        _ = try await hub.engine.answer(turn())
        await #expect(throws: ChatError.self) { try await hub.engine.answer(turn()) }
        let other = Caller(scope: World.scope, user: World.user("bee-2"), roles: [.user], token: Secret("t"))
        _ = try await hub.engine.answer(turn(other))
    }

    @Test func tokensAreChargedAfterTheTurnAndThenRefuse() async throws {
        let hub = hub(TenantLimits(tokens: 100))
        #expect(try await hub.engine.answer(turn()).rate?.states.map(\.remaining) == [100])
        await #expect(throws: ChatError.self) { try await hub.engine.answer(turn()) }
        #expect(hub.sample(#"agenthub_rate_limited_total{kind="tokens"}"#) == "1")
    }

    @Test func theHostsDefaultsHoldWhereTheTenantsRowIsSilent() async throws {
        let hub = hub(TenantLimits(userRequests: 3), defaults: TenantLimits(requests: 7, userRequests: 1))
        #expect(try await hub.engine.answer(turn()).rate?.states.map(\.limit) == [7, 3])
    }

    @Test func tokensOfACancelledTurnAreChargedToo() async throws {
        let called = Latch()
        let hub = Hub(
            configuration: World.configuration(tenant: World.tenant(TenantLimits(tokens: 100))),
            model: [ScriptedModel.calls(("read_harvest", #"{"hive": "0000000001"}"#), usage: used)],
            tools: [
                "read_harvest": { _ in
                    called.open()
                    while !Task.isCancelled { await Task.yield() }
                    return .success([:])
                }
            ])
        let asking = Task { try await hub.ask("How much?") }
        await called.pass()
        asking.cancel()
        await #expect(throws: ChatError.cancelled) { try await asking.value }
        await hub.engine.drain()
        let demand = RateDemand(RateBucket(scope: World.scope, kind: .tokens), limit: 100, cost: 0)
        #expect(await !hub.limiter.take([demand]).isAllowed)
    }
}
