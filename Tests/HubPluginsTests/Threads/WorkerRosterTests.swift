import Testing

@testable import HubPlugins

/// The pool's rules without its threads.
@Suite struct WorkerRosterTests {
    private func job(_ limit: UInt64 = .max) -> WorkerPool.Job { .init(allowance: .until(limit)) {} }

    private func roster(_ workers: Int, lane: Int, replacements: Int = 0) -> WorkerRoster {
        WorkerRoster(limits: .init(workers: workers, workersPerLane: lane, replacements: replacements))
    }

    private func seat(_ admission: WorkerRoster.Admission) -> Int? {
        if case .needsWorker(let seat) = admission { seat } else { nil }
    }

    private func takes(_ seat: Int, _ roster: inout WorkerRoster) -> Bool {
        if case .done(.some) = roster.next(for: seat) { true } else { false }
    }

    @Test func threadsAreMadeWhenThereIsMoreWorkThanIdleOnesUpToTheLimit() {
        var roster = roster(2, lane: 2)
        let lane = roster.addLane {}
        let seat1 = seat(roster.admit(job(), to: lane))
        #expect(seat1 == 1)
        let taken2 = takes(1, &roster)
        #expect(taken2)
        let seat3 = seat(roster.admit(job(), to: lane))
        #expect(seat3 == 2)
        let taken4 = takes(2, &roster)
        #expect(taken4)
        let seat5 = seat(roster.admit(job(), to: lane))
        #expect(seat5 == nil)
        let taken6 = takes(1, &roster)
        #expect(taken6)
        let taken7 = takes(1, &roster)
        #expect(!taken7)
        #expect(roster.hasIdle)
        let seat8 = seat(roster.admit(job(), to: lane))
        #expect(seat8 == nil)
    }

    @Test func aLaneTakesNoMoreThreadsThanItMay() {
        var roster = roster(4, lane: 1)
        let (greedy, modest) = (roster.addLane {}, roster.addLane {})
        let seats = (0..<3).compactMap { _ in seat(roster.admit(job(), to: greedy)) }
        #expect(seats.count == 3)
        let taken9 = takes(seats[0], &roster)
        #expect(taken9)
        let taken10 = takes(seats[1], &roster)
        #expect(!taken10)
        _ = roster.admit(job(), to: modest)
        let taken11 = takes(seats[2], &roster)
        #expect(taken11)
        // Its next job runs when its thread comes back.
        let taken12 = takes(seats[0], &roster)
        #expect(taken12)
    }

    @Test func lanesTakeTurns() {
        var roster = roster(1, lane: 1)
        let order = Order()
        let lanes = (0..<2).map { _ in roster.addLane {} }
        var first: Int?
        for lane in [0, 0, 0, 1] {
            let admission = roster.admit(.init(allowance: .until(.max)) { order.add(lane) }, to: lanes[lane])
            first = first ?? seat(admission)
        }
        while let seat = first, case .done(let job?) = roster.next(for: seat) { job.run() }
        #expect(order.taken == [0, 1, 0, 0])
    }

    @Test func aKeptThreadIsReplacedAsLongAsReplacementsLast() {
        var roster = roster(1, lane: 2, replacements: 1)
        let stuck = Order()
        let lane = roster.addLane { stuck.add(1) }
        let other = roster.addLane {}
        let seat13 = seat(roster.admit(job(100), to: lane))
        #expect(seat13 == 1)
        let taken14 = takes(1, &roster)
        #expect(taken14)
        #expect(roster.earliestLimit == 100)
        let early = roster.giveUpOverdue(now: 99).stuck
        #expect(early.isEmpty)
        let (tell, none) = roster.giveUpOverdue(now: 100)
        tell.forEach { $0() }
        #expect(stuck.taken == [1])
        #expect(none.isEmpty)
        // Nothing waits, so the replacement is made with the next job, and there is no second one.
        let seat15 = seat(roster.admit(job(100), to: lane))
        #expect(seat15 == 2)
        let taken16 = takes(2, &roster)
        #expect(taken16)
        _ = roster.giveUpOverdue(now: 100)
        let seat17 = seat(roster.admit(job(), to: other))
        #expect(seat17 == nil)
        #expect(roster.abandonedCount == 2)
        // A thread that comes back ends, and makes room for one that serves.
        let taken18 = takes(1, &roster)
        #expect(!taken18)
        _ = roster.leave(1)
        let seat19 = seat(roster.admit(job(), to: other))
        #expect(seat19 == 3)
        let taken20 = takes(3, &roster)
        #expect(taken20)
    }

    @Test func closingLetsQueuedJobsRunAndTellsWhenTheLastThreadHasEnded() {
        var roster = roster(1, lane: 1)
        let ended = Order()
        let lane = roster.addLane {}
        _ = roster.admit(job(), to: lane)
        let isEmpty = roster.close { ended.add(1) } != nil
        #expect(!isEmpty)
        if case .closed = roster.admit(job(), to: lane) {} else { Issue.record("a closed pool took a job") }
        let taken21 = takes(1, &roster)
        #expect(taken21)
        let taken22 = takes(1, &roster)
        #expect(!taken22)
        roster.leave(1)?()
        #expect(ended.taken == [1])
    }

    @Test func closingWithoutAThreadEndsAtOnce() {
        var roster = roster(1, lane: 1)
        let ended = Order()
        roster.close { ended.add(1) }?()
        #expect(ended.taken == [1])
    }
}
