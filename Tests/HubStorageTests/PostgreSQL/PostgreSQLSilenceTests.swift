import HubCore
import Support
import Testing

@testable import HubStorage

/// What a server does that no server should.
@Suite(.timeLimit(.minutes(1))) struct PostgreSQLSilenceTests {
    /// Nothing but the answer's deadline, a day, would end the wait.
    private var limits: PostgreSQLLimits {
        var limits = TestPostgreSQL.limits
        limits.statementTimeout = .zero
        limits.connections = 1
        return limits
    }

    @Test func noticesAtOnceThatNothingCanBeSentAnyMore() async throws {
        let server = try ScriptedPostgreSQL { client in
            guard client.receive() else { return }
            client.send(ScriptedPostgreSQL.nothing, ScriptedPostgreSQL.ready("I"))
            guard client.receive() else { return }
            // The transaction has failed; whoever would roll it back finds nobody there.
            client.reset()
            client.send(
                ScriptedPostgreSQL.begun, ScriptedPostgreSQL.error("23505"), ScriptedPostgreSQL.ready("E"))
        }
        let database = try PostgreSQLDatabase(server.address(), as: .owner, limits: limits)
        for _ in 0..<20 {
            await #expect(throws: SQLError.violation(.unique, statement: 0)) {
                try await database.write(as: .platform, [PostgreSQLNotes.note(1)])
            }
        }
        await database.close()
        server.stop()
    }

    @Test func triesAgainToListenWhenTheServerSaysNothing() async throws {
        let (clients, continuation) = AsyncStream.makeStream(of: Void.self)
        let server = try ScriptedPostgreSQL { client in
            continuation.yield()
            while client.receive() {}
        }
        var limits = limits
        limits.connectTimeout = 2
        let notifications = try PostgreSQLNotifications.listen(server.address(), limits: limits) { _ in
            Issue.record("it does not listen")
        }
        var iterator = clients.makeAsyncIterator()
        await iterator.next()
        await iterator.next()
        await notifications.close()
        server.stop()
    }
}
