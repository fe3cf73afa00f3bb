/// How documents are worked on.
package struct KnowledgeWorkSettings: Sendable, Hashable {
    /// Documents at once.
    package var concurrent = 3
    /// Of them, of one tenant: whose documents take long must not keep all others' waiting.
    package var concurrentPerTenant = 2
    /// After this long without a sign of its worker a document is another's.
    package var lease = Duration.seconds(60)
    /// How often the queue is looked at when nobody wakes the worker: for documents that other processes took in, and for
    /// those that were postponed.
    package var pause = Duration.seconds(5)
    /// For reading one document.
    package var readingTime = Duration.seconds(900)
    /// For indexing it, vectors included.
    package var indexingTime = Duration.seconds(900)
    /// Chunks of one document.
    package var chunks = 20_000
    /// What a document that could not be worked on waits: this, doubled each time, up to the other.
    package var firstDelay = Duration.seconds(2)
    package var longestDelay = Duration.seconds(300)
    /// How often a document is tried that is in trouble for reasons of its own perhaps: the index crashed, or it took too long.
    package var attempts = 5

    package init() {}

    /// What it waits after having been postponed so often.
    func delay(attempts: Int) -> Duration {
        min(longestDelay, firstDelay * (1 << min(max(0, attempts), 16)))
    }
}
