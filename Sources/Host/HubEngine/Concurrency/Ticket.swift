import Synchronization

/// A signal that is given once, for one task that waits for it and may be cancelled while it does.
final class Ticket<Signal: Sendable>: Sendable {
    private enum State {
        case idle
        case waiting(CheckedContinuation<Signal?, Never>)
        case given(Signal)
        /// The signal was taken, or the waiting task was cancelled.
        case closed
    }

    private let state = Mutex<State>(.idle)

    /// Gives the signal. False when the task has gone away, so that somebody else may have it.
    @discardableResult
    func give(_ signal: Signal) -> Bool {
        let waiting: CheckedContinuation<Signal?, Never>?
        let isTaken: Bool
        (waiting, isTaken) = state.withLock { state in
            switch state {
            case .idle:
                state = .given(signal)
                return (nil, true)
            case .waiting(let continuation):
                state = .closed
                return (continuation, true)
            case .given, .closed: return (nil, false)
            }
        }
        waiting?.resume(returning: signal)
        return isTaken
    }

    /// The signal once it is given; nil when the task is cancelled first.
    func signal() async -> Signal? {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                if let result = settle(continuation) { continuation.resume(returning: result.signal) }
            }
        } onCancel: {
            cancel()
        }
    }

    private struct Settlement {
        var signal: Signal?
    }

    /// What the continuation can be resumed with at once; nil when it waits from now on.
    private func settle(_ continuation: CheckedContinuation<Signal?, Never>) -> Settlement? {
        state.withLock { state in
            switch state {
            case .given(let signal):
                state = .closed
                return Settlement(signal: signal)
            case .idle where !Task.isCancelled:
                // The flag is read under the lock that `cancel` takes after it was set: one of the two sees the other.
                state = .waiting(continuation)
                return nil
            case .idle, .waiting, .closed:
                state = .closed
                return Settlement(signal: nil)
            }
        }
    }

    private func cancel() {
        let waiting: CheckedContinuation<Signal?, Never>? = state.withLock { state in
            guard case .waiting(let continuation) = state else { return nil }
            state = .closed
            return continuation
        }
        waiting?.resume(returning: nil)
    }
}
