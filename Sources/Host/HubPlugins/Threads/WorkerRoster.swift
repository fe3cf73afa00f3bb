import HubCore

/// Who works on what: the worker pool's state, changed under its lock.
struct WorkerRoster {
    private struct Lane {
        var jobs = FIFO<WorkerPool.Job>()
        /// Threads that work on its jobs or were kept by them.
        var active = 0
        var isListed = false
        let stuck: @Sendable () -> Void
    }

    private struct Seat {
        var lane: Int?
        var limit = UInt64.max
        var isIdle = false
        var isAbandoned = false
    }

    enum Admission {
        case queued
        /// A thread must be started on the seat.
        case needsWorker(Int)
        case closed
    }

    private let limits: WorkerPool.Limits
    private var lanes: [Lane] = []
    /// Lanes with a job that may run, each at most once, in their turn.
    private var listed = FIFO<Int>()
    private var seats: [Int: Seat] = [:]
    private var lastSeat = 0
    private var queued = 0
    private var idle = 0
    private var live = 0
    private var abandoned = 0
    private(set) var abandonedCount = 0
    private var isClosed = false
    private var whenEmpty: (@Sendable () -> Void)?

    init(limits: WorkerPool.Limits) { self.limits = limits }

    var hasIdle: Bool { idle > 0 }

    func waitingJobs(of lane: Int) -> Int { lanes[lane].jobs.count }

    mutating func addLane(stuck: @escaping @Sendable () -> Void) -> Int {
        lanes.append(Lane(stuck: stuck))
        return lanes.count - 1
    }

    mutating func admit(_ job: WorkerPool.Job, to lane: Int) -> Admission {
        guard !isClosed else { return .closed }
        lanes[lane].jobs.append(job)
        queued += 1
        list(lane)
        return needsWorker ? .needsWorker(takeSeat()) : .queued
    }

    /// Threads that plugins keep count too, so that their number is bounded whatever plugins do.
    private var needsWorker: Bool {
        queued > idle && live < limits.workers && live + abandoned < limits.workers + limits.replacements
    }

    private mutating func list(_ lane: Int) {
        guard !lanes[lane].isListed, !lanes[lane].jobs.isEmpty, lanes[lane].active < limits.workersPerLane else {
            return
        }
        lanes[lane].isListed = true
        listed.append(lane)
    }

    private mutating func takeSeat() -> Int {
        lastSeat += 1
        live += 1
        seats[lastSeat] = Seat()
        return lastSeat
    }

    /// Ends the seat's job and gives it the next one; nil ends its thread.
    mutating func next(for number: Int) -> Monitor<WorkerRoster>.Step<WorkerPool.Job?> {
        guard var seat = seats[number] else { return .done(nil) }
        if seat.isIdle {
            seat.isIdle = false
            idle -= 1
        }
        if let lane = seat.lane {
            seat.lane = nil
            seat.limit = .max
            lanes[lane].active -= 1
            list(lane)
        }
        defer { seats[number] = seat }
        if seat.isAbandoned { return .done(nil) }
        if let lane = listed.popFirst(), let job = lanes[lane].jobs.popFirst() {
            queued -= 1
            lanes[lane].active += 1
            lanes[lane].isListed = false
            list(lane)
            seat.lane = lane
            seat.limit =
                switch job.allowance {
                case .until(let limit): limit
                case .lasting(let span): MonotonicTime.now() &+ span
                }
            return .done(job)
        }
        if isClosed { return .done(nil) }
        seat.isIdle = true
        idle += 1
        return .wait
    }

    /// The thread of the seat has ended. What is returned must be called outside the lock.
    mutating func leave(_ number: Int) -> (@Sendable () -> Void)? {
        guard let seat = seats.removeValue(forKey: number) else { return nil }
        if seat.isAbandoned { abandoned -= 1 } else { live -= 1 }
        return takeWhenEmpty()
    }

    var earliestLimit: UInt64 {
        seats.values.reduce(UInt64.max) { $1.isAbandoned ? $0 : min($0, $1.limit) }
    }

    mutating func giveUpOverdue(now: UInt64) -> (stuck: [@Sendable () -> Void], seats: [Int]) {
        var stuck: [@Sendable () -> Void] = []
        var replacements: [Int] = []
        for (number, seat) in seats where seat.limit <= now && !seat.isAbandoned {
            guard let lane = seat.lane else { continue }
            seats[number]?.isAbandoned = true
            live -= 1
            abandonedCount += 1
            abandoned += 1
            stuck.append(lanes[lane].stuck)
            if needsWorker { replacements.append(takeSeat()) }
        }
        if let ended = takeWhenEmpty() { stuck.append(ended) }
        return (stuck, replacements)
    }

    /// What is returned must be called outside the lock: there was no thread to wait for.
    mutating func close(_ completion: @escaping @Sendable () -> Void) -> (@Sendable () -> Void)? {
        isClosed = true
        whenEmpty = completion
        return takeWhenEmpty()
    }

    private mutating func takeWhenEmpty() -> (@Sendable () -> Void)? {
        guard isClosed, live == 0 else { return nil }
        defer { whenEmpty = nil }
        return whenEmpty
    }
}
