import Dispatch
import HubCore
import Support
import Synchronization
import Testing

@testable import HubStorage

/// What a server does that no server should.
@Suite(.timeLimit(.minutes(1))) struct PostgreSQLSilenceTests {
    /// Nothing but the batch's time, a day, would end the wait.
    private var limits: PostgreSQLLimits {
        var limits = TestPostgreSQL.limits
        limits.statementTimeout = .zero
        limits.batchTimeout = .seconds(86_400)
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

    @Test func noticesAtOnceThatNotAllCanBeSent() async throws {
        let server = try ScriptedPostgreSQL { client in
            guard client.receive() else { return }
            client.send(ScriptedPostgreSQL.nothing, ScriptedPostgreSQL.ready("I"))
            guard client.receive() else { return }
            // Another transaction won, and whoever tries again finds nobody there.
            client.reset()
            client.send(
                ScriptedPostgreSQL.begun, ScriptedPostgreSQL.error("40001"), ScriptedPostgreSQL.ready("I"))
        }
        let database = try PostgreSQLDatabase(server.address(), as: .owner, limits: limits)
        let long = SQLValue.text(String(repeating: "x", count: 100_000))
        for _ in 0..<20 {
            await #expect(throws: SQLError.unknownOutcome) {
                try await database.write(as: .platform, [PostgreSQLNotes.note(1, long)])
            }
        }
        await database.close()
        server.stop()
    }

    /// Whoever waited for an answer in the middle would wait for ever: there is none before the whole batch has come.
    @Test func sendsAWholeTransactionBeforeItWaits() async throws {
        let batches = Mutex<[[Character]]>([])
        let server = try ScriptedPostgreSQL { client in
            while case let batch = client.receiveBatch(), batch.last == "S" {
                batches.withLock { $0.append(batch) }
                client.answer(batch)
            }
        }
        let database = try PostgreSQLDatabase(server.address(), as: .serving, limits: limits)
        let statements = (1...6).map { PostgreSQLNotes.note($0) }
        for _ in 0..<2 { _ = try await database.write(as: .tenant(TenantID.acme.scope), statements) }
        await database.close()
        server.stop()
        let seen = batches.withLock { $0 }
        // The connection's limits, then one batch a transaction: BEGIN, whose it is, the statements, COMMIT.
        #expect(seen.count == 3)
        #expect(seen.map { $0.count { $0 == "E" } } == [1, 9, 9])
        #expect(seen.allSatisfy { $0.count { $0 == "S" } == 1 && !$0.contains("H") })
        // The same text is prepared once.
        #expect(seen.map { $0.count { $0 == "P" } } == [1, 4, 0])
    }

    @Test func waitsAtTheStartForASlowConnection() async throws {
        let answer = DispatchSemaphore(value: 0)
        let server = try ScriptedPostgreSQL { client in
            answer.wait()
            answer.signal()
            while case let batch = client.receiveBatch(), batch.last == "S" { client.answer(batch) }
        }
        var limits = limits
        limits.acquireTimeout = .milliseconds(1)
        let database = try PostgreSQLDatabase(server.address(), limits: limits)
        await #expect(throws: SQLError.unreachable) {
            try await database.read(as: .platform, PostgreSQLNotes.count)
        }
        async let reached: Void = database.reach()
        try await yieldWhile { database.statistics.waits < 4 }
        answer.signal()
        try await reached
        await database.close()
        server.stop()
    }

    @Test func tellsOnceThatNobodyListensAnyMore() async throws {
        let end = DispatchSemaphore(value: 0)
        let server = try ScriptedPostgreSQL { client in
            guard client.receive() else { return }
            client.answer(["Q"])
            end.wait()
        }
        let log = RecordedLog()
        let (changes, continuation) = AsyncStream.makeStream(of: TenantID?.self)
        let notifications = try PostgreSQLNotifications.listen(
            server.address(), limits: limits, logger: log.logger
        ) { continuation.yield($0) }
        var iterator = changes.makeAsyncIterator()
        _ = await iterator.next()
        #expect(notifications.isListening)
        #expect(log.all.isEmpty)
        server.stop()
        end.signal()
        try await yieldWhile { log.all.isEmpty }
        #expect(!notifications.isListening)
        await notifications.close()
        #expect(log.all.count == 1 && log.all[0].contains("not listened to"))
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
