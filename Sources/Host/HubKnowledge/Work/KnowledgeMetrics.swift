import HubCore
import HubMetrics
import Synchronization

/// What ingestion counts and measures.
package struct KnowledgeMetrics: Sendable {
    let documents: CounterFamily
    let seconds: HistogramFamily
    let chunks: Counter
    let atWork: AtWork

    final class AtWork: Sendable {
        private let count = Atomic<Int>(0)

        var value: Int { count.load(ordering: .relaxed) }

        func enter() { count.wrappingAdd(1, ordering: .relaxed) }

        func leave() { count.wrappingSubtract(1, ordering: .relaxed) }
    }

    /// How a document's turn with a worker ended.
    enum Outcome: String, CaseIterable {
        case indexed
        case removed
        /// It cannot be read, or not be indexed.
        case failed
        /// A part that is needed is not there; it waits.
        case postponed
        /// The worker was too slow to say that it is still at it, and another one has it.
        case lost
        case cancelled
    }

    enum Stage: String, CaseIterable {
        case read
        case index
    }

    /// One worker a registry.
    package init(registry: MetricsRegistry) {
        documents = registry.counter(
            "agenthub_knowledge_documents_total", "Documents by how their turn with a worker ended.",
            labels: ["outcome"])
        seconds = registry.histogram(
            "agenthub_knowledge_document_seconds", "What reading and indexing a document took.", labels: ["stage"],
            buckets: [0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60, 300, 900])
        chunks = registry.counter("agenthub_knowledge_chunks_total", "Chunks that were indexed.").labelled()
        let atWork = AtWork()
        self.atWork = atWork
        registry.gauge("agenthub_knowledge_documents_at_work", "Documents that a worker is at.") {
            Double(atWork.value)
        }
        for outcome in Outcome.allCases { _ = documents.labelled(outcome.rawValue) }
        for stage in Stage.allCases { _ = seconds.labelled(stage.rawValue) }
    }

    func note(_ outcome: Outcome) { documents.labelled(outcome.rawValue).add() }

    func note(_ stage: Stage, since start: UInt64) {
        seconds.labelled(stage.rawValue).observe(milliseconds: MonotonicTime.milliseconds(since: start))
    }
}
