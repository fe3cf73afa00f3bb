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

    private func tokensLeft(_ hub: Hub, of limit: Int) async -> Int? {
        let demand = RateDemand(RateBucket(scope: World.scope, kind: .tokens), limit: limit, cost: 0)
        return await hub.limiter.take([demand]).states.first?.remaining
    }

    @Test func tokensAreReservedForTheTurnAndThenRefuse() async throws {
        let hub = hub(TenantLimits(tokens: 100))
        #expect(try await hub.engine.answer(turn()).rate?.states.map(\.remaining) == [0])
        await #expect(throws: ChatError.self) { try await hub.engine.answer(turn()) }
        #expect(hub.sample(#"agenthub_rate_limited_total{kind="tokens"}"#) == "1")
    }

    @Test func turnsAtOnceUseNoMoreThanTheLimit() async throws {
        let release = Latch()
        let refused = Latch()
        let done = ScriptedModel.says("Done") { await release.pass() }
        let hub = Hub(
            configuration: World.configuration(tenant: World.tenant(TenantLimits(tokens: 25_000))),
            model: [done, done],
            defaults: World.defaults { $0.maximumOutputTokens = 10_000 })
        let outcomes = EventLog()
        await withTaskGroup { group in
            for _ in 0..<20 {
                group.addTask {
                    do throws(ChatError) {
                        _ = try await hub.engine.answer(turn())
                        outcomes.add("answered")
                    } catch {
                        outcomes.add(error.status)
                        if outcomes.events.count == 18 { refused.open() }
                    }
                }
            }
            // Each may use something more than ten thousand, and none has been answered.
            await refused.pass()
            #expect(outcomes.events == Array(repeating: "rate_limited", count: 18))
            release.open()
        }
        #expect(hub.model.requests.count == 2)
    }

    @Test func whatATurnDidNotUseIsGivenBack() async throws {
        let hub = hub(TenantLimits(tokens: 5000))
        _ = try await hub.engine.answer(turn())
        #expect(await tokensLeft(hub, of: 5000) == 4900)
    }

    @Test func theConversationSoFarIsReservedOnceItIsRead() async throws {
        let release = Latch()
        let asked = Latch()
        let done: ScriptedModel.Step = { [used] (_: ModelRequest) async throws(ModelError) -> ModelResponse in
            asked.open()
            await release.pass()
            return ModelResponse(text: "Done", stopReason: .end, usage: used)
        }
        let hub = Hub(
            configuration: World.configuration(tenant: World.tenant(TenantLimits(tokens: 100_000))),
            model: [ScriptedModel.says(String(repeating: "honey ", count: 5000), usage: used), done])
        let session = SessionID()
        _ = try await hub.ask("How much?", in: session)
        async let second = hub.ask("And now?", in: session)
        await asked.pass()
        // Ten thousand for the answer before, and what any turn reserves.
        let left = try #require(await tokensLeft(hub, of: 100_000))
        #expect(left < 90_000)
        release.open()
        _ = try await second
        #expect(await tokensLeft(hub, of: 100_000) == 99_800)
    }

    @Test func whatATurnUsedBeyondItsReservationIsWaitedFor() async throws {
        let hub = Hub(
            configuration: World.configuration(tenant: World.tenant(TenantLimits(tokens: 100))),
            model: [ScriptedModel.says("Done", usage: TokenUsage(inputTokens: 900, outputTokens: 100))])
        _ = try await hub.engine.answer(turn())
        await #expect {
            _ = try await hub.engine.answer(turn())
        } throws: { error in
            // 900 tokens of debt and what the next turn reserves, at 100 a minute.
            guard case .rateLimited(let verdict)? = error as? ChatError else { return false }
            return verdict.retryAfter == .seconds(600)
        }
    }

    @Test func aTurnThatAskedNoModelUsesNothing() async throws {
        let hub = hub(TenantLimits(tokens: 5000))
        var asking = turn()
        asking.agent = "AgentNobody"
        await #expect(throws: ChatError.agentNotAvailable) { try await hub.engine.answer(asking) }
        #expect(await tokensLeft(hub, of: 5000) == 5000)
        hub.conversations.beforeWindow { throw CancellationError() }
        await #expect(throws: ChatError.self) { try await hub.ask("How much?") }
        #expect(await tokensLeft(hub, of: 5000) == 5000)
    }

    @Test func aTurnOfTheBuiltinModelReservesNothing() async throws {
        let hub = Hub(
            configuration: World.configuration(tenant: World.tenant(TenantLimits(tokens: 100))),
            model: [ScriptedModel.says("Done")],
            defaults: EngineDefaults(model: World.builtin, supervisorModel: World.builtin, limits: EngineLimits()))
        #expect(try await hub.engine.answer(turn()).rate == nil)
        #expect(await tokensLeft(hub, of: 100) == 100)
    }

    @Test func aCallWhoseUsageNobodyToldIsChargedByItsBytes() async throws {
        let hub = Hub(
            configuration: World.configuration(tenant: World.tenant(TenantLimits(tokens: 100_000))),
            model: [ScriptedModel.says(String(repeating: "x", count: 3000)), ScriptedModel.fails(.timeout)])
        _ = try await hub.engine.answer(turn())
        let afterWords = try #require(await tokensLeft(hub, of: 100_000))
        #expect((97_000...98_990).contains(afterWords), "1000 for the answer, some for the prompt")
        _ = try await hub.engine.answer(turn())
        let afterTimeout = try #require(await tokensLeft(hub, of: 100_000))
        #expect(afterTimeout <= afterWords - EngineLimits().maximumOutputTokens)
    }

    @Test func aRefusalByALimitThatWasChangedUnheardEndsWithinASecond() async throws {
        let hub = hub(TenantLimits(requests: 1))
        _ = try await hub.engine.answer(turn())
        hub.directory.set(World.configuration(tenant: World.tenant(TenantLimits())))
        await #expect(throws: ChatError.self) { try await hub.engine.answer(turn()) }
        hub.clock.pass(1.001)
        #expect(try await hub.engine.answer(turn()).rate == nil)
    }

    @Test func aLimitThatWasLoweredUnheardHoldsFromTheTurnAfterTheNext() async throws {
        let version = EventLog()
        let hub = Hub(
            configuration: World.configuration(tenant: World.tenant(TenantLimits(requests: 50))),
            model: (0..<3).map { _ in ScriptedModel.says("Done") },
            version: { Int64(version.events.count + 1) })
        _ = try await hub.engine.answer(turn())
        hub.directory.set(World.configuration(version: 2, tenant: World.tenant(TenantLimits(requests: 1))))
        version.add("changed")
        hub.clock.pass(0.1)
        #expect(try await hub.engine.answer(turn()).rate?.states.map(\.limit) == [50])
        #expect(try await hub.engine.answer(turn()).rate?.states.map(\.limit) == [1])
        await #expect(throws: ChatError.self) { try await hub.engine.answer(turn()) }
    }

    @Test func manyTurnsReadTheirTenantsRowOnce() async throws {
        let hub = hub(TenantLimits(requests: 100), turns: 20)
        for _ in 0..<20 {
            _ = try await hub.engine.answer(turn())
            hub.clock.pass(0.9)
        }
        #expect(hub.directory.rowReads == 1)
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
