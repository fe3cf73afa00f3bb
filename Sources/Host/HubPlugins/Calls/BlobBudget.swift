import Synchronization

/// How many bytes of blobs all calls hold at once, until they are files or dropped.
final class BlobBudget: Sendable {
    private let maximum: Int
    private let held = Mutex(0)

    init(maximum: Int) { self.maximum = maximum }

    var heldBytes: Int { held.withLock { $0 } }

    /// False where it would be too many.
    func take(_ bytes: Int) -> Bool {
        held.withLock { held in
            guard bytes <= maximum - held else { return false }
            held += bytes
            return true
        }
    }

    func give(_ bytes: Int) {
        // Nearly every call writes none, and must not meet all the others here.
        guard bytes > 0 else { return }
        held.withLock { $0 -= bytes }
    }
}
