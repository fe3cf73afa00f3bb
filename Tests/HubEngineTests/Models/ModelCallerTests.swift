import HubCore
import Synchronization
import Testing

@testable import HubEngine

@Suite(.timeLimit(.minutes(1)))
struct ModelCallerTests {
    private static func model(_ name: String, _ provider: ModelProviderKind = .openAI) -> LanguageModel {
        LanguageModel(
            name: name, provider: provider,
            prices: PriceList([TokenPrices(input: 1_000_000, output: 2_000_000, from: "")]))
    }

    private let first = Self.model("first")
    private let second = Self.model("second", .anthropic)

    private var chain: ModelChain {
        ModelChain(
            ModelChoice(first, key: World.sealed("k-1")), others: [ModelChoice(second, key: World.sealed("k-2"))])
    }

    private final class Watcher: TurnObserver {
        let canWithdrawWords: Bool
        private let log = Mutex<[String]>([])

        init(canWithdraw: Bool) { canWithdrawWords = canWithdraw }

        var events: [String] { log.withLock { $0 } }

        func observe(_ event: TurnEvent) {
            let text =
                switch event {
                case .words(let words, let step): "\(step):\(words)"
                case .wordsWithdrawn(let step): "\(step) withdrawn"
                case .routed, .toolStarted, .toolOutput, .toolEnded: "?"
                }
            log.withLock { $0.append(text) }
        }
    }

    private struct Outcome {
        var calls: [ModelCall] = []
        var answer: Result<ModelResponse, ModelError> = .failure(ModelError(.malformed, "none"))
        var position = 0

        var outcomes: [String] { calls.map { "\($0.trace.model) \($0.trace.outcome)" } }
        var text: String? { try? answer.get().text }
        var failure: ModelError.Kind? { if case .failure(let error) = answer { error.kind } else { nil } }
    }

    private func ask(
        _ caller: ModelCaller, _ chain: ModelChain, from start: Int = 0, words: ModelWords? = nil,
        deadline: Deadline = .after(.seconds(60))
    ) async -> Outcome {
        var outcome = Outcome(position: start)
        let request = ModelRequest(
            model: chain.first.model, system: "sss", messages: [.user("question")], maximumOutputTokens: 50,
            deadline: deadline, brief: AnswerBrief(language: .english, format: .summaryText))
        outcome.answer = await caller.ask(
            request, along: chain, from: &outcome.position, agent: "AgentHoney", words: words,
            TurnTrace(World.caller, id: "trace"), into: &outcome.calls)
        return outcome
    }

    @Test func eachModelIsAskedByItsOwnKeyUntilOneAnswers() async {
        let model = ScriptedModel([ScriptedModel.fails(.authorization), ScriptedModel.says("yes")])
        let outcome = await ask(World.modelCaller(model), chain)
        #expect(outcome.text == "yes")
        #expect(outcome.position == 1)
        #expect(outcome.outcomes == ["first auth", "second ok"])
        #expect(model.requests.map { $0.key?.reveal() } == ["k-1", "k-2"])
        #expect(model.requests.map(\.model.name) == ["first", "second"])
    }

    @Test func whatMayPassIsWaitedForAndTriedAgain() async {
        let waits = Mutex<[Duration]>([])
        let model = ScriptedModel([ScriptedModel.fails(.overloaded), ScriptedModel.says("yes")])
        let caller = World.modelCaller(model, wait: { wait in waits.withLock { $0.append(wait) } })
        let outcome = await ask(caller, chain)
        #expect(outcome.outcomes == ["first overloaded", "first ok"])
        #expect(waits.withLock { $0 } == [.milliseconds(150)])
    }

    @Test func everyCallIsInTheLedgerAndWhoWasPassedOverIsNot() async {
        let circuits = ModelCircuits(now: { 0 })
        for _ in 0..<5 { circuits.learn(.fails, of: chain.first.circuit) }
        let model = ScriptedModel([ScriptedModel.says("yes", usage: TokenUsage(inputTokens: 10, outputTokens: 3))])
        let outcome = await ask(World.modelCaller(model, circuits: circuits), chain)
        #expect(outcome.outcomes == ["first circuit_open", "second ok"])
        #expect(outcome.calls.map { $0.entry?.costNanodollars } == [nil, 16])
        #expect(outcome.calls[1].entry?.isEstimated == false)
        #expect(outcome.calls[1].entry?.provider == "anthropic")
    }

    @Test func whenAllArePassedOverThatIsTheAnswer() async {
        let circuits = ModelCircuits(now: { 0 })
        for choice in chain.choices { for _ in 0..<5 { circuits.learn(.fails, of: choice.circuit) } }
        let outcome = await ask(World.modelCaller(ScriptedModel(), circuits: circuits), chain)
        #expect(outcome.failure == .overloaded)
        #expect(outcome.outcomes == ["first circuit_open", "second circuit_open"])
    }

    @Test func aModelThatKeepsFailingIsNoLongerAsked() async {
        let circuits = ModelCircuits(now: { 0 })
        let model = ScriptedModel()
        let caller = World.modelCaller(model, circuits: circuits)
        for _ in 0..<5 {
            model.append(ScriptedModel.fails(.timeout), ScriptedModel.says("yes"))
            #expect(await ask(caller, chain).outcomes == ["first timeout", "second ok"])
        }
        model.append(ScriptedModel.says("yes"))
        #expect(await ask(caller, chain).outcomes == ["first circuit_open", "second ok"])
    }

    /// One tenant's key that is worn out keeps nobody else from the same model of the platform's.
    @Test func whoHasAnotherKeyIsNotPassedOver() async {
        let circuits = ModelCircuits(now: { 0 })
        let model = ScriptedModel()
        let caller = World.modelCaller(model, circuits: circuits)
        func ask(key: String?) async -> [String] {
            await self.ask(caller, ModelChain(ModelChoice(first, key: key.map(World.sealed)))).outcomes
        }
        model.append(ScriptedModel.fails(.authorization))
        #expect(await ask(key: "k-1") == ["first auth"])
        #expect(await ask(key: "k-1") == ["first circuit_open"])
        model.append(ScriptedModel.says("yes"), ScriptedModel.says("yes"))
        #expect(await ask(key: "k-2") == ["first ok"])
        #expect(await ask(key: nil) == ["first ok"])
    }

    @Test func theTenantsLimitForAModelSendsTheRestToTheNextOne() async {
        let limited = ModelChain(
            ModelChoice(first, requestsPerMinute: 2, tokensPerMinute: 1000), others: [ModelChoice(second)])
        let model = ScriptedModel(Array(repeating: ScriptedModel.says("yes"), count: 3))
        let caller = World.modelCaller(model)
        #expect(await ask(caller, limited).outcomes == ["first ok"])
        #expect(await ask(caller, limited).outcomes == ["first ok"])
        #expect(await ask(caller, limited).outcomes == ["first limit", "second ok"])
    }

    @Test func tokensThatWereUsedCountAgainstTheModelsLimit() async {
        let limited = ModelChain(ModelChoice(first, tokensPerMinute: 20))
        let usage = TokenUsage(inputTokens: 15, outputTokens: 10)
        let model = ScriptedModel([ScriptedModel.says("yes", usage: usage)])
        let caller = World.modelCaller(model)
        #expect(await ask(caller, limited).outcomes == ["first ok"])
        let refused = await ask(caller, limited)
        #expect(refused.outcomes == ["first limit"] && refused.failure == .rateLimited)
    }

    @Test func whatIsTooLongForAllIsLeftToBuiltin() async {
        var wide = first
        wide.contextWindow = 2 * LanguageModel.builtin.contextWindow
        let model = ScriptedModel([ScriptedModel.fails(.contextTooLong), ScriptedModel.says("in rules' words")])
        let chain = ModelChain(ModelChoice(wide), others: [ModelChoice(second), ModelChoice(.builtin)])
        let outcome = await ask(World.modelCaller(model), chain)
        #expect(outcome.outcomes == ["first context_too_long", "builtin ok"])
    }

    @Test func ofTwoModelsTheFirstHasHalfOfTheTime() async {
        let model = ScriptedModel([ScriptedModel.fails(.timeout), ScriptedModel.says("yes")])
        let whole = Deadline.after(.seconds(1000))
        let outcome = await ask(World.modelCaller(model), chain, deadline: whole)
        #expect(outcome.text == "yes")
        let deadlines = model.requests.map(\.deadline)
        #expect(deadlines[0] < .after(.seconds(501)) && deadlines[1] == whole)
    }

    @Test func beforeBuiltinNearlyAllOfIt() async {
        let model = ScriptedModel([ScriptedModel.fails(.timeout), ScriptedModel.says("by rule")])
        let chain = ModelChain(ModelChoice(first), others: [ModelChoice(.builtin)])
        let outcome = await ask(World.modelCaller(model), chain, deadline: .after(.seconds(1000)))
        #expect(outcome.outcomes == ["first timeout", "builtin ok"])
        #expect(model.requests[0].deadline > .after(.seconds(990)))
    }

    private func failsAfterWords(_ kind: ModelError.Kind, _ words: String) -> ScriptedModel.Step {
        { (request: ModelRequest) async throws(ModelError) -> ModelResponse in
            request.textSink?.append(words)
            throw ModelError(kind, "x", progress: .begun(usage: nil, receivedBytes: words.utf8.count))
        }
    }

    private func saysAloud(_ words: String) -> ScriptedModel.Step {
        { (request: ModelRequest) async throws(ModelError) -> ModelResponse in
            request.textSink?.append(words)
            return ModelResponse(text: words)
        }
    }

    @Test func wordsOfAModelThatFailedAreTakenBack() async {
        let watcher = Watcher(canWithdraw: true)
        let model = ScriptedModel([failsAfterWords(.connection, "Half an"), saysAloud("A whole answer")])
        let outcome = await ask(
            World.modelCaller(model), chain, words: ModelWords(observer: watcher, step: 3))
        #expect(outcome.text == "A whole answer")
        #expect(watcher.events == ["3:Half an", "3 withdrawn", "3:A whole answer"])
    }

    @Test func whereTheyCannotBeTakenBackTheFailureIsFinal() async {
        let watcher = Watcher(canWithdraw: false)
        let model = ScriptedModel([failsAfterWords(.connection, "Half an")])
        let outcome = await ask(
            World.modelCaller(model), chain, words: ModelWords(observer: watcher, step: 1))
        #expect(outcome.failure == .connection)
        #expect(outcome.outcomes == ["first connection"])
        #expect(watcher.events == ["1:Half an"])
    }

    @Test func beforeTheFirstWordAnotherIsAskedInAnyCase() async {
        let watcher = Watcher(canWithdraw: false)
        let model = ScriptedModel([ScriptedModel.fails(.authorization), saysAloud("yes")])
        let outcome = await ask(
            World.modelCaller(model), chain, words: ModelWords(observer: watcher, step: 1))
        #expect(outcome.text == "yes")
        #expect(watcher.events == ["1:yes"])
    }

    @Test func whatWasUsedInVainIsEstimatedAndMarked() async {
        // 3 bytes of the system's, 8 of the question's, 9 of words: a token is three bytes.
        let begun = await ask(World.modelCaller(ScriptedModel([failsAfterWords(.refused, "123456789")])), chain)
        #expect(begun.calls[0].entry?.usage == TokenUsage(inputTokens: 4, outputTokens: 3))
        #expect(begun.calls[0].entry?.isEstimated == true)
        #expect(begun.calls[0].entry?.costNanodollars == 10)
        #expect(begun.calls[0].entry?.succeeded == false)

        let unknown = await ask(
            World.modelCaller(ScriptedModel([ScriptedModel.fails(.timeout)])), ModelChain(ModelChoice(first)))
        #expect(unknown.calls[0].entry?.usage == TokenUsage(inputTokens: 4, outputTokens: 50))
        #expect(unknown.calls[0].entry?.isEstimated == true)

        let nothing = await ask(
            World.modelCaller(ScriptedModel([ScriptedModel.fails(.authorization)])), ModelChain(ModelChoice(first)))
        #expect(nothing.calls[0].entry?.usage == .zero)
        #expect(nothing.calls[0].entry?.isEstimated == false)

        let silent = ScriptedModel([{ _ in ModelResponse(text: "123456", usage: nil) }])
        let answered = await ask(World.modelCaller(silent), chain)
        #expect(answered.calls[0].entry?.usage == TokenUsage(inputTokens: 4, outputTokens: 2))
        #expect(answered.calls[0].entry?.isEstimated == true)
    }

    /// Another's word is not taken: a server that says 0 would be billed as nothing.
    @Test(arguments: [(ModelProviderKind.openRouter, true), (.openAI, false)])
    func whatOpenRouterSaysThatItCostIsWhatItCost(_ kind: ModelProviderKind, _ isTaken: Bool) async {
        let model = ScriptedModel([
            { _ in
                ModelResponse(
                    text: "yes", usage: TokenUsage(inputTokens: 5, outputTokens: 5), costNanodollars: 77)
            }
        ])
        var asked = first
        asked.provider = kind
        let entry = await ask(World.modelCaller(model), ModelChain(ModelChoice(asked))).calls[0].entry
        #expect((entry?.costNanodollars == 77) == isTaken)
    }
}
