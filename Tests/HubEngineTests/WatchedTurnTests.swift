import HubCore
import Synchronization
import Testing

@testable import HubEngine

@Suite(.timeLimit(.minutes(1)))
struct WatchedTurnTests {
    final class Watcher: TurnObserver {
        let canWithdrawWords = true
        private let log = Mutex<[String]>([])

        var events: [String] { log.withLock { $0 } }

        func observe(_ event: TurnEvent) {
            let text =
                switch event {
                case .routed(let agent, let language, _, _, let router):
                    "routed \(agent ?? "-") \(language.rawValue) \(router.rawValue)"
                case .toolStarted(let call, let name): "start \(call) \(name)"
                case .toolOutput(let call, let name, let text): "said \(call) \(name) \(text)"
                case .toolEnded(let call, let name, let status, _): "end \(call) \(name) \(status)"
                case .words(let words, let step): "\(step):\(words)"
                case .wordsWithdrawn(let step): "\(step) withdrawn"
                }
            log.withLock { $0.append(text) }
        }
    }

    private let valid = #"{"hive": "0000000001"}"#

    private func turn(_ message: String, _ watcher: Watcher?, history: [Message]? = nil) -> ChatTurn {
        ChatTurn(caller: World.caller, message: message, traceID: "trace", history: history, observer: watcher)
    }

    private func says(_ words: String...) -> ScriptedModel.Step {
        { (request: ModelRequest) async throws(ModelError) -> ModelResponse in
            for word in words { request.textSink?.append(word) }
            return ModelResponse(text: words.joined())
        }
    }

    @Test func whoWatchesSeesTheTurnAsItHappens() async throws {
        let watcher = Watcher()
        let hub = Hub(
            model: [ScriptedModel.calls(("read_harvest", valid)), says("Three ", "kilos.")],
            tools: ["read_harvest": { _ in .success(["kilos": 3]) }])
        let answer = try await hub.engine.answer(turn("How much honey?", watcher))
        #expect(answer.reply.text == "Three kilos.")
        #expect(
            watcher.events == [
                "routed AgentHoney en local", "start 1 read_harvest", "end 1 read_harvest ok", "2:Three ", "2:kilos.",
            ])
        #expect(hub.conversations.allTurns.count == 1)
    }

    @Test func aModelsNULsAreShownAndStoredAsWhatADatabaseTakes() async throws {
        let watcher = Watcher()
        let hub = Hub(model: [says("Three\0", " kilos.")])
        let answer = try await hub.engine.answer(turn("How much honey?", watcher))
        #expect(answer.reply.text == "Three\u{FFFD} kilos.")
        #expect(watcher.events.suffix(2) == ["1:Three\u{FFFD}", "1: kilos."])
        #expect(hub.conversations.allTurns.map(\.answer.text) == ["Three\u{FFFD} kilos."])
    }

    @Test func aQuestionBackIsAnEventToo() async throws {
        let watcher = Watcher()
        let hub = Hub(rule: { _ in RoutingVerdict(decision: .none, candidates: []) })
        _ = try await hub.engine.answer(turn("What about the weather?", watcher))
        #expect(watcher.events == ["routed - en local"])
    }

    @Test func nobodyWatchesMeansNothingIsStreamed() async throws {
        let hub = Hub(model: [says("Hello")])
        _ = try await hub.engine.answer(turn("How much honey?", nil))
        #expect(hub.model.requests.allSatisfy { $0.textSink == nil })
    }

    @Test func theSupervisorsWordsAreNobodys() async throws {
        let watcher = Watcher()
        let hub = Hub(
            model: [says(#"{"agents": ["AgentHoney"], "confidence": 1}"#), says("Hello")],
            rule: { _ in .unsure("AgentHoney", 0.4) }, defaults: World.defaults(supervisor: World.network))
        _ = try await hub.engine.answer(turn("How much honey?", watcher))
        #expect(watcher.events == ["routed AgentHoney en model", "1:Hello"])
    }

    @Test func theReplySaysWhoAnsweredAndWhoDidNot() async throws {
        let first = LanguageModel(name: "first", provider: .openAI, prices: World.network.prices)
        let second = LanguageModel(name: "second", provider: .anthropic, prices: World.network.prices)
        let llm = LLMConfiguration(models: [.init(model: first.id), .init(model: second.id)], allowsBuiltin: false)
        let hub = Hub(
            configuration: World.configuration(models: [first, second], llm: llm),
            model: [ScriptedModel.fails(.authorization), says("Hello")])
        let reply = try await hub.engine.answer(turn("How much honey?", nil)).reply
        #expect(reply.metadata.model?.model == "second")
        #expect(reply.metadata.models.map { "\($0.model) \($0.outcome)" } == ["first auth", "second ok"])
        #expect(reply.json["metadata"]?["model"] == "second" && reply.json["metadata"]?["provider"] == "anthropic")
    }

    @Test func whereNobodyCanAnswerTheReplyNamesNoModel() async throws {
        let hub = Hub(model: [ScriptedModel.fails(.authorization)])
        let reply = try await hub.engine.answer(turn("How much honey?", nil)).reply
        #expect(reply.status == .error && reply.metadata.model == nil)
        #expect(reply.metadata.models.map(\.outcome) == ["auth"])
    }

    @Test func theLogSaysWhyAModelFailed() async throws {
        let log = LogLines()
        let hub = Hub(model: [ScriptedModel.fails(.unsupported)], logger: log.logger)
        _ = try await hub.engine.answer(turn("How much honey?", nil))
        let line = try #require(log.lines.first { $0.message == "A model failed." })
        #expect(line.metadata["kind"] == "unsupported" && line.metadata["error"] == "scripted")
    }

    @Test func aModelThatErrsTooOftenEndsTheTurnWithItsLimit() async throws {
        let hub = Hub(model: [says(""), says(""), says("")])
        let reply = try await hub.engine.answer(turn("How much honey?", nil)).reply
        #expect(reply.status == .error && reply.metadata.limit == "corrections")
        let cut = Hub(model: [{ _ in ModelResponse(text: "So much", stopReason: .length) }])
        let answer = try await cut.engine.answer(turn("How much honey?", nil)).reply
        #expect(answer.text == "So much" && answer.metadata.limit == "output_tokens")
    }

    @Test func theCallersOwnHistoryTakesTheSessionsPlace() async throws {
        let hub = Hub(model: [says("Hello")])
        let history = (0..<12).map { Message(role: $0 % 2 == 0 ? .user : .assistant, text: "message \($0)") }
        _ = try await hub.engine.answer(turn("How much honey?", nil, history: history))
        let texts = hub.model.requests[0].messages.map { message in
            switch message {
            case .user(let text), .assistant(let text, _, _), .note(let text): text
            case .toolResult, .image: "?"
            }
        }
        #expect(texts == (3..<12).map { "message \($0)" } + ["How much honey?"])
    }
}
