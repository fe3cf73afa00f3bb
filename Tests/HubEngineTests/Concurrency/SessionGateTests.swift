import HubCore
import Testing

@testable import HubEngine

@Suite(.timeLimit(.minutes(1)))
struct SessionGateTests {
    private let gate = SessionGate(maximumWaiting: 4)
    private let key = SessionGate.Key(scope: World.scope, user: World.user("u"), session: SessionID())

    /// Joins the queue as the `position`th waiter and logs its turn.
    private func queue(_ position: Int, _ log: EventLog) async -> Task<Void, any Error> {
        let task = Task { [gate, key] in
            try await gate.enter(key)
            log.add("\(position)")
            gate.leave(key)
        }
        await until { [gate, key] in gate.waiting(key) == position }
        return task
    }

    @Test func letsTurnsInInTheOrderOfTheirComing() async throws {
        let log = EventLog()
        try await gate.enter(key)
        var tasks: [Task<Void, any Error>] = []
        for position in 1...4 { tasks.append(await queue(position, log)) }
        #expect(log.events.isEmpty)
        gate.leave(key)
        for task in tasks { try await task.value }
        #expect(log.events == ["1", "2", "3", "4"])
    }

    @Test func refusesTheFifthWhoWouldWait() async throws {
        let log = EventLog()
        try await gate.enter(key)
        var tasks: [Task<Void, any Error>] = []
        for position in 1...4 { tasks.append(await queue(position, log)) }
        await #expect(throws: ChatError.sessionBusy) { try await gate.enter(key) }
        gate.leave(key)
        for task in tasks { try await task.value }
        #expect(log.events.count == 4)
    }

    @Test func aCancelledWaiterGivesItsPlaceToTheNext() async throws {
        let log = EventLog()
        try await gate.enter(key)
        let first = await queue(1, log)
        let second = await queue(2, log)
        first.cancel()
        await #expect(throws: ChatError.cancelled) { try await first.value }
        #expect(gate.waiting(key) == 1)
        gate.leave(key)
        try await second.value
        #expect(log.events == ["2"])
    }

    @Test func othersSessionsAndUsersDoNotWait() async throws {
        try await gate.enter(key)
        let sameSession = SessionGate.Key(scope: key.scope, user: World.user("other"), session: key.session)
        let sameUser = SessionGate.Key(scope: key.scope, user: key.user, session: SessionID())
        try await gate.enter(sameSession)
        try await gate.enter(sameUser)
        #expect(gate.activeSessions == 3)
        for key in [key, sameSession, sameUser] { gate.leave(key) }
    }

    @Test func keepsNothingOfSessionsThatAreIdle() async throws {
        for _ in 0..<100 {
            let key = SessionGate.Key(scope: key.scope, user: key.user, session: SessionID())
            try await gate.enter(key)
            gate.leave(key)
        }
        #expect(gate.activeSessions == 0)
    }
}
