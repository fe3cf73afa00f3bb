import HubCore
import Synchronization

/// Hands the words of one step's model calls to who watches the turn.
final class ModelWords: ModelTextSink {
    private let observer: any TurnObserver
    private let step: Int
    private let hasSaid = Atomic(false)

    init(observer: any TurnObserver, step: Int) {
        self.observer = observer
        self.step = step
    }

    func append(_ text: String) {
        hasSaid.store(true, ordering: .releasing)
        observer.observe(.words(text.withoutNUL, step: step))
    }

    /// Takes back what was said, before another try. False where that cannot be done: then no other is made.
    func withdraw() -> Bool {
        guard hasSaid.load(ordering: .acquiring) else { return true }
        guard observer.canWithdrawWords else { return false }
        hasSaid.store(false, ordering: .releasing)
        observer.observe(.wordsWithdrawn(step: step))
        return true
    }
}
