import HubCore
import Synchronization

/// What the timer does for it: the next start, the limits of the process, and a look at what that uses.
extension IsolatedTransport: Overseen {
    /// Short enough that a process which takes all it can is ended before it has much.
    static let lookEvery: UInt64 = 250_000_000

    var earliestLimit: UInt64 {
        state.withLock { state in
            switch state.phase {
            case .due(let time), .resting(let time): time
            case .starting(let process?), .live(let process), .stopping(let process):
                min(state.looksAt, process.earliestLimit)
            case .idle, .starting(nil), .stopped: .max
            }
        }
    }

    func giveUpOverdue(now: UInt64) {
        let (process, starts, looks) = state.withLock { state -> (RunnerProcess?, Bool, Bool) in
            switch state.phase {
            case .due(let time), .resting(let time):
                guard time <= now else { return (nil, false, false) }
                state.phase = .starting(nil)
                return (nil, true, false)
            case .starting(let process?), .live(let process), .stopping(let process):
                let looks = state.looksAt <= now
                if looks { state.looksAt = now &+ Self.lookEvery }
                return (process, false, looks)
            case .idle, .starting(nil), .stopped: return (nil, false, false)
            }
        }
        if starts { parts.spawner.submit { self.spawn() } }
        process?.endOverdue(now: now)
        if looks, let process, let reason = parts.command.excess(of: process.id) { process.kill(reason) }
    }
}
