import HubCore

/// The thread that ends calls at their deadlines and takes back what plugins keep too long.
final class CallTimer: Sendable {
    private struct State {
        var heap = DeadlineHeap()
        /// When the thread will look again by itself.
        var wakesAt = UInt64.max
        /// The heap's size at which dead entries are swept out early.
        var sweepSize = 16_384
        var sweepsIdleAt = UInt64.max
        var overseen: [any Overseen]
        var isClosed = false
        var whenEnded: (@Sendable () -> Void)?

        /// Whether the thread has to be woken for it.
        mutating func bring(forward nanoseconds: UInt64) -> Bool {
            guard nanoseconds < wakesAt else { return false }
            wakesAt = nanoseconds
            return true
        }
    }

    private let monitor: Monitor<State>
    private let calls: CallTable

    init(calls: CallTable, workers: [WorkerPool]) {
        self.calls = calls
        monitor = Monitor(State(overseen: workers))
    }

    /// Looks after it from here on.
    func oversee(_ overseen: any Overseen) { monitor.withLock { $0.overseen.append(overseen) } }

    func disregard(_ overseen: any Overseen) { monitor.withLock { $0.overseen.removeAll { $0 === overseen } } }

    /// Starts the thread; `sweepIdle` runs on it about every `interval` from the first call on.
    func start(sweepingIdleEvery interval: Duration, _ sweepIdle: @escaping @Sendable () -> Void) -> Bool {
        HostThread.start { [self] in
            while let due = monitor.wait({ self.step(&$0, interval: interval) }) {
                for call in due.calls { call.end(.deadline) }
                for each in due.overseen { each.giveUpOverdue(now: due.now) }
                if due.isIdleSweep { sweepIdle() }
            }
            monitor.withLock { $0.whenEnded }?()
        }
    }

    /// Ends the call at its deadline, unless it is over by then.
    func watch(_ call: PluginCall) {
        let isSooner = monitor.withLock { state in
            state.heap.insert(.init(deadline: call.deadline.nanoseconds, call: call.id))
            return state.bring(forward: state.heap.count > state.sweepSize ? 0 : call.deadline.nanoseconds)
        }
        if isSooner { monitor.signal() }
    }

    /// Looks at what it oversees no later than at the given reading of CLOCK_MONOTONIC.
    func look(by nanoseconds: UInt64) {
        if monitor.withLock({ $0.bring(forward: nanoseconds) }) { monitor.signal() }
    }

    /// Ends the thread; returns when it has ended.
    func close() async {
        await withCheckedContinuation { continuation in
            monitor.withLock { state in
                state.isClosed = true
                state.whenEnded = { continuation.resume() }
            }
            monitor.broadcast()
        }
    }

    private struct Due {
        var now: UInt64
        var calls: [PluginCall]
        var overseen: [any Overseen]
        var isIdleSweep: Bool
    }

    private func step(_ state: inout State, interval: Duration) -> Monitor<State>.Step<Due?> {
        if state.isClosed { return .done(nil) }
        let now = MonotonicTime.now()
        if state.sweepsIdleAt == .max { state.sweepsIdleAt = Deadline.after(interval).nanoseconds }
        if state.heap.count > state.sweepSize {
            state.heap.keep { if case .open = calls.find($0.call) { true } else { false } }
            state.sweepSize = max(16_384, state.heap.count * 2)
        }
        var due = Due(now: now, calls: [], overseen: state.overseen, isIdleSweep: now >= state.sweepsIdleAt)
        while let entry = state.heap.earliest {
            // A call that is over needs no waking, so the thread sleeps until the first one that lives.
            guard case .open(let call) = calls.find(entry.call) else {
                state.heap.removeEarliest()
                continue
            }
            guard entry.deadline <= now else { break }
            due.calls.append(call)
            state.heap.removeEarliest()
        }
        if due.isIdleSweep { state.sweepsIdleAt = .max }
        let limit = state.overseen.map(\.earliestLimit).min() ?? .max
        if !due.calls.isEmpty || due.isIdleSweep || limit <= now {
            state.wakesAt = 0
            return .done(due)
        }
        state.wakesAt = min(state.heap.earliest?.deadline ?? .max, limit, state.sweepsIdleAt)
        return state.wakesAt == .max ? .wait : .waitUntil(state.wakesAt)
    }
}
