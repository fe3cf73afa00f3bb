import Glibc
import HubCore
import Synchronization

/// Looks at what a process uses that describes a plugin: code of the plugin's runs in it, too.
final class LookedAt: Overseen {
    private struct State {
        /// nil: it was reaped.
        var id: pid_t?
        var reason: KillReason?
        var looksAt = MonotonicTime.now()
    }

    private let command: RunnerCommand
    private let state: Mutex<State>

    init(_ id: pid_t, _ command: RunnerCommand) {
        self.command = command
        state = Mutex(State(id: id))
    }

    var earliestLimit: UInt64 { state.withLock { $0.id == nil ? .max : $0.looksAt } }

    func giveUpOverdue(now: UInt64) {
        state.withLock { state in
            guard let id = state.id, state.looksAt <= now else { return }
            state.looksAt = now &+ IsolatedTransport.lookEvery
            guard let reason = command.excess(of: id) else { return }
            state.reason = reason
            // What ends looks strange.
            state.looksAt = .max
            kill(-id, SIGKILL)
        }
    }

    /// Ends the process and waits for its end.
    func reap(_ id: pid_t) -> ProcessEnd {
        var end = ProcessEnd.reap(id) { state.withLock { $0.id = nil } }
        if let reason = state.withLock({ $0.reason }), end.cause == .signal(SIGKILL) { end.cause = .killed(reason) }
        return end
    }
}
