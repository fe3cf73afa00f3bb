import HubCore
import Testing

@testable import HubEngine

@Suite(.timeLimit(.minutes(1)))
struct TurnAdmissionTests {
    private static let late = Deadline.after(.seconds(600))

    private func admission(_ change: (inout EngineLimits) -> Void = { _ in }) -> TurnAdmission {
        var limits = EngineLimits()
        change(&limits)
        return TurnAdmission(limits: limits)
    }

    @Test func drainingRefusesNewTurnsAndWaitsForThoseInFlight() async throws {
        let admission = admission()
        let log = EventLog()
        try await admission.enter(World.scope, by: Self.late)
        try await admission.enter(World.scope, by: Self.late)
        let drain = Task {
            await admission.drain()
            log.add("drained")
        }
        var isClosed = false
        while !isClosed {
            do {
                try await admission.enter(World.scope, by: Self.late)
                admission.leave(World.scope)
                await Task.yield()
            } catch {
                #expect(error == .shuttingDown)
                isClosed = true
            }
        }
        admission.leave(World.scope)
        log.add("one left")
        admission.leave(World.scope)
        await drain.value
        #expect(log.events == ["one left", "drained"])
    }

    @Test func drainingAnIdleEngineReturnsAtOnce() async {
        let admission = admission()
        await admission.drain()
        #expect(admission.turnsInFlight == 0)
    }

    @Test func aCancelledDrainStopsWaiting() async throws {
        let admission = admission()
        try await admission.enter(World.scope, by: Self.late)
        let drain = Task { await admission.drain() }
        drain.cancel()
        await drain.value
        #expect(admission.turnsInFlight == 1)
    }

    @Test func aTurnBeyondTheLimitBeginsWhenAnotherHasLeft() async throws {
        let admission = admission { $0.concurrentTurns = 1 }
        try await admission.enter(World.scope, by: Self.late)
        let second = Task { try await admission.enter(World.scope, by: Self.late) }
        await until { admission.turnsWaiting == 1 }
        admission.leave(World.scope)
        try await second.value
        #expect(admission.turnsInFlight == 1)
        #expect(admission.turnsWaiting == 0)
    }

    @Test func drainingWaitsForThoseWhoWaited() async throws {
        let admission = admission { $0.concurrentTurns = 1 }
        try await admission.enter(World.scope, by: Self.late)
        let second = Task { try await admission.enter(World.scope, by: Self.late) }
        await until { admission.turnsWaiting == 1 }
        let drain = Task { await admission.drain() }
        admission.leave(World.scope)
        try await second.value
        admission.leave(World.scope)
        await drain.value
        #expect(admission.turnsInFlight == 0)
    }

    @Test func aWaitEndsWithItsTaskAndItsPlaceGoesToTheNext() async throws {
        let admission = admission { $0.concurrentTurns = 1 }
        try await admission.enter(World.scope, by: Self.late)
        let first = Task { try await admission.enter(World.scope, by: Self.late) }
        await until { admission.turnsWaiting == 1 }
        let second = Task { try await admission.enter(World.scope, by: Self.late) }
        await until { admission.turnsWaiting == 2 }
        first.cancel()
        await #expect(throws: ChatError.cancelled) { try await first.value }
        #expect(admission.turnsWaiting == 1)
        admission.leave(World.scope)
        try await second.value
        #expect(admission.turnsInFlight == 1)
    }

    @Test func aWaitEndsAtTheTurnsDeadline() async throws {
        let admission = admission { $0.concurrentTurns = 1 }
        try await admission.enter(World.scope, by: Self.late)
        await #expect(throws: ChatError.overloaded) {
            try await admission.enter(World.scope, by: .after(.milliseconds(20)))
        }
        #expect(admission.turnsWaiting == 0)
        admission.leave(World.scope)
        try await admission.enter(World.scope, by: Self.late)
        #expect(admission.turnsInFlight == 1)
    }

    @Test func pastTheQueuesBoundTurnsAreRefused() async throws {
        let admission = admission {
            $0.concurrentTurns = 1
            $0.waitingTurnsPerTenant = 1
        }
        try await admission.enter(World.scope, by: Self.late)
        let waiting = Task { try await admission.enter(World.scope, by: Self.late) }
        await until { admission.turnsWaiting == 1 }
        await #expect(throws: ChatError.overloaded) { try await admission.enter(World.scope, by: Self.late) }
        waiting.cancel()
        _ = await waiting.result
    }

    @Test(.timeLimit(.minutes(1))) func noPlaceIsLostWhenTurnsComeLeaveAndGiveUpAtOnce() async throws {
        let admission = admission { $0.concurrentTurns = 3 }
        await withTaskGroup { group in
            for number in 0..<400 {
                let scope = TenantScope(tenant: World.id("t\(number % 7)"))
                group.addTask {
                    let turn = Task {
                        try await admission.enter(scope, by: Self.late)
                        await Task.yield()
                        admission.leave(scope)
                    }
                    if number.isMultiple(of: 3) { turn.cancel() }
                    _ = await turn.result
                }
            }
        }
        #expect(admission.turnsInFlight == 0)
        #expect(admission.turnsWaiting == 0)
    }
}
