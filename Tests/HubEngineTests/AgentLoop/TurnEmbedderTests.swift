import FoundationEssentials
import HubCore
import HubMetrics
import Synchronization
import Testing

@testable import HubEngine

@Suite(.timeLimit(.minutes(1)))
struct TurnEmbedderTests {
    private final class Embeddings: EmbeddingProvider {
        private let answer: @Sendable (EmbeddingRequest) async throws(ModelError) -> EmbeddingResponse
        private let asked = Mutex<[EmbeddingRequest]>([])

        init(_ answer: @escaping @Sendable (EmbeddingRequest) async throws(ModelError) -> EmbeddingResponse) {
            self.answer = answer
        }

        var requests: [EmbeddingRequest] { asked.withLock { $0 } }

        func embed(_ request: EmbeddingRequest) async throws(ModelError) -> EmbeddingResponse {
            asked.withLock { $0.append(request) }
            return try await answer(request)
        }
    }

    private let model = LanguageModel(
        name: "small", provider: .openAI, prices: PriceList([TokenPrices(input: 20_000_000, output: 9, from: "")]))

    private func task(_ key: SealedSecret? = nil, isChosen: Bool = true) throws -> AgentTask {
        AgentTask(
            agent: AgentSnapshot(
                World.honey, tools: try [World.harvest].map(World.prepared),
                models: ModelChain(ModelChoice(World.network))),
            caller: World.caller, system: "s", messages: [.user("How much?")], language: .english, entities: [],
            secrets: [:],
            embedding: isChosen
                ? TurnEmbedding(choice: EmbeddingChoice(model, key: key, dimensions: 2), meter: EmbeddingMeter()) : nil,
            deadline: .after(.seconds(30)), trace: TurnTrace(World.caller, id: "trace", traceparent: "00-t"))
    }

    /// The work of an agent whose one tool does this with its embedder: what the tool gave, and what was entered.
    private func run(
        _ task: AgentTask, _ embeddings: Embeddings,
        _ tool: @escaping @Sendable ((any ToolEmbedder)?) async -> ToolOutcome
    ) async throws -> (results: [JSONValue?], entries: [UsageEntry]) {
        let tools = ScriptedTools(["read_harvest": { await tool($0.embedder) }])
        let model = ScriptedModel([
            ScriptedModel.calls(("read_harvest", #"{"hive": "0000000001"}"#)), ScriptedModel.says("Done"),
        ])
        let result = try await AgentLoop(
            models: World.modelCaller(model),
            tools: ToolCaller(
                invoker: tools, sealer: ScriptedSealer(),
                metrics: EngineMetrics(registry: MetricsRegistry(), toolTypes: []), logger: World.quiet,
                embeddings: embeddings),
            limits: EngineLimits()
        ).run(task)
        return (result.toolCalls.map(\.result), task.embedding?.meter.entries ?? [])
    }

    @Test func aToolsVectorsComeFromTheTenantsModelAndStandInTheTurnsLedger() async throws {
        let embeddings = Embeddings { request in
            EmbeddingResponse(vectors: [[1, 2], [3, 4]], usage: TokenUsage(inputTokens: 7, outputTokens: 0))
        }
        let deadline = Deadline.after(.seconds(9))
        let result = try await run(task(World.sealed("k-1")), embeddings) { embedder in
            do throws(ModelError) {
                let vectors = try await embedder?.embed(["a", "b"], for: .query, by: deadline)
                return vectors == [[1, 2], [3, 4]] ? .success(true) : .success(false)
            } catch {
                return .success(.string(error.message))
            }
        }
        #expect(result.results == [true])
        let request = try #require(embeddings.requests.first)
        #expect(request.texts == ["a", "b"] && request.purpose == .query && request.dimensions == 2)
        #expect(request.model == model && request.key?.reveal() == "k-1" && request.traceparent == "00-t")
        #expect(request.deadline == deadline)
        #expect(
            result.entries == [
                UsageEntry(
                    provider: "openai", model: "small", agent: "AgentHoney",
                    usage: TokenUsage(inputTokens: 7, outputTokens: 0), costNanodollars: 140, succeeded: true)
            ])
    }

    @Test(
        arguments: [
            (ModelError(.overloaded, "x"), 0, false), (ModelError(.timeout, "x"), 2, true),
            (
                ModelError(
                    .overloaded, "x",
                    progress: .begun(usage: TokenUsage(inputTokens: 5, outputTokens: 0), receivedBytes: 0)), 5, false
            ),
        ] as [(ModelError, Int, Bool)])
    func aFailureIsEnteredByWhatItMayHaveCost(_ error: ModelError, _ tokens: Int, _ isEstimated: Bool) async throws {
        let embeddings = Embeddings { (_: EmbeddingRequest) async throws(ModelError) -> EmbeddingResponse in throw error
        }
        let result = try await run(task(), embeddings) { embedder in
            do throws(ModelError) {
                _ = try await embedder?.embed(["abcdef"], for: .document, by: .after(.seconds(9)))
                return .success(false)
            } catch {
                return .failure(ToolFailure(.upstream, error.message))
            }
        }
        let entry = try #require(result.entries.first)
        #expect(entry.usage.inputTokens == tokens && entry.isEstimated == isEstimated && !entry.succeeded)
    }

    @Test(arguments: [nil, TokenUsage.zero]) func whatNobodyCountedIsEstimated(_ usage: TokenUsage?) async throws {
        let embeddings = Embeddings { _ in EmbeddingResponse(vectors: [[1, 2]], usage: usage) }
        let result = try await run(task(), embeddings) { embedder in
            let vectors = try? await embedder?.embed(["abcdef"], for: .document, by: .after(.seconds(9)))
            return .success(.int(vectors?.count ?? 0))
        }
        let entry = try #require(result.entries.first)
        #expect(entry.usage.inputTokens == 2 && entry.isEstimated && entry.succeeded && entry.costNanodollars == 40)
    }

    @Test func aRequestThatIsUnderWayWhenTheTurnEndsIsEnteredToo() async throws {
        let (asked, over) = (Latch(), Latch())
        let embeddings = Embeddings { _ in
            asked.open()
            await over.pass()
            return EmbeddingResponse(vectors: [[1, 2]], usage: TokenUsage(inputTokens: 1, outputTokens: 0))
        }
        let result = try await run(task(), embeddings) { embedder in
            // As a plugin that completes its call without waiting.
            Task { try? await embedder?.embed(["abcdef"], for: .document, by: .after(.seconds(9))) }
            await asked.pass()
            return .success(1)
        }
        over.open()
        let entry = try #require(result.entries.first)
        #expect(entry.usage.inputTokens == 2 && entry.isEstimated && !entry.succeeded)
    }

    @Test func aTenantWithoutAChoiceHasNoEmbedder() async throws {
        let embeddings = Embeddings { (_: EmbeddingRequest) async throws(ModelError) -> EmbeddingResponse in
            Issue.record("Nobody may be asked.")
            throw ModelError(.unsupported, "unexpected")
        }
        let result = try await run(task(isChosen: false), embeddings) { .success(.bool($0 == nil)) }
        #expect(result.results == [true])
        #expect(result.entries.isEmpty)
    }

    @Test func spacesOfOtherModelsAreOthers() {
        func space(_ model: LanguageModel, _ dimensions: Int) -> EmbeddingSpace {
            EmbeddingChoice(model, dimensions: dimensions).space
        }
        var moved = model
        moved.baseURL = "https://other.example.com"
        var renamed = model
        renamed.name = "large"
        let names = [space(model, 2), space(model, 3), space(moved, 2), space(renamed, 2)].map(\.name)
        #expect(Set(names).count == 4)
        // Its prices say nothing of its vectors.
        var cheaper = model
        cheaper.prices = .free
        #expect(space(cheaper, 2) == space(model, 2))
    }

    @Test func theTurnsLedgerHasThemAndTheyCount() {
        let ledger = TurnLedger(traceID: "trace")
        let entry = UsageEntry(
            provider: "openai", model: "small", agent: "a", usage: TokenUsage(inputTokens: 7, outputTokens: 0),
            costNanodollars: 140, succeeded: true)
        _ = ledger.embeddings.begin(entry)
        #expect(ledger.usage == [entry] && ledger.tokens == 7)
    }

    // MARK: The choice

    private let second = LanguageModel(name: "second", provider: .openAI)
    private let light = LanguageModel(name: "light", provider: .openAI)

    private func choice(_ embedding: LanguageModel?, among models: [LanguageModel]) -> EmbeddingChoice? {
        EmbeddingChoice(
            World.configuration(
                models: models,
                llm: LLMConfiguration(
                    models: [
                        .init(model: model.id, key: World.sealed("k-1")),
                        .init(model: second.id, key: World.sealed("k-2")),
                    ], embedding: embedding.map { .init(model: $0.id, dimensions: 8) })))
    }

    @Test func aModelOfEmbeddingsHasTheKeyOfItsAddress() {
        let models = [model, second, light]
        #expect(choice(nil, among: models) == nil)
        // Its own entry's key.
        #expect(choice(second, among: models)?.key == World.sealed("k-2"))
        // Of one that is no entry: the first key that goes to the same provider and address.
        #expect(choice(light, among: models)?.key == World.sealed("k-1"))
        #expect(choice(light, among: models)?.model == light && choice(light, among: models)?.dimensions == 8)
        for elsewhere in [
            LanguageModel(name: "e", provider: .openAI, baseURL: "https://other.example.com"),
            LanguageModel(name: "e", provider: .gemini),
        ] {
            let found = choice(elsewhere, among: models + [elsewhere])
            #expect(found?.model == elsewhere && found?.key == nil)
        }
        // A row that the tenant does not see is none.
        #expect(choice(light, among: [model, second]) == nil)
    }
}
