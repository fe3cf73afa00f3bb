import HubCore
import Synchronization

/// The requests for vectors that one agent's tools made in a turn, for the turn's ledger. One that is still under way when
/// the turn's work ends is counted by its estimate.
final class EmbeddingMeter: Sendable {
    private let entries = Mutex<[ModelCall]>([])

    /// In the order in which they began.
    var calls: [ModelCall] { entries.withLock { $0 } }

    /// `estimate`: what it counts as until it has ended. Returns its place.
    func begin(_ estimate: ModelCall) -> Int {
        entries.withLock { entries in
            entries.append(estimate)
            return entries.count - 1
        }
    }

    func end(_ place: Int, _ call: ModelCall) { entries.withLock { $0[place] = call } }
}
