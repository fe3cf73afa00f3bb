import FoundationEssentials
import HubCore
import HubMetrics
import Logging

/// Makes vectors for the tools of one agent's turn, or for documents: opens the tenant's sealed key for the one request, and counts it.
struct TurnEmbedder: ToolEmbedder {
    let provider: any EmbeddingProvider
    let embedding: TurnEmbedding
    let sealer: any SecretSealer
    let metrics: EngineMetrics
    let logger: Logger
    /// nil: outside of turns.
    let agent: String?
    let trace: TurnTrace
    /// The wall clock of prices.
    let now: @Sendable () -> Date

    private var choice: EmbeddingChoice { embedding.choice }
    var space: EmbeddingSpace { choice.space }

    func embed(
        _ texts: [String], for purpose: EmbeddingRequest.Purpose, by deadline: Deadline
    ) async throws(ModelError) -> [[Float]] {
        let start = MonotonicTime.now()
        let estimate = TokenUsage(
            inputTokens: TokenEstimate.tokens(bytes: texts.reduce(0) { $0 + $1.utf8.count }), outputTokens: 0)
        // Until it has ended it may be made in vain, and cost all the same.
        let place = embedding.meter.begin(entry(estimate, isEstimated: true, succeeded: false))
        let answer: Result<EmbeddingResponse, ModelError>
        do throws(ModelError) {
            let key = try sealer.modelKey(choice.key, of: choice.model, trace, logger)
            answer = .success(
                try await provider.embed(
                    EmbeddingRequest(
                        model: choice.model, key: key, purpose: purpose, texts: texts,
                        dimensions: choice.dimensions, deadline: deadline, traceparent: trace.traceparent)))
        } catch {
            answer = .failure(error)
        }
        let (usage, isEstimated) = Self.usage(answer, estimate)
        let error: ModelError? = if case .failure(let error) = answer { error } else { nil }
        let entry = entry(usage, isEstimated: isEstimated, succeeded: error == nil)
        embedding.meter.end(place, entry)
        metrics.embedding(entry, outcome: error?.kind.rawValue ?? "ok", since: start)
        if let error, error.kind != .cancelled {
            logger.warning(
                "A model of embeddings failed.",
                metadata: trace.metadata([
                    "model": "\(choice.model.name)", "kind": "\(error.kind.rawValue)", "error": "\(error.message)",
                ]))
        }
        return try answer.get().vectors
    }

    /// What the provider counted, else a guess; nothing where it took nothing in.
    private static func usage(
        _ answer: Result<EmbeddingResponse, ModelError>, _ estimate: TokenUsage
    ) -> (TokenUsage, isEstimated: Bool) {
        switch answer {
        case .success(let response):
            // A count of nothing is none: some servers fill the member in without counting.
            if let counted = response.usage, counted.tokens > 0 { return (counted, false) }
            return (estimate, true)
        case .failure(let error):
            switch error.progress {
            case .nothing: return (.zero, false)
            case .unknown: return (estimate, true)
            case .begun(let usage, _): return usage.map { ($0, false) } ?? (estimate, true)
            }
        }
    }

    private func entry(_ usage: TokenUsage, isEstimated: Bool, succeeded: Bool) -> UsageEntry {
        UsageEntry(
            provider: choice.model.provider.rawValue, model: choice.model.name, agent: agent, usage: usage,
            isEstimated: isEstimated, costNanodollars: choice.model.prices.cost(of: usage, on: now().utcDay),
            succeeded: succeeded)
    }
}

extension EngineMetrics {
    /// A request for vectors is a call of a model; its time is also its tool's.
    fileprivate func embedding(_ entry: UsageEntry, outcome: String, since start: UInt64) {
        modelTime.labelled(entry.provider, outcome).observe(milliseconds: MonotonicTime.milliseconds(since: start))
        if entry.usage.inputTokens > 0 { tokens.labelled(entry.provider, "input").add(entry.usage.inputTokens) }
    }
}
