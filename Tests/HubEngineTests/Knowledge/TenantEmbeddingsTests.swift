import HubCore
import HubMetrics
import Synchronization
import Testing

@testable import HubEngine

@Suite(.timeLimit(.minutes(1)))
struct TenantEmbeddingsTests {
    private struct Embeddings: EmbeddingProvider {
        var fails = false

        func embed(_ request: EmbeddingRequest) async throws(ModelError) -> EmbeddingResponse {
            if fails { throw ModelError(.timeout, "scripted") }
            return EmbeddingResponse(
                vectors: request.texts.map { _ in [1, 0] }, usage: TokenUsage(inputTokens: 1000, outputTokens: 0))
        }
    }

    private static let model = LanguageModel(
        name: "small", provider: .openAI, prices: PriceList([TokenPrices(input: 20_000_000, output: 9, from: "")]))

    private let conversations = ScriptedConversations()
    private let spent = EventLog()

    private func embeddings(isChosen: Bool = true, fails: Bool = false) -> TenantEmbeddings {
        var llm = LLMConfiguration(models: [LLMConfiguration.Entry(model: Self.model.id)])
        if isChosen { llm.embedding = LLMConfiguration.Embedding(model: Self.model.id, dimensions: 2) }
        return TenantEmbeddings(
            rows: ScriptedDirectory([World.configuration(models: [Self.model], llm: llm)]),
            provider: Embeddings(fails: fails), ledger: conversations, sealer: ScriptedSealer(),
            spent: { [spent] in spent.add($0.tenant.rawValue) },
            metrics: EngineMetrics(registry: MetricsRegistry(), toolTypes: []), logger: World.quiet,
            now: { World.date })
    }

    @Test func documentsVectorsAreBookedToTheirTenantAndNobodysSession() async throws {
        let vectors = try await embeddings().with(World.scope) { embedder in
            #expect(embedder?.space.dimensions == 2)
            do throws(ModelError) {
                return try await embedder?.embed(["a", "b"], for: .document, by: .after(.seconds(9))) ?? []
            } catch {
                return []
            }
        }
        #expect(vectors == [[1, 0], [1, 0]])
        let booked = try #require(conversations.unanswered.first)
        #expect(conversations.unanswered.count == 1 && booked.answer == nil && booked.audit.isEmpty)
        #expect(booked.user.rawValue == "agenthub:knowledge")
        #expect(
            booked.usage == [
                UsageEntry(
                    provider: "openai", model: "small", agent: nil,
                    usage: TokenUsage(inputTokens: 1000, outputTokens: 0), costNanodollars: 20_000, succeeded: true)
            ])
        #expect(spent.events == ["meadow"])
    }

    @Test func whatFailedIsBookedTooAndWhatWasNotUsedIsNot() async throws {
        let kind = try await embeddings(fails: true).with(World.scope) { embedder -> ModelError.Kind? in
            do throws(ModelError) {
                _ = try await embedder?.embed(["a"], for: .document, by: .after(.seconds(9)))
                return nil
            } catch {
                return error.kind
            }
        }
        #expect(kind == .timeout)
        #expect(conversations.unanswered.map(\.usage).map(\.count) == [1])
        #expect(conversations.unanswered.first?.usage.first?.succeeded == false)
        _ = try await embeddings().with(World.scope) { _ in 0 }
        #expect(conversations.unanswered.count == 1)
    }

    @Test func aTenantWithoutAModelForItHasNoVectors() async throws {
        for scope in [World.scope, TenantScope(tenant: World.id("nowhere"))] {
            #expect(try await embeddings(isChosen: false).with(scope) { $0 == nil })
        }
        #expect(conversations.unanswered.isEmpty)
    }
}
