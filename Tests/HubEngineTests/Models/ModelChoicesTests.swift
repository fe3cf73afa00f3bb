import HubCore
import Logging
import Testing

@testable import HubEngine

@Suite(.timeLimit(.minutes(1)))
struct ModelChoicesTests {
    private let first = LanguageModel(name: "first", provider: .openAI, prices: World.network.prices)
    private let second = LanguageModel(name: "second", provider: .openAI, prices: World.network.prices)
    private let light = LanguageModel(name: "light", provider: .openAI, prices: World.network.prices)

    private func choices(_ llm: LLMConfiguration?, supervisor: LanguageModel = World.builtin) -> ModelChoices {
        ModelChoices(
            World.configuration(models: [first, second, light], llm: llm),
            defaults: World.defaults(supervisor: supervisor))
    }

    private func agent(_ model: LanguageModel?) -> Agent {
        var agent = World.honey
        agent.model = model?.id
        return agent
    }

    private var own: LLMConfiguration {
        LLMConfiguration(models: [
            .init(model: first.id, key: World.sealed("k-1")), .init(model: second.id, key: World.sealed("k-2")),
        ])
    }

    @Test func withoutAChoiceOfTheTenantsTheRowAndThenTheDefaultHolds() {
        let choices = choices(nil, supervisor: World.network)
        #expect(choices.chain(of: agent(second)).first.model.name == "second")
        #expect(choices.chain(of: agent(nil)).first.model.name == "big")
        #expect(choices.chain(of: agent(second)).first.key == nil)
        #expect(choices.supervisor.first.model.name == "big")
    }

    @Test func theTenantsFirstAnswersUnlessTheAgentsOwnIsAmongItsModels() {
        let choices = choices(own)
        #expect(choices.chain(of: agent(nil)).first.model.name == "first")
        #expect(choices.chain(of: agent(second)).first.model.name == "second")
        #expect(choices.chain(of: agent(second)).first.key == World.sealed("k-2"))
        #expect(choices.chain(of: agent(light)).first.model.name == "first")
        #expect(choices.chain(of: agent(light)).first.key == World.sealed("k-1"))
    }

    @Test func theSupervisorsModelIsTheChosenOneOrTheFirst() {
        #expect(choices(own).supervisor.first.model.name == "first")
        #expect(choices(own).supervisor.first.key == World.sealed("k-1"))
        var lighter = own
        lighter.supervisorModel = second.id
        #expect(choices(lighter).supervisor.first.key == World.sealed("k-2"))
        lighter.supervisorModel = light.id
        #expect(choices(lighter).supervisor.first.model.name == "light")
        #expect(choices(lighter).supervisor.first.key == nil)
        lighter.supervisorModel = ModelID()
        #expect(choices(lighter).supervisor.first.model.name == "first")
    }

    @Test func aChoiceWithoutAnyModelThatIsThereIsNone() {
        let gone = LLMConfiguration(
            models: [.init(model: ModelID(), key: World.sealed("k"))], supervisorModel: light.id)
        #expect(choices(gone).chain(of: agent(second)).first.model.name == "second")
        #expect(choices(gone).supervisor.first.model.provider == .builtin)
    }

    @Test func theTenantsOtherModelsFollowInItsOrderAndThenBuiltin() {
        #expect(choices(own).chain(of: agent(nil)).choices.map(\.model.name) == ["first", "second", "builtin"])
        #expect(choices(own).chain(of: agent(second)).choices.map(\.model.name) == ["second", "first", "builtin"])
        var strict = own
        strict.allowsBuiltin = false
        #expect(choices(strict).chain(of: agent(nil)).choices.map(\.model.name) == ["first", "second"])
        #expect(choices(nil).chain(of: agent(nil)).choices.map(\.model.name) == ["big"])
    }

    @Test func whereNoModelRoutesTheLocalRouterDoesAndNotBuiltin() {
        #expect(choices(own).supervisor.choices.map(\.model.name) == ["first", "second"])
        var lighter = own
        lighter.supervisorModel = light.id
        #expect(choices(lighter).supervisor.choices.map(\.model.name) == ["light", "first", "second"])
    }

    @Test func whereBuiltinIsChosenToRouteNoModelIsAskedTo() async throws {
        let embedded = LanguageModel(name: "embedded", provider: .builtin)
        let llm = LLMConfiguration(models: [
            .init(model: embedded.id), .init(model: first.id, key: World.sealed("k-1")),
        ])
        let configuration = World.configuration(models: [embedded, first], llm: llm)
        let chain = ModelChoices(configuration, defaults: World.defaults(supervisor: World.network)).supervisor
        #expect(chain.choices.map(\.model.name) == ["embedded"])
        let hub = Hub(
            configuration: configuration, model: [ScriptedModel.says("Done")],
            rule: { _ in .unsure("AgentHoney", 0.6) })
        #expect(try await hub.ask("How much?").text == "Done")
        #expect(hub.model.requests.count == 1)
    }

    @Test func theModelIsAskedWithTheTenantsOwnKey() async throws {
        let hub = Hub(
            configuration: World.configuration(models: [first, second], llm: own),
            model: [ScriptedModel.says(#"{"agents": ["AgentHoney"], "confidence": 1}"#), ScriptedModel.says("Done")],
            rule: { _ in .unsure("AgentHoney", 0.4) })
        _ = try await hub.ask("How much?")
        #expect(hub.model.requests.map(\.model.name) == ["first", "first"])
        #expect(hub.model.requests.map { $0.key?.reveal() } == ["k-1", "k-1"])
    }

    @Test func aKeyThatCannotBeOpenedFailsTheCallAndIsLoggedWithoutIt() async throws {
        let log = LogLines()
        let broken = LLMConfiguration(
            models: [.init(model: first.id, key: SealedSecret(token: "broken-token"))], allowsBuiltin: false)
        let hub = Hub(configuration: World.configuration(models: [first], llm: broken), logger: log.logger)
        let reply = try await hub.ask("How much?")
        #expect(reply.status == .error)
        #expect(hub.model.requests.isEmpty)
        let line = try #require(log.lines.first { $0.level == .error })
        #expect(
            line.metadata == [
                "model": "first", "tenant": "meadow", "user": "bee-1", "trace_id": "trace", "request_id": "-",
            ])
        #expect(!log.lines.contains { "\($0)".contains("broken-token") })
    }

    @Test func aTenantsFormOfAnAgentsAnswersComesBeforeTheRows() async throws {
        let overrides = [OutputOverride(agent: World.honey.id, outputFormat: .chartData, render: ["type": "chart"])]
        let configuration = World.configuration(overrides: overrides)
        let snapshot = try await World.snapshot(configuration)
        #expect(snapshot.agent("AgentHoney")?.agent.outputFormat == .chartData)
        #expect(snapshot.agent("AgentHoney")?.agent.render == ["type": "chart"])
        #expect(snapshot.agent("AgentQueens")?.agent.outputFormat == .structuredJSON)
        #expect(AgentSummary.all(of: configuration).map(\.outputFormat) == [.chartData, .structuredJSON])
        var rendered = World.honey
        rendered.render = ["type": "card"]
        let partial = World.configuration(
            agents: [rendered], overrides: [OutputOverride(agent: rendered.id, outputFormat: .summaryText)])
        #expect(partial.agentsInForce.map(\.outputFormat) == [.summaryText])
        #expect(partial.agentsInForce.map(\.render) == [["type": "card"]])
    }
}
