import Dispatch
import HubCore
import Synchronization

/// Lets one of a plugin's repeated calls through at a time, in their order: of those that a crash ended together at most one is to
/// blame, and together again they would all end by it again.
final class RepeatGate: Sendable {
    private typealias Waiter = (number: UInt64, tell: Once<Bool>)

    private struct Line {
        /// Those that wait while one is inside.
        var waiting: [Waiter] = []
    }

    private struct State {
        /// By plugin; there is a line while one is inside.
        var lines: [String: Line] = [:]
        var lastNumber: UInt64 = 0
    }

    private let state = Mutex(State())

    /// Runs `body` alone among its plugin's repeats; nil when it was not its turn by the deadline, or its task was cancelled.
    func run<Answer>(
        for plugin: String, by deadline: Deadline, _ body: () async -> Answer
    ) async -> Answer? {
        guard await enter(plugin, by: deadline) else { return nil }
        defer { leave(plugin) }
        return await body()
    }

    /// How many wait.
    func waiting(for plugin: String) -> Int { state.withLock { $0.lines[plugin]?.waiting.count ?? 0 } }

    private func enter(_ plugin: String, by deadline: Deadline) async -> Bool {
        let number = state.withLock { state in
            state.lastNumber += 1
            return state.lastNumber
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let tell = Once<Bool> { continuation.resume(returning: $0) }
                let isFree = state.withLock { state in
                    guard state.lines[plugin] != nil else {
                        state.lines[plugin] = Line()
                        return true
                    }
                    state.lines[plugin]?.waiting.append((number, tell))
                    return false
                }
                if isFree { return tell(true) }
                // A cancellation that came before it stood in line did not find it.
                if Task.isCancelled { return giveUp(number, plugin) }
                let span = Int(clamping: deadline.remaining.nanoseconds)
                DispatchQueue.global().asyncAfter(deadline: .now() + .nanoseconds(span)) { [weak self] in
                    self?.giveUp(number, plugin)
                }
            }
        } onCancel: {
            giveUp(number, plugin)
        }
    }

    private func giveUp(_ number: UInt64, _ plugin: String) {
        let waiter = state.withLock { state -> Waiter? in
            guard let place = state.lines[plugin]?.waiting.firstIndex(where: { $0.number == number }) else {
                return nil
            }
            return state.lines[plugin]?.waiting.remove(at: place)
        }
        waiter?.tell(false)
    }

    private func leave(_ plugin: String) {
        let next = state.withLock { state -> Waiter? in
            guard let line = state.lines[plugin], !line.waiting.isEmpty else {
                state.lines[plugin] = nil
                return nil
            }
            return state.lines[plugin]?.waiting.removeFirst()
        }
        next?.tell(true)
    }
}
