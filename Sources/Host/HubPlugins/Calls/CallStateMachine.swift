/// Who still has something to do with a call. The caller and the plugin let go of it independently of each other.
struct CallStateMachine {
    enum Phase: Equatable {
        /// Its plugin does not know of it yet.
        case waiting
        /// Its plugin owes a completion, and somebody waits for it.
        case running
        /// Its plugin owes a completion for which nobody waits.
        case orphaned
        case over
    }

    private(set) var phase = Phase.waiting

    /// Whether the plugin may be given the call.
    mutating func enter() -> Bool {
        guard phase == .waiting else { return false }
        phase = .running
        return true
    }

    enum Completion: Equatable {
        case accepted
        /// The first one, for which nobody waits.
        case late
        case repeated
        /// The plugin was not given the call.
        case premature
    }

    mutating func complete() -> Completion {
        switch phase {
        case .waiting: return .premature
        case .running:
            phase = .over
            return .accepted
        case .orphaned:
            phase = .over
            return .late
        case .over: return .repeated
        }
    }

    enum Ending: Equatable {
        case beforeEntry
        /// The plugin should hear of it.
        case orphaned
        case alreadyOver
    }

    /// The caller waits no longer.
    mutating func end() -> Ending {
        switch phase {
        case .waiting:
            phase = .over
            return .beforeEntry
        case .running:
            phase = .orphaned
            return .orphaned
        case .orphaned, .over: return .alreadyOver
        }
    }
}
