import HubCore
import HubKnowledge
import HubMetrics
import HubPlugins
import Logging
import ServiceLifecycle

/// Makes uploaded documents searchable until the shutdown; what is left then waits for the next worker.
struct KnowledgeService: Service {
    /// How documents are worked on; each may have a program of its own.
    private static let settings = KnowledgeWorkSettings()

    let worker: KnowledgeWorker

    /// `embeddings` nil: documents get no vectors.
    init(
        stores: HubStores, plugins: PluginHost, embeddings: (any IngestionEmbeddings)?, renderer: any PageRenderer,
        registry: MetricsRegistry, logger: Logger
    ) {
        worker = KnowledgeWorker(
            queue: stores.documents, files: stores.files, index: plugins,
            embeddings: embeddings ?? NoEmbeddings(),
            reader: DocumentReader(
                runner: ProgramRunner(concurrent: Self.settings.concurrent), renderer: renderer,
                pages: ToolPageReader(invoker: plugins)),
            settings: Self.settings, metrics: KnowledgeMetrics(registry: registry), logger: logger)
    }

    func run() async throws {
        await cancelWhenGracefulShutdown { await worker.run() }
    }
}

private struct NoEmbeddings: IngestionEmbeddings {
    func with<Value: Sendable>(
        _ scope: TenantScope, _ work: @Sendable ((any ToolEmbedder)?) async -> Value
    ) async throws -> Value { await work(nil) }
}
