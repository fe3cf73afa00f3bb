import FoundationEssentials
import HubCore
import HubMetrics
import Logging

/// Makes vectors of documents by the model that their tenant chose for its searches, outside of turns: what is used
/// stands in the tenant's ledger, in nobody's session.
struct TenantEmbeddings: IngestionEmbeddings {
    let rows: any TenantDirectory
    let provider: any EmbeddingProvider
    let ledger: any ConversationStore
    let sealer: any SecretSealer
    /// Hears of a tenant whose calls cost something, once they are in the ledger.
    let spent: @Sendable (TenantScope) -> Void
    let metrics: EngineMetrics
    let logger: Logger
    /// The wall clock of prices.
    let now: @Sendable () -> Date

    /// Whom the ledger names: nobody asked.
    private static let user = "agenthub:knowledge"

    func with<Value: Sendable>(
        _ scope: TenantScope, _ work: @Sendable ((any ToolEmbedder)?) async -> Value
    ) async throws -> Value {
        // Of the rows as they stand: no turn's reading says how old a copy may be.
        let configuration = try await rows.configuration(of: scope, notOlderThan: .min)
        guard let choice = configuration.flatMap({ EmbeddingChoice($0.priced) }) else { return await work(nil) }
        let meter = EmbeddingMeter()
        let value = await work(
            TurnEmbedder(
                provider: provider, embedding: TurnEmbedding(choice: choice, meter: meter), sealer: sealer,
                metrics: metrics, logger: logger, agent: nil, trace: TurnTrace(scope, user: Self.user), now: now))
        await record(meter.entries, scope)
        return value
    }

    /// In a task that nobody cancels: it was spent. A ledger that cannot be written is no reason to do the work again,
    /// which would cost as much once more.
    private func record(_ usage: [UsageEntry], _ scope: TenantScope) async {
        guard !usage.isEmpty, let user = UserID(Self.user) else { return }
        let writing = Task { [ledger] in
            try await ledger.record(scope, usage: usage, audit: [], session: SessionID(), user: user, answer: nil)
        }
        do {
            try await writing.value
            if usage.cost > 0 { spent(scope) }
        } catch {
            logger.error(
                "What documents' vectors used could not be recorded.",
                metadata: [
                    "tenant": "\(scope.tenant)", "tokens": "\(usage.reduce(0) { $0 + $1.usage.tokens })",
                    "error": "\(error)",
                ])
        }
    }
}
