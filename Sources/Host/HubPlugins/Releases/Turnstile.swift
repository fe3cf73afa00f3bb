import Synchronization

/// Lets one task through at a time, in their order.
final class Turnstile: Sendable {
    private struct State {
        var isTaken = false
        var waiting = FIFO<CheckedContinuation<Void, Never>>()
    }

    private let state = Mutex(State())

    func run<Result>(_ body: () async -> Result) async -> Result {
        await withCheckedContinuation { continuation in
            let isFree = state.withLock { state in
                guard state.isTaken else {
                    state.isTaken = true
                    return true
                }
                state.waiting.append(continuation)
                return false
            }
            if isFree { continuation.resume() }
        }
        defer { leave() }
        return await body()
    }

    private func leave() {
        let next = state.withLock { state in
            let next = state.waiting.popFirst()
            state.isTaken = next != nil
            return next
        }
        next?.resume()
    }
}
