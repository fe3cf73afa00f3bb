import HubCore

/// The threads that plugins' code runs on: bounded, shared fairly between lanes (one lane a plugin), and replaced when
/// a plugin keeps one past its limit.
final class WorkerPool: Overseen {
    struct Limits: Sendable {
        /// Threads that serve; made when first needed.
        var workers: Int
        /// Threads that one lane may hold at once, so that a plugin which waits does not stop the others.
        var workersPerLane: Int
        /// Threads that plugins may keep, given up and replaced, at once. Past it the pool shrinks.
        var replacements: Int
    }

    /// By when a job must have given its thread back.
    enum Allowance: Sendable {
        /// A point on CLOCK_MONOTONIC in nanoseconds.
        case until(UInt64)
        /// Nanoseconds from the job's start.
        case lasting(UInt64)
    }

    struct Job: Sendable {
        let allowance: Allowance
        let run: @Sendable () -> Void
    }

    struct LaneID: Sendable, Hashable { fileprivate let index: Int }

    private let monitor: Monitor<WorkerRoster>

    init(limits: Limits) {
        monitor = Monitor(WorkerRoster(limits: limits))
    }

    /// `stuck` runs, on the caller of `giveUpOverdue`, when a job of the lane has kept its thread too long.
    func addLane(stuck: @escaping @Sendable () -> Void) -> LaneID {
        monitor.withLock { LaneID(index: $0.addLane(stuck: stuck)) }
    }

    /// Jobs of the lane that wait for a thread.
    func waitingJobs(of lane: LaneID) -> Int { monitor.withLock { $0.waitingJobs(of: lane.index) } }

    /// Queues the job; false when the pool has closed, and then the job never runs.
    func submit(_ job: Job, to lane: LaneID) -> Bool {
        let (admission, isIdle) = monitor.withLock { ($0.admit(job, to: lane.index), $0.hasIdle) }
        switch admission {
        case .closed: return false
        case .queued:
            if isIdle { monitor.signal() }
        case .needsWorker(let seat): start(seat)
        }
        return true
    }

    private func start(_ seat: Int) {
        let isRunning = HostThread.start { [self] in
            while let job = monitor.wait({ $0.next(for: seat) }) { job.run() }
            monitor.withLock { $0.leave(seat) }?()
        }
        // Without a thread the work waits for the workers that there are.
        if !isRunning { monitor.withLock { $0.leave(seat) }?() }
    }

    /// When the first running job will have kept its thread too long; `UInt64.max` when none runs.
    var earliestLimit: UInt64 { monitor.withLock { $0.earliestLimit } }

    /// Gives up the threads whose jobs are past their limits, starts others in their places, and tells their lanes.
    func giveUpOverdue(now: UInt64) {
        let (stuck, seats) = monitor.withLock { $0.giveUpOverdue(now: now) }
        for seat in seats { start(seat) }
        for tell in stuck { tell() }
    }

    /// Lets the queued jobs run, takes no others, and returns when every thread that was not given up has ended.
    func close() async {
        await withCheckedContinuation { continuation in
            monitor.withLock { $0.close { continuation.resume() } }?()
            monitor.broadcast()
        }
    }
}
