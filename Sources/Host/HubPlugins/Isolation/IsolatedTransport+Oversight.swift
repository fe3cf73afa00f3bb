import HubCore
import Synchronization

/// What the timer does for it: the next start, the limits of the process, and a look at its memory.
extension IsolatedTransport: Overseen {
    static let lookEvery: UInt64 = 1_000_000_000

    var earliestLimit: UInt64 {
        state.withLock { state in
            switch state.phase {
            case .due(let time), .resting(let time): time
            case .live(let process): min(state.looksAt, process.earliestLimit)
            case .starting(let process?), .stopping(let process): process.earliestLimit
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
            case .live(let process):
                let looks = state.looksAt <= now
                if looks { state.looksAt = now &+ Self.lookEvery }
                return (process, false, looks)
            case .starting(let process?), .stopping(let process): return (process, false, false)
            case .idle, .starting(nil), .stopped: return (nil, false, false)
            }
        }
        if starts { parts.spawner.submit { self.spawn() } }
        process?.endOverdue(now: now)
        if looks, let process { look(at: process) }
    }

    /// Its system's limit is on what it may write to; this one is on all that it takes.
    func look(at process: RunnerProcess) {
        guard parts.command.memoryMB > 0, let bytes = ProcessUsage.residentBytes(of: process.id) else { return }
        if bytes > parts.command.memoryMB << 20 / 4 * 5 { process.kill(.memory) }
    }
}
