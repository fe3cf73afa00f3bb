import Glibc
import HubCore
import PluginABI
import Support
import Testing

/// What reaches a server all the same: by objects of the database that no reader of statements can know.
@Suite(.enabled(if: TestPostgres.isAvailable))
struct AttackTests {
    @Test func hostileStatementsChangeNothingAndNeverConnect() async throws {
        try await ShopDatabase.run { shop in
            let before = try await shop.fingerprint()
            for statement in HostileStatements.postgreSQL {
                #expect(throws: PluginRefusal.self, "\(statement.text)") { try shop.tool(statement.text) }
            }
            #expect(try await shop.fingerprint() == before)
            let seen = try await shop.sql(
                "SELECT count(*) FROM pg_stat_activity WHERE usename = '\(shop.role)'")
            #expect(seen == [["0"]])
        }
    }

    @Test func objectsOfTheDatabaseDoNotHelp() async throws {
        try await ShopDatabase.run { shop in
            let before = try await shop.fingerprint()
            // A view's function with its owner's rights tries to write: the transaction does not let it.
            let writing = try await shop.run("SELECT done FROM writing")
            #expect(writing.has(AH_E_DENIED) && writing.message?.contains("tried to write") == true, "\(writing.text)")
            // A function of a row, written as a column.
            let row = try await shop.run("SELECT o.erase FROM orders o")
            #expect(row.has(AH_E_INVALID_CONFIG) && row.message?.contains("function of a row") == true, "\(row.text)")
            // A function of the name of PostgreSQL's own that fits better: it is not the one called.
            let lower = try await shop.run("SELECT lower('ABC'::varchar) AS l")
            #expect(lower.rows == [["l": "abc"]])
            // A view over the catalogue.
            let sessions = try await shop.run("SELECT pid FROM sessions")
            #expect(sessions.has(AH_E_DENIED), "\(sessions.text)")
            // What the role was not given.
            #expect(try await shop.run("SELECT value FROM secrets").has(AH_E_DENIED))
            // A type of the database's own.
            #expect(throws: PluginRefusal.self) { try shop.tool("SELECT 'sad'::mood") }
            #expect(try await shop.run("SELECT 1 FROM missing").has(AH_E_INVALID_CONFIG))
            #expect(try await shop.fingerprint() == before)
        }
    }

    @Test func argumentsAreValuesWhateverTheyHold() async throws {
        try await ShopDatabase.run { shop in
            let before = try await shop.fingerprint()
            let tool = try shop.tool("SELECT count(*) AS n FROM orders WHERE region = :region OR note = :region")
            for text in [
                "' OR 1=1 --", "north'; DELETE FROM orders; --", "\\'; DELETE FROM orders; --", "$1", ":region", "$$",
                "\u{2019}",
                "north' UNION SELECT value FROM secrets --", "E'\\x27'", "{}", "%", "\u{FEFF}north", "it''s",
            ] { #expect(await tool.run(["region": .string(text)]).rows == [["n": 0]], "\(text)") }
            #expect(await tool.run(["region": "it's"]).rows == [["n": 1]])
            let list = try shop.tool("SELECT count(*) AS n FROM orders WHERE region = ANY (:regions::text[])")
            for text in ["},{north", "north\",\"south", "NULL", "{north}", "\\\"north\\\""] {
                #expect(await list.run(["regions": [.string(text)]]).rows == [["n": 0]], "\(text)")
            }
            #expect(await list.run(["regions": ["north", nil, "south"]]).rows == [["n": 3]])
            #expect(try await shop.fingerprint() == before)
        }
    }

    @Test func nothingRemainsOnAConnectionBetweenRuns() async throws {
        try await ShopDatabase.run { shop in
            let tool = try shop.tool("SELECT id FROM orders WHERE id = :id")
            for id in [1, 2, 3] as [JSONValue] { #expect(await tool.run(["id": id]).rows.count == 1) }
            let sessions = try await shop.sql(
                "SELECT state FROM pg_stat_activity WHERE usename = '\(shop.role)'")
            #expect(sessions == [["idle"]])
            // The server ends it: the next call has another one.
            try await shop.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '\(shop.role)'")
            try await shop.untilNobodyIsConnected()
            #expect(await tool.run(["id": 1]).rows.count == 1)
        }
    }

    /// libpq would read these. In a process of its own, since other tests' connections would as well.
    @Test func theProcesssEnvironmentSaysNothing() async throws {
        await #expect(processExitsWith: .success) {
            for (name, value) in [
                ("PGAPPNAME", "evil"), ("PGOPTIONS", "-c default_transaction_read_only=off -c application_name=evil"),
                ("PGPASSFILE", "/nonexistent/evil"), ("PGSSLCERT", "/dev/null"), ("PGCHANNELBINDING", "disable"),
            ] { setenv(name, value, 1) }
            try await ShopDatabase.run { shop in
                let answer = try await shop.tool("SELECT 1 AS one").ask([:])
                try #require(answer.rows == [["one": 1]])
                let tool = try shop.tool("SELECT 2 AS two")
                _ = try await tool.ask([:])
                let names = try await shop.sql(
                    "SELECT DISTINCT application_name FROM pg_stat_activity WHERE usename = '\(shop.role)'")
                try #require(names == [["agenthub-sql"]])
            }
        }
    }
}
