/// What a process keeps in memory of one index file.
final class IndexMemory: Sendable {
    let vectors: VectorCache
    let visibility = VisibilityCache()

    init(budget: VectorBudget) { vectors = VectorCache(budget: budget) }
}
