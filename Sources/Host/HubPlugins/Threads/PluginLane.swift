import HubCore

/// One plugin's way to the worker threads: those of its calls, and those of what the host calls back, which must come through
/// while every thread of the first kind waits for it. Its `[load]` functions run one at a time; everything is under a limit, and a
/// plugin that keeps a thread past it is shut out.
final class PluginLane: Sendable {
    /// How long a plugin may keep a thread, in nanoseconds.
    struct Patience: Sendable {
        /// After a call's deadline, and for a callback or a hint.
        var grace: UInt64
        /// For a `[load]` function.
        var load: UInt64
    }

    /// What the ABI allows a `[load]` function, in nanoseconds; more is noted.
    private static let promisedLoad: UInt64 = 100_000_000

    private let pool: WorkerPool
    private let callbacks: WorkerPool
    private let timer: CallTimer
    private let patience: Patience
    private let standing: PluginStanding
    private let loads: LoadQueue
    private let id: WorkerPool.LaneID
    private let callbackID: WorkerPool.LaneID

    init(pool: WorkerPool, callbacks: WorkerPool, timer: CallTimer, patience: Patience, standing: PluginStanding) {
        let loads = LoadQueue()
        self.pool = pool
        self.callbacks = callbacks
        self.timer = timer
        self.patience = patience
        self.standing = standing
        self.loads = loads
        let stuck: @Sendable () -> Void = {
            let reason = "it kept a thread past its time"
            standing.note(.keptThread)
            standing.quarantine(reason)
            loads.shutOut(reason)
        }
        id = pool.addLane(stuck: stuck)
        callbackID = callbacks.addLane(stuck: stuck)
    }

    /// Jobs that wait for a thread.
    var waitingJobs: Int { pool.waitingJobs(of: id) + callbacks.waitingJobs(of: callbackID) }

    /// Runs a call's `[invoke]` function, which has until the deadline and the grace. False when the pool has closed.
    func invoke(until deadline: Deadline, _ body: @escaping @Sendable () -> Void) -> Bool {
        let (limit, overflow) = deadline.nanoseconds.addingReportingOverflow(patience.grace)
        return pool.submit(.init(allowance: .until(overflow ? .max : limit), run: body), to: id)
    }

    /// Runs a callback or a hint. False when the pool has closed.
    func callBack(_ body: @escaping @Sendable () -> Void) -> Bool {
        callbacks.submit(job(lasting: patience.grace, body), to: callbackID)
    }

    private func job(lasting span: UInt64, _ body: @escaping @Sendable () -> Void) -> WorkerPool.Job {
        let timer = timer
        return WorkerPool.Job(allowance: .lasting(span)) {
            // No call's deadline need be near, so the timer is asked to look.
            timer.look(by: MonotonicTime.now() &+ span)
            body()
        }
    }

    /// Runs a `[load]` function after those before it. `refuse` runs instead, or while the function does not come back,
    /// with the reason why the plugin is shut out.
    func load(_ body: @escaping @Sendable () -> Void, refuse: @escaping @Sendable (String) -> Void) {
        let operation = LoadQueue.Operation(run: body, refuse: refuse)
        switch loads.admit(operation) {
        case .refused(let reason): refuse(reason)
        case .queued: break
        case .runNow: start(operation)
        }
    }

    private func start(_ operation: LoadQueue.Operation) {
        let job = job(lasting: patience.load) { [self] in
            let start = MonotonicTime.now()
            operation.run()
            let span = MonotonicTime.now() &- start
            if span > Self.promisedLoad { standing.note(.slowLoad, "\(span / 1_000_000) ms, 100 allowed") }
            if let next = loads.advance() { self.start(next) }
        }
        if !pool.submit(job, to: id) { loads.shutOut("the server is closing") }
    }
}
