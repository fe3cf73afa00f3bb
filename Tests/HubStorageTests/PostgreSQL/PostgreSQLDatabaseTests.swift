import HubCore
import Support
import Testing

@testable import HubStorage

@Suite(.needsPostgreSQL, .timeLimit(.minutes(5))) struct PostgreSQLDatabaseTests {
    private func run(
        limits: PostgreSQLLimits = TestPostgreSQL.limits,
        _ body: (PostgreSQLDatabase, TestPostgreSQL) async throws -> Void
    ) async throws {
        try await TestPostgreSQL.empty { server in
            let database = try server.own(limits: limits)
            _ = try await database.write(as: .platform, [PostgreSQLNotes.table])
            try await body(database, server)
            await database.close()
        }
    }

    private func failure(_ statements: [SQLStatement], on database: PostgreSQLDatabase) async -> SQLError? {
        do throws(SQLError) {
            _ = try await database.write(as: .platform, statements)
            return nil
        } catch { return error }
    }

    @Test func bindsParametersByTheirNumbers() async throws {
        try await run { database, _ in
            let rows = try await database.read(
                as: .platform,
                SQLStatement(
                    "SELECT CAST($2 AS BIGINT), $1, CAST($3 AS TEXT), CAST($2 AS SMALLINT)", "first", .integer(2), .null
                ))
            #expect(rows == [SQLRow([.integer(2), "first", .null, .integer(2)])])
        }
    }

    @Test func givesBackEveryKindOfValueAsItCame() async throws {
        try await run { database, _ in
            for number in [Int64.min, -1, 0, 1, Int64.max] {
                let returned = try await database.value(SQLStatement("SELECT CAST($1 AS BIGINT)", .integer(number)))
                #expect(returned == .integer(number))
            }
            let small = SQLStatement("SELECT CAST(-2 AS SMALLINT), CAST(-70000 AS INTEGER)")
            #expect(try await database.read(as: .platform, small) == [SQLRow([.integer(-2), .integer(-70000)])])
            let long = SQLValue.text(String(repeating: "Công nợ 🚢", count: 200_000))
            for value: SQLValue in ["", "Công nợ 🚢 'quoted' \"so\" $1 \\", .null, long] {
                let returned = try await database.value(SQLStatement("SELECT CAST($1 AS TEXT)", value))
                #expect(returned == value)
            }
            let bytes = [UInt8](0...255)
            for value: SQLValue in [.bytes([]), .bytes(bytes), .bytes(Array(repeating: 0, count: 1_000_000)), .null] {
                let returned = try await database.value(SQLStatement("SELECT CAST($1 AS BYTEA)", value))
                #expect(returned == value)
            }
            let mixed = SQLStatement(
                "SELECT CAST($1 AS TEXT), CAST($2 AS BYTEA), CAST($3 AS BIGINT), CAST($2 AS BYTEA)", "a", .bytes(bytes),
                .integer(7))
            #expect(
                try await database.read(as: .platform, mixed) == [
                    SQLRow(["a", .bytes(bytes), .integer(7), .bytes(bytes)])
                ])
            await #expect(throws: SQLError.unexpectedValue(column: 0)) {
                try await database.value(SQLStatement("SELECT 1.5"))
            }
            await #expect(throws: SQLError.unexpectedValue(column: 0)) {
                try await database.value(SQLStatement("SELECT true"))
            }
        }
    }

    @Test func refusesNULInTextBeforeAnythingIsWritten() async throws {
        try await run { database, _ in
            let statements = [PostgreSQLNotes.note(1), PostgreSQLNotes.note(2, "a\u{0}b")]
            #expect(await failure(statements, on: database) == .invalidText(statement: 1))
            let count = try await database.count(PostgreSQLNotes.count)
            #expect(count == 0)
        }
    }

    @Test func tellsFailuresApart() async throws {
        try await run { database, _ in
            _ = try await database.write(as: .platform, [PostgreSQLNotes.note(1)])
            func failure(_ statement: SQLStatement) async -> SQLError? {
                await self.failure([PostgreSQLNotes.note(2), statement, PostgreSQLNotes.note(7)], on: database)
            }
            #expect(await failure(PostgreSQLNotes.note(1)) == .violation(.unique, statement: 1))
            #expect(await failure(PostgreSQLNotes.note(0)) == .violation(.check, statement: 1))
            #expect(await failure(PostgreSQLNotes.note(3, .null)) == .violation(.notNull, statement: 1))
            #expect(
                await failure(PostgreSQLNotes.note(3, "", parent: .integer(9))) == .violation(.foreignKey, statement: 1)
            )
            let rule = SQLStatement("DO $$ BEGIN RAISE EXCEPTION 'no'; END $$")
            #expect(await failure(rule) == .violation(.rule, statement: 1))
            let state = SQLError.code
            #expect(await failure(SQLStatement("NONSENSE")) == .rejected(code: state("42601"), statement: 1))
            #expect(
                await failure(SQLStatement("SELECT 1 FROM nowhere")) == .rejected(code: state("42P01"), statement: 1))
            #expect(
                await failure(SQLStatement("SELECT CAST($1 AS TEXT)")) == .rejected(code: state("08P01"), statement: 1))
            #expect(
                await failure(SQLStatement("SELECT CAST($1 AS BIGINT)", "x"))
                    == .rejected(code: state("22P02"), statement: 1))
            let full = SQLStatement("DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '53100'; END $$")
            #expect(await failure(full) == .full)
            let count = try await database.count(PostgreSQLNotes.count)
            #expect(count == 1)
            #expect(SQLError.rejected(code: state("08P01"), statement: 1).description.contains("08P01"))
        }
    }

    @Test func undoesAFailedBatchWholeAndGoesOnWithTheConnection() async throws {
        var limits = TestPostgreSQL.limits
        limits.connections = 1
        try await run(limits: limits) { database, _ in
            let pid = SQLStatement("SELECT pg_backend_pid()")
            let before = try await database.value(pid)
            let batch = [PostgreSQLNotes.note(1), PostgreSQLNotes.note(2), PostgreSQLNotes.note(1)]
            #expect(await failure(batch, on: database) == .violation(.unique, statement: 2))
            let count = try await database.count(PostgreSQLNotes.count)
            #expect(count == 0)
            #expect(try await database.value(pid) == before)
        }
    }

    @Test func failsOneOfManyConcurrentWritesAlone() async throws {
        try await run { database, _ in
            _ = try await database.write(as: .platform, [PostgreSQLNotes.note(1000)])
            let failures = await withTaskGroup(of: (Int, SQLError?).self) { group in
                for number in 1...200 {
                    group.addTask {
                        let second = number == 50 ? 1000 : 2000 + number
                        return (
                            number,
                            await failure([PostgreSQLNotes.note(number), PostgreSQLNotes.note(second)], on: database)
                        )
                    }
                }
                return await group.reduce(into: [Int: SQLError]()) { $0[$1.0] = $1.1 }
            }
            #expect(failures == [50: .violation(.unique, statement: 1)])
            let count = try await database.count(PostgreSQLNotes.count)
            #expect(count == 399)
            let statistics = database.statistics
            #expect(statistics.size <= 8 && statistics.size > 0)
            #expect(statistics.waiting == 0)
            #expect(statistics.waits > 0)
            #expect(statistics.losses == 0 && statistics.failures == 0)
        }
    }

    @Test func carriesBatchesOfThousandsOfStatementsBothWays() async throws {
        try await run { database, _ in
            let long = String(repeating: "x", count: 1000)
            let results = try await database.write(
                as: .platform, (1...3000).map { PostgreSQLNotes.returning($0, .text("\($0)\(long)")) })
            let returned = results.map { $0.first?.values ?? [] }
            #expect(returned == (1...3000).map { [SQLValue.text("\($0)\(long)")] })
            let rows = try await database.read(as: .platform, SQLStatement("SELECT text FROM note ORDER BY id"))
            #expect(rows.count == 3000)
            let empty = try await database.read(as: .platform, [])
            #expect(empty.isEmpty)
        }
    }

    @Test func readsOneStateOfTheDataInABatch() async throws {
        try await run { database, _ in
            async let writes: Void = {
                for number in 1...50 {
                    _ = try await database.write(
                        as: .platform, [PostgreSQLNotes.note(number), PostgreSQLNotes.note(1000 + number)])
                }
            }()
            for _ in 0..<50 {
                let results = try await database.read(as: .platform, [PostgreSQLNotes.count, PostgreSQLNotes.count])
                #expect(results[0] == results[1])
            }
            try await writes
        }
    }

    @Test func readersChangeNothing() async throws {
        try await run { database, _ in
            let refused = SQLError.code("25006")
            await #expect(throws: SQLError.rejected(code: refused, statement: 0)) {
                try await database.read(as: .platform, [PostgreSQLNotes.note(1)])
            }
            await #expect(throws: SQLError.rejected(code: refused, statement: 1)) {
                try await database.read(as: .platform, [PostgreSQLNotes.count, PostgreSQLNotes.note(1)])
            }
            let count = try await database.count(PostgreSQLNotes.count)
            #expect(count == 0)
            _ = try await database.write(as: .platform, [PostgreSQLNotes.note(1)])
        }
    }

    @Test func knowsWhetherItTakesWrites() async throws {
        try await run { database, server in
            #expect(try await !database.isReadOnly())
            try await PostgresSession.run(
                "ALTER DATABASE \(server.name) SET default_transaction_read_only = on", at: server.admin)
            let other = try server.own()
            #expect(try await other.isReadOnly())
            #expect(await failure([PostgreSQLNotes.note(1)], on: other) == .unavailable(code: SQLError.code("25006")))
            await other.close()
        }
    }

    @Test func carriesOutAWriteWhoseTaskWasCancelled() async throws {
        try await run { database, _ in
            let task = Task {
                withUnsafeCurrentTask { $0?.cancel() }
                return try await database.write(as: .platform, [PostgreSQLNotes.note(1)]).count
            }
            let results = try await task.value
            #expect(results == 1)
            let count = try await database.count(PostgreSQLNotes.count)
            #expect(count == 1)
        }
    }

    @Test func errorsHoldNoValue() async throws {
        try await run { database, _ in
            let error = await failure([PostgreSQLNotes.note(1, "hush"), PostgreSQLNotes.note(1, "hush")], on: database)
            #expect(error.map { "\($0)" }?.contains("hush") == false)
            #expect(!String(reflecting: error).contains("hush"))
        }
    }

    @Test func refusesEverythingOnceItIsClosed() async throws {
        try await run { database, _ in
            await database.close()
            await #expect(throws: SQLError.closed) {
                try await database.read(as: .platform, [PostgreSQLNotes.count])
            }
            #expect(await failure([PostgreSQLNotes.note(1)], on: database) == .closed)
            await database.close()
        }
    }

    @Test func finishesWhatWasBegunBeforeItCloses() async throws {
        try await run { database, server in
            let writes = (1...50).map { number in
                Task { try await database.write(as: .platform, [PostgreSQLNotes.note(number)]) }
            }
            _ = try await writes[0].value
            await database.close()
            var done = 0
            for write in writes {
                switch await write.result {
                case .success: done += 1
                case .failure(let error): #expect(error as? SQLError == .closed)
                }
            }
            let rows = try await PostgresSession.run("SELECT count(*) FROM note", at: server.admin)
            #expect(rows == [["\(done)"]])
        }
    }
}

/// A table of tests of the driver itself.
enum PostgreSQLNotes {
    static let table = SQLStatement(
        """
        CREATE TABLE note (
            id BIGINT NOT NULL PRIMARY KEY CHECK (id > 0), text TEXT NOT NULL, parent BIGINT REFERENCES note (id)
        )
        """)

    static func note(_ id: Int, _ text: SQLValue = "", parent: SQLValue = .null) -> SQLStatement {
        SQLStatement("INSERT INTO note (id, text, parent) VALUES ($1, $2, $3)", .integer(id), text, parent)
    }

    static func returning(_ id: Int, _ text: SQLValue) -> SQLStatement {
        SQLStatement("INSERT INTO note (id, text) VALUES ($1, $2) RETURNING text", .integer(id), text)
    }

    static let count = SQLStatement("SELECT count(*) FROM note")
}
