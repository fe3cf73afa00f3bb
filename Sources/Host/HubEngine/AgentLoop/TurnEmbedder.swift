import FoundationEssentials
import HubCore
import Logging

/// Makes vectors for the tools of one agent's turn: opens the tenant's sealed key for the one request, and counts it.
struct TurnEmbedder: ToolEmbedder {
    let provider: any EmbeddingProvider
    let embedding: EmbeddingChoice
    let sealer: any SecretSealer
    let metrics: EngineMetrics
    let logger: Logger
    let meter: EmbeddingMeter
    let agent: String
    let trace: TurnTrace

    var space: EmbeddingSpace { embedding.space }

    func embed(
        _ texts: [String], for purpose: EmbeddingRequest.Purpose, by deadline: Deadline
    ) async throws(ModelError) -> [[Float]] {
        let start = MonotonicTime.now()
        let estimate = TokenUsage(
            inputTokens: TokenEstimate.tokens(bytes: texts.reduce(0) { $0 + $1.utf8.count }), outputTokens: 0)
        // Until it has ended it may have been made in vain, and cost all the same.
        let place = meter.begin(call(estimate, isEstimated: true, succeeded: false))
        let answer: Result<EmbeddingResponse, ModelError>
        do throws(ModelError) {
            answer = .success(
                try await provider.embed(
                    EmbeddingRequest(
                        model: embedding.choice.model, key: try key(), purpose: purpose, texts: texts,
                        dimensions: embedding.dimensions, deadline: deadline, traceparent: trace.traceparent)))
        } catch {
            answer = .failure(error)
        }
        let (usage, isEstimated) = Self.usage(answer, estimate)
        var call = call(usage, isEstimated: isEstimated, succeeded: (try? answer.get()) != nil)
        meter.end(place, call)
        call.milliseconds = MonotonicTime.milliseconds(since: start)
        metrics.modelCall(call, answer.map { _ in ModelResponse(text: "") })
        if case .failure(let error) = answer, error.kind != .cancelled {
            logger.warning(
                "A model of embeddings failed.",
                metadata: trace.metadata([
                    "model": "\(embedding.choice.model.name)", "kind": "\(error.kind.rawValue)",
                ]))
        }
        return try answer.get().vectors
    }

    /// What the provider counted, else a guess; nothing where it took nothing in.
    private static func usage(
        _ answer: Result<EmbeddingResponse, ModelError>, _ estimate: TokenUsage
    ) -> (TokenUsage, isEstimated: Bool) {
        switch answer {
        case .success(let response): return response.usage.map { ($0, false) } ?? (estimate, true)
        case .failure(let error):
            switch error.progress {
            case .nothing: return (.zero, false)
            case .unknown: return (estimate, true)
            case .begun(let usage, _): return usage.map { ($0, false) } ?? (estimate, true)
            }
        }
    }

    /// The tool's time is the call's time: it is not counted twice.
    private func call(_ usage: TokenUsage, isEstimated: Bool, succeeded: Bool) -> ModelCall {
        let model = embedding.choice.model
        return ModelCall(
            entry: UsageEntry(
                provider: model.provider.rawValue, model: model.name, agent: agent, usage: usage,
                isEstimated: isEstimated, costNanodollars: model.prices.cost(of: usage, on: Date().utcDay),
                succeeded: succeeded),
            tokens: usage.tokens, milliseconds: 0)
    }

    private func key() throws(ModelError) -> Secret? {
        guard let key = embedding.choice.key else { return nil }
        do {
            return try sealer.open(key)
        } catch {
            logger.error(
                "A tenant's model key cannot be opened: no master key fits, or the row was changed.",
                metadata: trace.metadata(["model": "\(embedding.choice.model.name)"]))
            throw ModelError(.authorization, "the tenant's key for this model cannot be opened")
        }
    }
}
