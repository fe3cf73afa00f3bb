import HubCore
import Testing

@testable import HubEngine

struct AgentLoopStateMachineTests {
    private typealias Machine = AgentLoopStateMachine

    private let valid = #"{"hive": "0000000001"}"#
    private let invalid = #"{"hive": "12345"}"#

    private func machine(_ change: (inout EngineLimits) -> Void = { _ in }) throws -> Machine {
        var limits = EngineLimits()
        change(&limits)
        return Machine(
            tools: [try World.prepared(World.harvest), try World.prepared(World.weight)], limits: limits,
            messages: [.user("How much?")])
    }

    private func response(_ calls: (String, String)..., tokens: Int = 0) -> ModelResponse {
        ModelResponse(
            text: "",
            toolCalls: calls.enumerated().map {
                ModelToolCall(id: "c\($0.offset)", name: $0.element.0, arguments: $0.element.1)
            }, stopReason: .toolCalls, usage: TokenUsage(inputTokens: tokens, outputTokens: 0))
    }

    private func ending(_ action: Machine.Action) -> AgentLoopEnding? {
        if case .finish(let ending) = action { ending } else { nil }
    }

    private func runs(_ action: Machine.Action) -> [Machine.ToolRun] {
        if case .runTools(let runs) = action { runs } else { [] }
    }

    private func asks(_ action: Machine.Action) -> Bool {
        if case .askModel = action { true } else { false }
    }

    private func reports(_ runs: [Machine.ToolRun], _ outcome: ToolOutcome = .success(["grams": 5]))
        -> [Machine.ToolReport]
    {
        runs.map { Machine.ToolReport(position: $0.position, outcome: outcome, milliseconds: 1) }
    }

    private func results(_ machine: Machine) -> [ModelToolResult] {
        machine.messages.compactMap { if case .toolResult(let result) = $0 { result } else { nil } }
    }

    private func failure(_ outcome: ToolOutcome?) -> ToolFailure? {
        if case .failure(let failure)? = outcome { failure } else { nil }
    }

    @Test func endsWithTheModelsAnswer() throws {
        var machine = try machine()
        #expect(asks(machine.start()))
        guard case .answered(let text)? = ending(machine.modelAnswered(ModelResponse(text: "Hi"))) else {
            Issue.record("the answer does not end the loop")
            return
        }
        #expect(text == "Hi")
    }

    @Test(arguments: [ModelResponse.StopReason.needsInput, .refusal])
    func endsWhenTheModelAsksOrRefuses(_ reason: ModelResponse.StopReason) throws {
        var machine = try machine()
        _ = machine.start()
        switch (reason, ending(machine.modelAnswered(ModelResponse(text: "?", stopReason: reason)))) {
        case (.needsInput, .needsInput("?")?), (.refusal, .refused("?")?): break
        case (_, let ending): Issue.record("\(reason) ended as \(String(describing: ending))")
        }
    }

    @Test func runsACallAndHandsItsResultToTheModel() throws {
        var machine = try machine()
        _ = machine.start()
        let runs = runs(machine.modelAnswered(response(("read_harvest", valid))))
        #expect(runs.map(\.tool.tool.name) == ["read_harvest"])
        #expect(runs.first?.arguments == ["hive": "0000000001"])
        #expect(asks(machine.toolsReturned(reports(runs, .success(["kilos": 3])))))
        #expect(machine.messages.count == 3)
        guard case .success(let result)? = results(machine).first?.outcome else {
            Issue.record("the model does not see the result")
            return
        }
        #expect(result == ["kilos": 3])
    }

    @Test func resultsStandInTheOrderOfTheCallsWhateverFinishedFirst() throws {
        var machine = try machine()
        _ = machine.start()
        let runs = runs(
            machine.modelAnswered(response(("read_harvest", valid), ("read_weight", invalid), ("read_weight", valid))))
        #expect(runs.map(\.position) == [0, 2])
        _ = machine.toolsReturned(reports(runs.reversed()))
        #expect(results(machine).map(\.callID) == ["c0", "c1", "c2"])
        #expect(machine.calls.map(\.status) == ["ok", "invalid_input", "ok"])
    }

    @Test func wrongArgumentsGoBackToTheModelWithoutACall() throws {
        var machine = try machine()
        _ = machine.start()
        #expect(asks(machine.modelAnswered(response(("read_harvest", invalid)))))
        let failure = failure(results(machine).first?.outcome)
        #expect(failure?.code == .invalidInput)
        #expect(failure?.message.contains("hive") == true)
        #expect(failure?.details["errors"]?.arrayValue?.first?["pointer"] == "/hive")
    }

    @Test(arguments: ["{", "[]", "null", #"{"hive": "0000000001", "more": 1}"#])
    func argumentsThatAreNoObjectOfTheSchemaAreWrong(_ arguments: String) throws {
        var machine = try machine()
        _ = machine.start()
        #expect(asks(machine.modelAnswered(response(("read_harvest", arguments)))))
        #expect(failure(results(machine).first?.outcome)?.code == .invalidInput)
    }

    @Test func anUnknownToolGoesBackToTheModelWithTheNamesThereAre() throws {
        var machine = try machine()
        _ = machine.start()
        #expect(asks(machine.modelAnswered(response(("drop_all", "{}")))))
        let failure = failure(results(machine).first?.outcome)
        #expect(failure?.code == .invalidInput)
        #expect(failure?.message.contains("read_harvest, read_weight") == true)
    }

    @Test func wrongArgumentsAreHandedBackTwiceAndThenEndTheTurn() throws {
        var machine = try machine()
        _ = machine.start()
        #expect(asks(machine.modelAnswered(response(("read_harvest", invalid)))))
        #expect(asks(machine.modelAnswered(response(("read_harvest", invalid)))))
        guard
            case .invalidArguments(let failure)? = ending(
                machine.modelAnswered(response(("read_harvest", invalid), ("read_weight", valid))))
        else {
            Issue.record("the third time does not end the turn")
            return
        }
        #expect(failure.code == .invalidInput)
        #expect(machine.calls.map(\.status) == ["invalid_input", "invalid_input", "invalid_input"])
    }

    @Test func aResultOfAnotherShapeThanTheToolPromisesIsAFailureOfTheSystemBehindIt() throws {
        var machine = try machine()
        _ = machine.start()
        let runs = runs(machine.modelAnswered(response(("read_weight", valid))))
        _ = machine.toolsReturned(reports(runs, .success(["pounds": 1])))
        let failure = failure(machine.calls.first?.outcome)
        #expect(failure?.code == .upstream)
        #expect(failure?.message.contains("unexpected shape") == true)
    }

    @Test func aResultThatIsTooLargeIsAFailure() throws {
        var machine = try machine { $0.toolResultBytes = 20 }
        _ = machine.start()
        let runs = runs(machine.modelAnswered(response(("read_harvest", valid))))
        _ = machine.toolsReturned(reports(runs, .success(["kilos": "a text of more than twenty bytes"])))
        #expect(failure(machine.calls.first?.outcome)?.code == .tooLarge)
    }

    @Test func aToolThatWasNotReportedIsAFailureAndNotASilence() throws {
        var machine = try machine()
        _ = machine.start()
        _ = machine.modelAnswered(response(("read_harvest", valid)))
        #expect(asks(machine.toolsReturned([])))
        #expect(failure(machine.calls.first?.outcome)?.code == .internal)
    }

    private func expectLimit(_ limit: AgentLoopEnding.Limit, _ action: Machine.Action) {
        guard case .limit(let reached)? = ending(action) else {
            Issue.record("no limit ended the loop")
            return
        }
        #expect(reached == limit)
    }

    @Test func stopsWhenTheStepsAreSpentAndCallsNothingInVain() throws {
        var machine = try machine { $0.steps = 2 }
        _ = machine.start()
        let first = runs(machine.modelAnswered(response(("read_harvest", valid))))
        _ = machine.toolsReturned(reports(first))
        expectLimit(.steps, machine.modelAnswered(response(("read_harvest", valid))))
        #expect(machine.calls.count == 1)
    }

    @Test func stopsWhenTheToolBudgetIsSpent() throws {
        var machine = try machine { $0.toolCalls = 2 }
        _ = machine.start()
        let call = ("read_harvest", valid)
        let first = runs(machine.modelAnswered(response(call, call)))
        _ = machine.toolsReturned(reports(first))
        expectLimit(.toolCalls, machine.modelAnswered(response(call)))
    }

    @Test func stopsWhenTheTokensAreSpent() throws {
        var machine = try machine { $0.tokens = 100 }
        _ = machine.start()
        expectLimit(.tokens, machine.modelAnswered(response(("read_harvest", valid), tokens: 100)))
    }

    @Test func anAnswerIsTakenHoweverManyTokensItCost() throws {
        var machine = try machine { $0.tokens = 100 }
        _ = machine.start()
        let answer = ModelResponse(text: "Done", usage: TokenUsage(inputTokens: 400, outputTokens: 1))
        guard case .answered? = ending(machine.modelAnswered(answer)) else {
            Issue.record("the answer is lost")
            return
        }
    }

    @Test func stopsWhenTheTimeIsOver() throws {
        var machine = try machine()
        _ = machine.start()
        expectLimit(.time, machine.timeRanOut())
    }

    @Test func endsWhenTheModelFails() throws {
        var machine = try machine()
        _ = machine.start()
        guard case .modelFailed(.overloaded)? = ending(machine.modelFailed(.overloaded)) else {
            Issue.record("the failure does not end the loop")
            return
        }
    }

    private func notes(_ machine: Machine) -> Int {
        machine.messages.reduce(0) { if case .note = $1 { $0 + 1 } else { $0 } }
    }

    @Test(arguments: ["", " \n"])
    func anEmptyAnswerIsHandedBackTwiceAndThenEndsTheTurn(_ nothing: String) throws {
        var machine = try machine()
        _ = machine.start()
        #expect(asks(machine.modelAnswered(ModelResponse(text: nothing))))
        #expect(asks(machine.modelAnswered(ModelResponse(text: nothing))))
        #expect(notes(machine) == 2)
        guard case .uncorrected? = ending(machine.modelAnswered(ModelResponse(text: nothing))) else {
            Issue.record("an empty answer was handed back a third time")
            return
        }
    }

    @Test func mistakesOfEveryKindCountTogether() throws {
        var machine = try machine()
        _ = machine.start()
        #expect(asks(machine.modelAnswered(ModelResponse(text: ""))))
        #expect(asks(machine.modelAnswered(response(("read_harvest", invalid)))))
        guard case .uncorrected? = ending(machine.modelAnswered(ModelResponse(text: ""))) else {
            Issue.record("a third mistake was handed back")
            return
        }
    }

    @Test func theSameCallIsMadeTwiceAndThenHandedBack() throws {
        var machine = try machine { $0.steps = 20 }
        _ = machine.start()
        for _ in 0..<2 {
            let runs = runs(machine.modelAnswered(response(("read_harvest", valid))))
            #expect(runs.count == 1)
            #expect(asks(machine.toolsReturned(reports(runs, .success(["kilos": 3])))))
        }
        // The same, however it is written.
        for arguments in [valid, #"{ "hive":"0000000001" }"#] {
            #expect(asks(machine.modelAnswered(response(("read_harvest", arguments)))))
        }
        #expect(failure(results(machine).last?.outcome)?.code == .invalidInput)
        guard case .invalidArguments? = ending(machine.modelAnswered(response(("read_harvest", valid)))) else {
            Issue.record("the model is in a loop and is let go on")
            return
        }
        #expect(machine.calls.filter { $0.status == "ok" }.count == 2)
    }

    @Test func whatWasCutOffIsAnswerAndLimit() throws {
        var machine = try machine()
        _ = machine.start()
        guard case .cutOff("So")? = ending(machine.modelAnswered(ModelResponse(text: "So", stopReason: .length))) else {
            Issue.record("an answer that was cut off does not end the loop as such")
            return
        }
    }

    @Test func eventsOutOfTurnEndTheLoopAndCrashNothing() throws {
        var machine = try machine()
        guard case .modelFailed(.malformed)? = ending(machine.modelAnswered(ModelResponse(text: "early"))),
            case .modelFailed(.malformed)? = ending(machine.toolsReturned([]))
        else {
            Issue.record("an event out of turn is taken")
            return
        }
    }
}
