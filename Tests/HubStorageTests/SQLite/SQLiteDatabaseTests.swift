import Foundation
import HubCore
import Testing

@testable import HubStorage

struct SQLiteDatabaseTests {
    private static let table = SQLStatement(
        "CREATE TABLE note (id BIGINT NOT NULL PRIMARY KEY CHECK (id > 0), text TEXT NOT NULL, parent BIGINT REFERENCES note (id))"
    )

    private static func note(_ id: Int, _ text: SQLValue = "", parent: SQLValue = .null) -> SQLStatement {
        SQLStatement("INSERT INTO note (id, text, parent) VALUES ($1, $2, $3)", .integer(id), text, parent)
    }

    private static let count = SQLStatement("SELECT count(*) FROM note")

    @Test func keepsWhatItAcknowledgesThroughAPowerCut() async throws {
        try await TestDatabase.run { database in
            let results = try await database.write(
                as: .platform,
                [
                    SQLStatement("PRAGMA synchronous"), SQLStatement("PRAGMA journal_mode"),
                    SQLStatement("PRAGMA foreign_keys"), SQLStatement("PRAGMA secure_delete"),
                ])
            #expect(results.map(\.[0].values[0]) == [.integer(2), .text("wal"), .integer(1), .integer(1)])
        }
    }

    @Test func bindsParametersByTheirNumbers() async throws {
        try await TestDatabase.run { database in
            let rows = try await database.read(
                as: .platform, SQLStatement("SELECT $2, $1, $3, $2", "first", .integer(2), .null))
            #expect(rows == [SQLRow([.integer(2), "first", .null, .integer(2)])])
        }
    }

    @Test func givesBackEveryKindOfValueAsItCame() async throws {
        try await TestDatabase.run { database in
            let values: [SQLValue] = [
                .integer(Int64.min), .integer(Int64.max), "", "Công nợ 🚢 'quoted' \"so\" $1", .null,
            ]
            for value in values {
                let returned = try await database.value(SQLStatement("SELECT $1", value))
                #expect(returned == value)
            }
            await #expect(throws: SQLError.unexpectedValue(column: 0)) {
                try await database.value(SQLStatement("SELECT 1.5"))
            }
        }
    }

    @Test func refusesNULInTextBeforeAnythingIsWritten() async throws {
        try await TestDatabase.run { database in
            await #expect(throws: SQLError.invalidText(statement: 2)) {
                try await database.write(as: .platform, [Self.table, Self.note(1), Self.note(2, "a\u{0}b")])
            }
            let count = try await database.count(SQLStatement("SELECT count(*) FROM sqlite_master WHERE name = 'note'"))
            #expect(count == 0)
        }
    }

    @Test func givesBytesBackAsTheyCame() async throws {
        try await TestDatabase.run { database in
            for bytes in [[], [UInt8](0...255), Array(repeating: 0, count: 1_000_000)] {
                let returned = try await database.value(SQLStatement("SELECT $1", .bytes(bytes)))
                #expect(returned == .bytes(bytes))
            }
            _ = try await database.write(
                as: .platform,
                [
                    SQLStatement("CREATE TABLE piece (bytes BYTEA NOT NULL)"),
                    // What a number is written like stays bytes.
                    SQLStatement("INSERT INTO piece VALUES ($1)", .bytes(Array("12".utf8))),
                ])
            #expect(try await database.value(SQLStatement("SELECT bytes FROM piece")) == .bytes(Array("12".utf8)))
        }
    }

    @Test func tellsConstraintsApart() async throws {
        try await TestDatabase.run { database in
            _ = try await database.write(as: .platform, [Self.table, Self.note(1)])
            func failure(_ statement: SQLStatement) async -> SQLError? {
                do throws(SQLError) {
                    _ = try await database.write(as: .platform, [Self.note(2), statement])
                    return nil
                } catch { return error }
            }
            #expect(await failure(Self.note(1)) == .violation(.unique, statement: 1))
            #expect(await failure(Self.note(0)) == .violation(.check, statement: 1))
            #expect(await failure(Self.note(3, .null)) == .violation(.notNull, statement: 1))
            #expect(await failure(Self.note(3, "", parent: .integer(9))) == .violation(.foreignKey, statement: 1))
            #expect(await failure(SQLStatement("NONSENSE")) == .rejected(code: 1, statement: 1))
            #expect(await failure(SQLStatement("SELECT $1")) == .rejected(code: 25, statement: 1))
            #expect(try await database.count(Self.count) == 1)
        }
    }

    @Test func undoesAFailedBatchWhole() async throws {
        try await TestDatabase.run { database in
            _ = try await database.write(as: .platform, [Self.table])
            await #expect(throws: SQLError.self) {
                try await database.write(as: .platform, [Self.note(1), Self.note(2), Self.note(1)])
            }
            #expect(try await database.count(Self.count) == 0)
        }
    }

    @Test func failsOneOfManyConcurrentWritesAlone() async throws {
        try await TestDatabase.run { database in
            _ = try await database.write(as: .platform, [Self.table, Self.note(1000)])
            let failures = await withTaskGroup(of: (Int, SQLError?).self) { group in
                for number in 1...100 {
                    group.addTask {
                        do throws(SQLError) {
                            let second = number == 50 ? 1000 : 2000 + number
                            _ = try await database.write(as: .platform, [Self.note(number), Self.note(second)])
                            return (number, nil)
                        } catch { return (number, error) }
                    }
                }
                return await group.reduce(into: [Int: SQLError]()) { $0[$1.0] = $1.1 }
            }
            #expect(failures == [50: .violation(.unique, statement: 1)])
            #expect(try await database.count(Self.count) == 199)
            #expect(try await database.count(SQLStatement("SELECT count(*) FROM note WHERE id = 50")) == 0)
        }
    }

    @Test func refusesWorkBeyondItsBounds() async throws {
        try await TestDatabase.inFolder { path in
            var limits = SQLiteLimits()
            limits.waitingWrites = 0
            limits.waitingReads = 0
            let database = try await SQLiteDatabase.open(path: path, limits: limits)
            await #expect(throws: SQLError.overloaded) { try await database.write(as: .platform, [Self.table]) }
            await #expect(throws: SQLError.overloaded) { try await database.read(as: .platform, [Self.count]) }
            await database.close()
        }
    }

    @Test func saysThatTheDiskIsFullAndGoesOn() async throws {
        try await TestDatabase.run { database in
            _ = try await database.write(as: .platform, [Self.table, SQLStatement("PRAGMA max_page_count = 100")])
            let long = SQLValue.text(String(repeating: "x", count: 500_000))
            await #expect(throws: SQLError.full) {
                try await database.write(as: .platform, [Self.note(1), Self.note(2, long)])
            }
            _ = try await database.write(as: .platform, [Self.note(1)])
            #expect(try await database.count(Self.count) == 1)
        }
    }

    @Test func carriesOutAWriteWhoseTaskWasCancelled() async throws {
        try await TestDatabase.run { database in
            _ = try await database.write(as: .platform, [Self.table])
            let task = Task {
                withUnsafeCurrentTask { $0?.cancel() }
                return try await database.write(as: .platform, [Self.note(1)]).count
            }
            #expect(try await task.value == 1)
            #expect(try await database.count(Self.count) == 1)
        }
    }

    @Test func readsOneStateOfTheDataInABatch() async throws {
        try await TestDatabase.run { database in
            _ = try await database.write(as: .platform, [Self.table])
            async let writes: Void = {
                for number in 1...50 {
                    _ = try await database.write(as: .platform, [Self.note(number), Self.note(1000 + number)])
                }
            }()
            for _ in 0..<50 {
                let results = try await database.read(as: .platform, [Self.count, Self.count])
                #expect(results[0] == results[1])
                guard case .integer(let count) = results[0][0].values[0] else { throw SQLError.damaged }
                #expect(count % 2 == 0)
            }
            try await writes
        }
    }

    @Test func readersChangeNothing() async throws {
        try await TestDatabase.run { database in
            _ = try await database.write(as: .platform, [Self.table])
            await #expect(throws: SQLError.self) { try await database.read(as: .platform, [Self.note(1)]) }
            #expect(try await database.count(Self.count) == 0)
        }
    }

    @Test func keepsItsDataWhenItIsOpenedAgain() async throws {
        try await TestDatabase.inFolder { path in
            let first = try await SQLiteDatabase.open(path: path)
            _ = try await first.write(as: .platform, [Self.table, Self.note(1, "kept")])
            await first.close()
            let second = try await SQLiteDatabase.open(path: path)
            #expect(try await second.value(SQLStatement("SELECT text FROM note")) == "kept")
            await second.close()
        }
    }

    @Test func refusesEverythingOnceItIsClosed() async throws {
        try await TestDatabase.inFolder { path in
            let database = try await SQLiteDatabase.open(path: path)
            await database.close()
            await #expect(throws: SQLError.closed) { try await database.read(as: .platform, [Self.count]) }
            await #expect(throws: SQLError.closed) { try await database.write(as: .platform, [Self.table]) }
            await database.close()
        }
    }

    @Test func saysThatAFileCannotBeUsed() async throws {
        await #expect(throws: SQLError.unavailable(code: 14)) {
            try await SQLiteDatabase.open(path: "/nonexistent/folder/hub.sqlite")
        }
        try await TestDatabase.inFolder { path in
            try Data("this is no database, however long one looks at it".utf8).write(to: URL(fileURLWithPath: path))
            await #expect(throws: SQLError.damaged) { try await SQLiteDatabase.open(path: path) }
        }
    }

    @Test func errorsHoldNoValue() async throws {
        try await TestDatabase.run { database in
            _ = try await database.write(as: .platform, [Self.table])
            do {
                _ = try await database.write(as: .platform, [Self.note(1, "hush"), Self.note(1, "hush")])
                Issue.record("the second note must be refused")
            } catch {
                #expect(!"\(error)".contains("hush"))
                #expect(!String(reflecting: error).contains("hush"))
            }
        }
        let errors: [SQLError] = [
            .violation(.rule, statement: 0), .overloaded, .busy, .full, .invalidText(statement: 0),
            .unexpectedValue(column: 0), .unavailable(code: 10), .damaged, .closed, .rejected(code: 1, statement: 0),
        ]
        #expect(Set(errors.map(\.description)).count == errors.count)
    }
}
