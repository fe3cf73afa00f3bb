import HubCore
import Synchronization

/// The requests for vectors that a turn's tools made, for the turn's ledger. One that is still under way when the turn is
/// recorded counts by its estimate.
final class EmbeddingMeter: Sendable {
    private let begun = Mutex<[UsageEntry]>([])

    /// In the order in which they began.
    var entries: [UsageEntry] { begun.withLock { $0 } }

    /// `estimate`: what it counts as until it has ended. Returns its place.
    func begin(_ estimate: UsageEntry) -> Int {
        begun.withLock { entries in
            entries.append(estimate)
            return entries.count - 1
        }
    }

    func end(_ place: Int, _ entry: UsageEntry) { begun.withLock { $0[place] = entry } }
}

/// Who makes vectors in a turn, and where they are counted.
struct TurnEmbedding: Sendable {
    let choice: EmbeddingChoice
    let meter: EmbeddingMeter
}
