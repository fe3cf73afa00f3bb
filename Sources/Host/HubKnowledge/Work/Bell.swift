import Synchronization

/// Wakes the one that waits for it. A ring that nobody waits for counts for the next wait.
final class Bell: Sendable {
    private struct State {
        var isRung = false
        var waiting: CheckedContinuation<Void, Never>?
    }

    private let state = Mutex(State())

    func ring() {
        let waiting = state.withLock { state in
            let waiting = state.waiting
            if waiting == nil { state.isRung = true }
            state.waiting = nil
            return waiting
        }
        waiting?.resume()
    }

    /// Returns when it rings, or the task is cancelled.
    func wait() async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isRung = state.withLock { state in
                    if state.isRung {
                        state.isRung = false
                        return true
                    }
                    state.waiting = continuation
                    return false
                }
                if isRung { continuation.resume() }
            }
        } onCancel: {
            ring()
        }
    }
}
