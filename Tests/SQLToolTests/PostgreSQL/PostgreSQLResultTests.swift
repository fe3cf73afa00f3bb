import HubCore
import PluginABI
import Support
import Testing

@Suite(.enabled(if: TestPostgres.isAvailable))
struct PostgreSQLResultTests {
    @Test func valuesKeepTheirTypesAndDigits() async throws {
        try await ShopDatabase.run { shop in
            let answer = try await shop.run(
                """
                SELECT 9223372036854775807 AS big, total, region, id > 1 AS more, placed_at, placed_at::date AS day,
                    details, '\\x00ff10'::bytea AS bytes, NULL AS nothing, 'NaN'::float8 AS nan, 1.5::float8 AS f,
                    timestamptz '2026-01-31 10:00:00+07' AS at, '{1,2}'::int[] AS list
                FROM orders ORDER BY id LIMIT 2
                """)
            #expect(
                answer.text == """
                    {"rows":[{"big":9223372036854775807,"total":12.5000,"region":"north","more":false,\
                    "placed_at":"2026-01-31T10:00:00","day":"2026-01-31","details":{"a":{"b":1}},"bytes":"AP8Q",\
                    "nothing":null,"nan":"NaN","f":1.5,"at":"2026-01-31T03:00:00Z","list":"{1,2}"},\
                    {"big":9223372036854775807,"total":90071992547409931234.5678,"region":"south","more":true,\
                    "placed_at":"2026-02-01T00:00:00.25","day":"2026-02-01","details":[1,"x"],"bytes":"AP8Q",\
                    "nothing":null,"nan":"NaN","f":1.5,"at":"2026-01-31T03:00:00Z","list":"{1,2}"}],\
                    "columns":[{"name":"big","type":"integer"},{"name":"total","type":"number"},\
                    {"name":"region","type":"text"},{"name":"more","type":"boolean"},\
                    {"name":"placed_at","type":"timestamp"},{"name":"day","type":"date"},\
                    {"name":"details","type":"json"},{"name":"bytes","type":"binary"},{"name":"nothing","type":"text"},\
                    {"name":"nan","type":"number"},{"name":"f","type":"number"},{"name":"at","type":"timestamp"},\
                    {"name":"list","type":"text"}],"row_count":2,"truncated":false}
                    """)
        }
    }

    @Test func argumentsAreBoundByTheirTypes() async throws {
        try await ShopDatabase.run { shop in
            let tool = try shop.tool(
                """
                SELECT id FROM orders WHERE (:region::text IS NULL OR region = :region) AND id = ANY (:ids::int[])
                    AND total >= :minimum::numeric AND (id > 0) = :flag::boolean
                    AND (placed_at > :since::timestamp OR placed_at IS NULL) AND :more::jsonb ->> 'a' = 'x' ORDER BY id
                """)
            let arguments: JSONObject = [
                "region": "north", "ids": [1, 2, 3], "minimum": 2.5, "flag": true, "since": "2026-01-01",
                "more": ["a": "x"],
            ]
            #expect(await tool.run(.object(arguments)).rows == [["id": 1], ["id": 3]])
            var others = arguments
            others["region"] = nil
            #expect(await tool.run(.object(others)).rows.count == 3)
            for (name, value) in [
                ("ids", "1"), ("minimum", "x"), ("flag", "yes"), ("since", 3), ("since", "no date"), ("region", ["a"]),
                ("region", "a\u{0}b"), ("ids", ["x"]), ("ids", [1.5]), ("other", 1),
            ] as [(String, JSONValue)] {
                var wrong = arguments
                wrong[name] = value
                let answer = await tool.run(.object(wrong))
                #expect(answer.has(AH_E_INVALID_INPUT), "\(name) \(answer.text)")
            }
            // None of that has spoiled the connection.
            #expect(await tool.run(.object(arguments)).rows.count == 2)
        }
    }

    @Test func rowsAndBytesAreLimited() async throws {
        try await ShopDatabase.run { shop in
            let rows = try await shop.run(
                "SELECT i FROM generate_series(1, 100) AS g (i)", [:], ["limits": ["rows": 7]])
            #expect(rows.json?["row_count"] == 7 && rows.json?["truncated"] == true)
            let exact = try await shop.run("SELECT i FROM generate_series(1, 7) AS g (i)", [:], ["limits": ["rows": 7]])
            #expect(exact.json?["row_count"] == 7 && exact.json?["truncated"] == false)
            let wide = try shop.tool("SELECT i, lpad('', 10000, 'x') AS x FROM generate_series(1, 50) AS g (i)")
            for _ in 0..<3 {
                let answer = await wide.run([:])
                #expect(answer.json?["truncated"] == true && answer.rows.count == 8 && answer.bytes.count < 102_400)
            }
            let one = try await shop.run("SELECT lpad('', 200000, 'x') AS x")
            #expect(one.has(AH_E_TOO_LARGE))
            let huge = try await shop.run("SELECT lpad('', 50000000, 'x') AS x")
            #expect(huge.has(AH_E_TOO_LARGE))
            let endless = try await shop.run("SELECT i FROM generate_series(1, 1000000000) AS g (i)")
            #expect(endless.has(AH_E_TOO_LARGE) && endless.message?.contains("expects the statement to cost") == true)
            let series = (1...5).map { "generate_series(1, 1000000000) AS g\($0)" }.joined(separator: ", ")
            #expect(try await shop.run("SELECT count(*) FROM \(series)").has(AH_E_TOO_LARGE))
            let names = (100...249).map { "lpad('', 525, 'x') AS \(String(repeating: "n", count: 58))\($0)" }
            let broad = try await shop.run("SELECT \(names.joined(separator: ", "))")
            #expect(broad.has(AH_E_TOO_LARGE) && broad.message?.contains("One row of the result") == true)
            let cheap = try await shop.run("SELECT id FROM orders", [:], ["limits": ["cost": 1]])
            #expect(cheap.has(AH_E_TOO_LARGE))
        }
    }

    @Test func everyHarmlessStatementRuns() async throws {
        try await ShopDatabase.run { shop in
            let before = try await shop.fingerprint()
            for statement in HarmlessStatements.postgreSQL {
                let answer = try await shop.run(statement, [:], ["limits": ["cost": 100_000_000]])
                // A whole table of two with equal names is asked for by a name of each.
                let isAmbiguous = answer.message?.contains("Two columns of the result are called") == true
                #expect(answer.has(AH_OK) || isAmbiguous, "\(statement): \(answer.text)")
            }
            #expect(try await shop.fingerprint() == before)
        }
    }
}
