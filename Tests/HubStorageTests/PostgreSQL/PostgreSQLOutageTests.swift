import HubCore
import Support
import Testing

@testable import HubStorage

/// A server of the test's own that stops, crashes and freezes.
@Suite(
    .enabled(if: PostgresServer.isInstalled, "no PostgreSQL server is installed"), .serialized, .timeLimit(.minutes(5)))
struct PostgreSQLOutageTests {
    private func run(
        limits: PostgreSQLLimits = PostgreSQLLimits(),
        _ body: (PostgreSQLDatabase, PostgresServer) async throws -> Void
    ) async throws {
        try await PostgresServer.run { server in
            let address = try #require(PostgreSQLAddress(Secret(server.url)))
            let patient = try PostgreSQLDatabase(address, as: .owner, limits: TestPostgreSQL.limits)
            _ = try await patient.write(as: .platform, [PostgreSQLNotes.table, PostgreSQLNotes.note(1000)])
            await patient.close()
            let database = try PostgreSQLDatabase(address, as: .owner, limits: limits)
            try await database.reach()
            try await body(database, server)
            await database.close()
        }
    }

    /// Nothing else may reach a caller: the server is away, or all wait for the connections that come back.
    private func isOutage(_ error: SQLError) -> Bool {
        switch error {
        case .unavailable, .overloaded: true
        case .violation, .busy, .timeout, .cancelled, .full, .invalidText, .unexpectedValue, .damaged, .closed,
            .rejected:
            false
        }
    }

    @Test(arguments: [PostgresServer.Stop.fast, .immediate])
    func servesAgainOnceTheServerIsBackAndDoublesNoWrite(stop: PostgresServer.Stop) async throws {
        try await run { database, server in
            let acknowledged = try await withThrowingTaskGroup(of: [Int].self) { group in
                for worker in 0..<10 {
                    group.addTask {
                        var done: [Int] = []
                        for number in 1... {
                            let id = worker * 10_000_000 + number + 1000
                            do throws(SQLError) {
                                _ = try await database.write(as: .platform, [PostgreSQLNotes.note(id)])
                                done.append(id)
                            } catch {
                                guard isOutage(error) else { throw error }
                            }
                            if Task.isCancelled { return done }
                        }
                        return done
                    }
                }
                try await yieldWhile { database.statistics.size < 2 }
                try await server.stop(stop)
                await #expect(throws: SQLError.self) {
                    try await database.write(as: .platform, [PostgreSQLNotes.note(1)])
                }
                try await server.start()
                // The first that gets through ends the outage.
                while true {
                    do throws(SQLError) {
                        _ = try await database.write(as: .platform, [PostgreSQLNotes.note(2)])
                        break
                    } catch {
                        guard isOutage(error) else { throw error }
                    }
                }
                group.cancelAll()
                return try await group.reduce(into: []) { $0 += $1 }
            }
            let rows = try await database.read(as: .platform, SQLStatement("SELECT id FROM note"))
            let stored = Set(rows.flatMap(\.values))
            #expect(acknowledged.allSatisfy { stored.contains(.integer($0)) })
            #expect(database.statistics.losses > 0)
        }
    }

    /// `verify-full` takes the server's own certificate, for the address that it names, and nobody else's.
    @Test func trustsNoServerButTheOneThatTheAddressNames() async throws {
        try await PostgresServer.run(over: .tls) { server in
            func open(_ authority: String, limits: PostgreSQLLimits) throws -> PostgreSQLDatabase {
                let url = "\(server.url)?sslmode=verify-full&sslrootcert=\(authority)"
                return try PostgreSQLDatabase(#require(PostgreSQLAddress(Secret(url))), as: .owner, limits: limits)
            }
            var limits = TestPostgreSQL.limits
            let database = try open(server.certificate, limits: limits)
            let isEncrypted = SQLStatement(
                "SELECT CASE WHEN ssl THEN 1 ELSE 0 END FROM pg_stat_ssl WHERE pid = pg_backend_pid()")
            #expect(try await database.value(isEncrypted) == .integer(1))
            await database.close()
            limits.acquireTimeout = .milliseconds(50)
            let deceived = try open(server.strangersCertificate, limits: limits)
            await #expect(throws: SQLError.unreachable) { try await deceived.reach() }
            #expect(deceived.statistics.connects == 0)
            await deceived.close()
        }
    }

    @Test func givesUpAServerThatIsFrozen() async throws {
        var limits = PostgreSQLLimits()
        limits.batchTimeout = .milliseconds(500)
        limits.margin = .milliseconds(500)
        limits.acquireTimeout = .seconds(10)
        try await run(limits: limits) { database, server in
            try server.freeze()
            async let write: [[SQLRow]] = database.write(as: .platform, [PostgreSQLNotes.note(1)])
            async let read: [[SQLRow]] = database.read(as: .platform, [PostgreSQLNotes.count])
            // The one connection there is gets one of them; the other waits for a connection that nobody gives.
            var errors: [SQLError] = []
            do { _ = try await write } catch let error as SQLError { errors.append(error) }
            do { _ = try await read } catch let error as SQLError { errors.append(error) }
            #expect(errors.count == 2)
            #expect(errors.allSatisfy { [.unknownOutcome, .timeout, .unreachable, .overloaded].contains($0) })
            #expect(database.statistics.losses > 0)
            try server.thaw()
            while true {
                do throws(SQLError) {
                    _ = try await database.read(as: .platform, PostgreSQLNotes.count)
                    break
                } catch {
                    guard [.unreachable, .timeout, .overloaded].contains(error) else { throw error }
                }
            }
        }
    }
}
