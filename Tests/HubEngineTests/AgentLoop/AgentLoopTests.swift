import HubCore
import Logging
import Testing

@testable import HubEngine

@Suite(.timeLimit(.minutes(1)))
struct AgentLoopTests {
    private let valid = #"{"hive": "0000000001"}"#

    private func task(
        deadline: Deadline = .after(.seconds(30)), tools: [Tool] = [World.harvest, World.weight],
        secrets: [SecretName: SealedSecret] = [:]
    ) throws -> AgentTask {
        AgentTask(
            agent: AgentSnapshot(
                World.honey, tools: try tools.map(World.prepared), models: ModelChain(ModelChoice(World.network))),
            caller: World.caller, system: "s", messages: [.user("How much?")], language: .vietnamese, entities: [],
            secrets: secrets, deadline: deadline,
            trace: TurnTrace(World.caller, id: "trace"))
    }

    private func loop(_ model: ScriptedModel, _ tools: ScriptedTools, _ limits: EngineLimits = EngineLimits())
        -> AgentLoop
    {
        AgentLoop(models: World.modelCaller(model), tools: World.toolCaller(tools), limits: limits)
    }

    @Test func runsTheCallsOfOneStepAtOnce() async throws {
        // Each tool waits for the other: one after the other would never end.
        let first = Latch()
        let second = Latch()
        let tools = ScriptedTools([
            "read_harvest": { _ in
                first.open()
                await second.pass()
                return .success(["kilos": 3])
            },
            "read_weight": { _ in
                second.open()
                await first.pass()
                return .success(["grams": 9])
            },
        ])
        let model = ScriptedModel([
            ScriptedModel.calls(("read_harvest", valid), ("read_weight", valid)), ScriptedModel.says("Done"),
        ])
        let result = try await loop(model, tools).run(task())
        #expect(result.toolCalls.map(\.status) == ["ok", "ok"])
        #expect(result.toolCalls.map(\.tool?.tool.name) == ["read_harvest", "read_weight"])
    }

    @Test func aFailedCallIsLoggedByItsCodeWithoutValues() async throws {
        let log = LogLines()
        let tools = ScriptedTools(["read_harvest": { _ in .failure(ToolFailure(.upstream, "secret words")) }])
        let model = ScriptedModel([ScriptedModel.calls(("read_harvest", valid)), ScriptedModel.says("Done")])
        _ = try await AgentLoop(
            models: World.modelCaller(model), tools: World.toolCaller(tools, logger: log.logger), limits: EngineLimits()
        ).run(task())
        #expect(log.lines.count == 1)
        #expect(log.lines.first?.level == .info)
        #expect(
            log.lines.first?.metadata == [
                "tool": "read_harvest", "code": "upstream", "agent": "AgentHoney", "trace_id": "trace",
                "request_id": "-",
                "tenant": "meadow", "user": "bee-1",
            ])
        #expect(log.lines.first?.message.contains("secret") == false)
    }

    @Test func aToolGetsItsOwnDeadlineOrTheTurnsWhicheverIsEarlier() async throws {
        var patient = World.harvest
        patient.timeout = .seconds(3600)
        let turn = Deadline.after(.seconds(60))
        let tools = ScriptedTools([
            "read_harvest": { _ in .success([:]) }, "read_weight": { _ in .success(["grams": 1]) },
        ])
        let model = ScriptedModel([
            ScriptedModel.calls(("read_harvest", valid), ("read_weight", valid)), ScriptedModel.says("Done"),
        ])
        _ = try await loop(model, tools).run(task(deadline: turn, tools: [patient, World.weight]))
        let deadlines = Dictionary(uniqueKeysWithValues: tools.invocations.map { ($0.tool.name, $0.deadline) })
        #expect(deadlines["read_harvest"] == turn)
        #expect(try #require(deadlines["read_weight"]) < turn)
    }

    @Test func asksNoModelOnceTheTimeIsOver() async throws {
        let result = try await loop(ScriptedModel(), ScriptedTools()).run(task(deadline: .after(.zero)))
        guard case .limit(.time) = result.ending else {
            Issue.record("ended as \(result.ending)")
            return
        }
        #expect(result.modelCalls.isEmpty)
    }

    @Test func aModelThatTimesOutAtTheDeadlineRanOutOfTime() async throws {
        let deadline = Deadline.after(.milliseconds(1))
        let model = ScriptedModel([
            ScriptedModel.fails(.timeout) { while !deadline.hasPassed { await Task.yield() } }
        ])
        let result = try await loop(model, ScriptedTools()).run(task(deadline: deadline))
        // On a slow machine the deadline is over before the model is asked, which ends the same way.
        guard case .limit(.time) = result.ending else {
            Issue.record("ended as \(result.ending)")
            return
        }
    }

    @Test func countsWhatEveryModelCallCost() async throws {
        let usage = TokenUsage(inputTokens: 100, outputTokens: 10)
        let model = ScriptedModel([
            ScriptedModel.calls(("read_harvest", valid), usage: usage), ScriptedModel.fails(.authorization),
        ])
        let result = try await loop(model, ScriptedTools(["read_harvest": { _ in .success([:]) }])).run(task())
        #expect(result.modelCalls.map(\.entry!.succeeded) == [true, false])
        #expect(result.modelCalls.map(\.entry!.costNanodollars) == [21_000, 0])
        #expect(result.modelCalls.map(\.entry!.agent) == ["AgentHoney", "AgentHoney"])
        guard case .modelFailed(.authorization) = result.ending else {
            Issue.record("ended as \(result.ending)")
            return
        }
    }

    @Test func tellsTheModelLanguageFormatAndTools() async throws {
        let model = ScriptedModel([ScriptedModel.says("Done")])
        _ = try await loop(model, ScriptedTools()).run(task())
        let request = try #require(model.requests.first)
        #expect(request.brief.language == .vietnamese)
        #expect(request.brief.agentLabel == "Mật ong")
        #expect(request.brief.format == .structuredJSON)
        #expect(request.tools.map(\.name) == ["read_harvest", "read_weight"])
        #expect(request.tools.first?.labels["kilos"] != nil)
    }

    @Test func wordsFollowTheFormatOfTheToolThatAnswered() async throws {
        let model = ScriptedModel([
            ScriptedModel.calls(("find_queen", #"{"tag": "QUA123"}"#)), ScriptedModel.says("Done"),
        ])
        _ = try await loop(model, ScriptedTools(["find_queen": { _ in .success([]) }])).run(task(tools: [World.queen]))
        #expect(model.requests.map(\.brief.format) == [.structuredJSON, .markdownTable])
    }

    @Test func cancellationEndsTheWorkBeforeTheNextStep() async throws {
        let called = Latch()
        let tools = ScriptedTools([
            "read_harvest": { _ in
                called.open()
                while !Task.isCancelled { await Task.yield() }
                return .failure(ToolFailure(.cancelled, "cancelled"))
            }
        ])
        let loop = loop(ScriptedModel([ScriptedModel.calls(("read_harvest", valid))]), tools)
        let task = try task()
        let run = Task { try await loop.run(task) }
        await called.pass()
        run.cancel()
        await #expect(throws: TurnInterruption.self) { try await run.value }
    }

    @Test func aModelThatIsCancelledEndsTheWork() async throws {
        let asked = Latch()
        let model = ScriptedModel([
            ScriptedModel.fails(.cancelled) {
                asked.open()
                while !Task.isCancelled { await Task.yield() }
            }
        ])
        let loop = loop(model, ScriptedTools())
        let task = try task()
        let run = Task { try await loop.run(task) }
        await asked.pass()
        run.cancel()
        await #expect(throws: TurnInterruption.self) { try await run.value }
    }

    @Test func anInterruptionTellsWhatWasUsed() async throws {
        let called = Latch()
        let tools = ScriptedTools([
            "read_harvest": { _ in
                called.open()
                while !Task.isCancelled { await Task.yield() }
                return .success([:])
            }
        ])
        let model = ScriptedModel([
            ScriptedModel.calls(("read_harvest", valid), usage: TokenUsage(inputTokens: 7, outputTokens: 2))
        ])
        let loop = loop(model, tools)
        let task = try task()
        let run = Task { try await loop.run(task) }
        await called.pass()
        run.cancel()
        await #expect {
            try await run.value
        } throws: { error in
            let interruption = error as? TurnInterruption
            return interruption?.modelCalls.map(\.entry!.usage.inputTokens) == [7]
                && interruption?.toolCalls.map(\.status) == ["ok"]
        }
    }

    @Test func aToolGetsTheSecretThatItsRowNames() async throws {
        var tool = World.harvest
        tool.authorization = .credential("erp")
        let tools = ScriptedTools(["read_harvest": { _ in .success([:]) }])
        let model = ScriptedModel([ScriptedModel.calls(("read_harvest", valid)), ScriptedModel.says("Done")])
        _ = try await loop(model, tools).run(
            task(
                tools: [tool],
                secrets: [World.secretName("erp"): World.sealed("k-1"), World.secretName("other"): World.sealed("k-2")])
        )
        #expect(tools.invocations.map { $0.credential?.reveal() } == ["k-1"])
    }

    @Test func aToolWithoutANamedSecretGetsNone() async throws {
        let tools = ScriptedTools(["read_harvest": { _ in .success([:]) }])
        let model = ScriptedModel([ScriptedModel.calls(("read_harvest", valid)), ScriptedModel.says("Done")])
        _ = try await loop(model, tools).run(task(secrets: [World.secretName("erp"): World.sealed("k-1")]))
        #expect(tools.invocations.map { $0.credential?.reveal() } == [nil])
    }

    @Test(
        arguments: [
            ([:], "The tenant has no secret named erp."),
            ([World.secretName("other"): World.sealed("k-2")], "The tenant has no secret named erp."),
            (
                [World.secretName("erp"): SealedSecret(token: "broken")],
                "The tenant's secret erp cannot be used at the moment."
            ),
        ] as [([SecretName: SealedSecret], String)])
    func aMissingSecretIsAFailureOfTheCall(_ secrets: [SecretName: SealedSecret], _ message: String) async throws {
        var tool = World.harvest
        tool.authorization = .credential("erp")
        let tools = ScriptedTools()
        let model = ScriptedModel([ScriptedModel.calls(("read_harvest", valid)), ScriptedModel.says("Sorry")])
        let result = try await loop(model, tools).run(task(tools: [tool], secrets: secrets))
        #expect(result.toolCalls.map(\.status) == ["auth"])
        guard case .failure(let failure)? = result.toolCalls.first?.outcome else { return }
        #expect(failure.message == message)
        #expect(tools.invocations.isEmpty)
    }
}
