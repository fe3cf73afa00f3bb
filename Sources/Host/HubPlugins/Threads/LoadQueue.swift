import Synchronization

/// A plugin's `[load]` functions in their order, one at a time, until the plugin is shut out.
final class LoadQueue: Sendable {
    struct Operation: Sendable {
        let run: @Sendable () -> Void
        /// Runs when the plugin is shut out before the operation has come back, with the reason.
        let refuse: @Sendable (String) -> Void
    }

    enum Admission {
        case runNow
        case queued
        case refused(String)
    }

    private struct State {
        var current: Operation?
        var waiting = FIFO<Operation>()
        var shutOut: String?
    }

    private let state = Mutex(State())

    func admit(_ operation: Operation) -> Admission {
        state.withLock { state in
            if let reason = state.shutOut { return .refused(reason) }
            guard state.current == nil else {
                state.waiting.append(operation)
                return .queued
            }
            state.current = operation
            return .runNow
        }
    }

    /// The current one has come back. The one to run now, if any.
    func advance() -> Operation? {
        state.withLock { state in
            state.current = state.shutOut == nil ? state.waiting.popFirst() : nil
            return state.current
        }
    }

    /// Refuses what runs, waits or comes later. The first reason stays.
    func shutOut(_ reason: String) {
        let operations = state.withLock { state -> [Operation] in
            state.shutOut = state.shutOut ?? reason
            defer { state.current = nil }
            return (state.current.map { [$0] } ?? []) + state.waiting.removeAll()
        }
        for operation in operations { operation.refuse(reason) }
    }
}
