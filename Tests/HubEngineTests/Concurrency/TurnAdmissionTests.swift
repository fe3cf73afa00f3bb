import Testing

@testable import HubEngine

@Suite(.timeLimit(.minutes(1)))
struct TurnAdmissionTests {
    private let admission = TurnAdmission()

    @Test func drainingRefusesNewTurnsAndWaitsForThoseInFlight() async throws {
        let log = EventLog()
        try admission.enter()
        try admission.enter()
        let drain = Task { [admission] in
            await admission.drain()
            log.add("drained")
        }
        await until { [admission] in
            do {
                try admission.enter()
                admission.leave()
                return false
            } catch {
                return true
            }
        }
        #expect(throws: ChatError.shuttingDown) { try admission.enter() }
        admission.leave()
        log.add("one left")
        admission.leave()
        await drain.value
        #expect(log.events == ["one left", "drained"])
    }

    @Test func drainingAnIdleEngineReturnsAtOnce() async {
        await admission.drain()
        #expect(admission.turnsInFlight == 0)
    }

    @Test func aCancelledDrainStopsWaiting() async throws {
        try admission.enter()
        let drain = Task { [admission] in await admission.drain() }
        drain.cancel()
        await drain.value
        #expect(admission.turnsInFlight == 1)
    }
}
