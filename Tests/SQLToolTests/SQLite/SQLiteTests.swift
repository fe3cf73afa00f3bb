import Foundation
import HubCore
import PluginABI
import Support
import Synchronization
import Testing

struct SQLiteTests {
    @Test func valuesHaveTheirTypes() async throws {
        let shop = try ShopFile()
        let answer = try await shop.run(
            "SELECT o.*, c.vip, id * 2.5 AS x FROM orders o JOIN (SELECT id AS cid, vip FROM customers) c ON cid = id WHERE id <= :most ORDER BY id",
            ["most": 2])
        #expect(
            answer.text == """
                {"rows":[{"id":1,"customer_id":1,"region":"north","total":12.5,"note":null,\
                "placed_at":"2026-01-31 10:00:00","details":{"a":1},"picture":"AP8Q","vip":true,"x":2.5},\
                {"id":2,"customer_id":2,"region":"south","total":9007199254740993,"note":"it's","placed_at":null,\
                "details":null,"picture":null,"vip":false,"x":5.0}],"columns":[{"name":"id","type":"integer"},\
                {"name":"customer_id","type":"integer"},{"name":"region","type":"text"},{"name":"total","type":"number"},\
                {"name":"note","type":"text"},{"name":"placed_at","type":"timestamp"},{"name":"details","type":"json"},\
                {"name":"picture","type":"binary"},{"name":"vip","type":"boolean"},{"name":"x","type":"number"}],\
                "row_count":2,"truncated":false}
                """)
    }

    @Test func everyHarmlessStatementRunsAndTheFileStaysAsItIs() async throws {
        let shop = try ShopFile()
        let before = try shop.contents
        for statement in HarmlessStatements.sqlite {
            let answer = try await shop.run(statement)
            #expect(answer.has(AH_OK), "\(statement): \(answer.text)")
        }
        #expect(try shop.contents == before)
        #expect(try FileManager.default.contentsOfDirectory(atPath: shop.file("shops")) == ["shop.db"])
    }

    @Test func pathsStayInTheFolder() async throws {
        let shop = try ShopFile()
        for endpoint in [
            "sqlite:../shop.db", "sqlite:/etc/passwd", "sqlite:shops/../../x.db", "sqlite:", "sqlite:.hidden",
            "sqlite:a//b",
            "sqlite:shop.db?mode=rwc", "sqlite:file:shop.db", "sqlite::memory:", "sqlite:a\u{0}b", "sqlite:%2e%2e/x",
            "sqlite:shops\\shop.db", "sqlite:shops/.", "sqlite:shops/", "sqlite:~root", "sqlite:a*",
        ] {
            #expect(throws: PluginRefusal.self, "\(endpoint)") { try shop.tool("SELECT 1", endpoint: endpoint) }
        }
        #expect(throws: PluginRefusal.self) {
            try shop.host.instance(of: "SQL_SELECT", ["endpoint": "sqlite:a.db", "statement": "SELECT 1"])
        }
        let outside = FileManager.default.temporaryDirectory.appending(path: "agenthub-outside-\(UUID().uuidString).db")
        try ShopFile.write("CREATE TABLE t (a)", to: outside.path)
        defer { #expect(throws: Never.self) { try FileManager.default.removeItem(at: outside) } }
        try FileManager.default.createSymbolicLink(atPath: shop.file("link.db"), withDestinationPath: outside.path)
        try FileManager.default.createSymbolicLink(
            atPath: shop.file("inner.db"), withDestinationPath: shop.file("shops/shop.db"))
        try FileManager.default.createSymbolicLink(atPath: shop.file("up"), withDestinationPath: "/")
        try FileManager.default.createDirectory(atPath: shop.file("folder.db"), withIntermediateDirectories: false)
        #expect(mkfifo(shop.file("pipe.db"), 0o600) == 0)
        for name in ["link.db", "inner.db", "up/etc/passwd", "folder.db", "pipe.db", "missing.db", "shops/shop.db/x"] {
            let answer = await (try shop.tool("SELECT 1", endpoint: "sqlite:" + name)).run([:])
            #expect(
                answer.has(AH_E_INVALID_CONFIG) && answer.message?.contains("There is no SQLite file") == true,
                "\(name)")
            #expect(!answer.text.contains(shop.folder.path))
        }
        // The operator's own folder may be a link.
        try FileManager.default.createSymbolicLink(atPath: shop.file("alias"), withDestinationPath: shop.file("shops"))
        let alias = try shop.tool("SELECT id FROM orders", endpoint: "sqlite:shop.db", folder: shop.file("alias"))
        #expect(await alias.run([:]).rows.count == 2)
        try Data("no database at all, but long enough to be one".utf8).write(
            to: URL(fileURLWithPath: shop.file("text.db")))
        #expect(await (try shop.tool("SELECT 1 FROM t", endpoint: "sqlite:text.db")).run([:]).has(AH_E_UPSTREAM))
    }

    /// What a statement makes up is sorted in memory: as many rows, each as large, as it likes.
    @Test func aStatementThatTakesTooMuchMemoryIsStopped() async throws {
        let shop = try ShopFile()
        let rows = "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c LIMIT :rows) "
        let sorted = try shop.tool(
            rows + "SELECT length(x) AS l FROM (SELECT printf('%100000d', n) AS x FROM c ORDER BY x) AS s")
        #expect(try await sorted.ask(["rows": 2]).rows.count == 2)
        let answer = try await sorted.ask(["rows": 100_000])
        #expect(answer.has(AH_E_TOO_LARGE) && answer.message?.contains("more memory") == true, "\(answer.text)")
        // It is free again.
        #expect(try await sorted.ask(["rows": 2]).rows.count == 2)
    }

    /// Searching one text in another cannot be stopped, and takes time by the square of their length.
    @Test func aLongTextCannotBeMade() async throws {
        let shop = try ShopFile()
        let answer = try await shop.run("SELECT instr(printf('%100000d', 0) || printf('%100000d', 0), 'x') AS x")
        #expect(answer.has(AH_E_TOO_LARGE), "\(answer.text)")
        func searches(_ count: Int) -> String {
            "SELECT " + (0..<count).map { "instr(name, 'a') AS c\($0)" }.joined(separator: ", ") + " FROM customers"
        }
        #expect(try await shop.run(searches(16)).rows.count == 2)
        #expect(try await shop.run(searches(17)).message?.contains("in more than 16 places") == true)
        // A row that holds more is read all the same, without it.
        try ShopFile.write("UPDATE orders SET picture = zeroblob(3000000) WHERE id = 1", to: shop.file("shops/shop.db"))
        let other = try await shop.run("SELECT id, length(picture) AS l FROM orders WHERE id = 1")
        #expect(other.rows == [["id": 1, "l": 3_000_000]], "\(other.text)")
    }

    @Test func theAuthorizerHoldsWhatTheReaderCannotKnow() async throws {
        let shop = try ShopFile()
        for statement in [
            "SELECT * FROM schemas", "SELECT * FROM sqlite_master", "SELECT * FROM pragma_table_info('orders')",
        ] {
            do {
                #expect(try await shop.run(statement).has(AH_E_DENIED), "\(statement)")
            } catch let refusal as PluginRefusal {
                #expect(refusal.pointer == "/statement")
            }
        }
        try ShopFile.write(
            "CREATE VIEW loads AS SELECT load_extension('x') AS a; CREATE VIEW sizes AS SELECT zeroblob(9) AS z",
            to: shop.file("shops/shop.db"))
        // Not even there unless a program asks SQLite for it.
        #expect(try await shop.run("SELECT a FROM loads").has(AH_E_INVALID_CONFIG))
        #expect(try await shop.run("SELECT z FROM sizes").has(AH_E_DENIED))
        let health = await (try shop.tool("SELECT z FROM sizes")).health()
        #expect(health.has(AH_E_DENIED) && health.details?["pointer"] == "/statement", "\(health.text)")
    }

    @Test func agentHubsOwnDatabaseIsRefused() async throws {
        let shop = try ShopFile(
            schema: "CREATE TABLE tenant_llm_configs (a); CREATE TABLE agent_configs (a); CREATE TABLE tool_configs (a)"
        )
        let answer = try await shop.run("SELECT a FROM agent_configs")
        #expect(answer.has(AH_E_DENIED) && answer.message?.contains("AgentHub's own") == true)
        #expect(answer.details?["pointer"] == "/endpoint")
    }

    @Test func anEndlessStatementEndsWithItsCall() async throws {
        let shop = try ShopFile()
        let endless = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
        let tool = try shop.tool(endless)
        #expect(try await tool.ask([:], deadline: .after(.milliseconds(50))).has(AH_E_DEADLINE))
        let limited = try shop.tool(endless.replacing("count(*)", with: "i"), ["limits": ["rows": 3]])
        #expect(await limited.run([:]).json?["truncated"] == true)
        let isOver = Mutex(false)
        async let answer = {
            defer { isOver.withLock { $0 = true } }
            return try await tool.ask([:])
        }()
        // Cancels the host's third call once it has begun.
        while !isOver.withLock({ $0 }) {
            tool.cancel(3)
            await Task.yield()
        }
        #expect(try await answer.has(AH_E_CANCELLED))
    }

    @Test func sizesAreLimited() async throws {
        let shop = try ShopFile()
        let wide = try await shop.run(
            "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 50) SELECT i, printf('%10000d', i) AS x FROM n"
        )
        #expect(wide.json?["truncated"] == true && wide.bytes.count < 102_400 && wide.rows.count == 8)
        #expect(try await shop.run("SELECT printf('%120000d', 1) AS x").has(AH_E_TOO_LARGE))
        let huge = try await shop.run(
            """
            WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100)
            SELECT group_concat(printf('%90000d', i)) AS x FROM n
            """)
        #expect(huge.has(AH_E_TOO_LARGE), "\(huge.text)")
    }

    @Test func masksAndFiltersHoldHoweverTheStatementTurns() async throws {
        let shop = try ShopFile()
        let hidden: JSONObject = [
            "masks": ["customers.phone": "last4", "note": "hide"], "row_filters": ["customers": "region = :mine"],
            "constants": ["mine": "north"],
        ]
        for statement in [
            "SELECT * FROM customers", "SELECT phone FROM customers WHERE phone LIKE :like",
            "SELECT c.phone AS p FROM Customers c",
            "SELECT substr(\"PHONE\", 1, 10) AS s FROM main.customers",
            "SELECT json_group_array(phone) AS j FROM customers",
            "SELECT hex(phone) AS h FROM customers", "WITH a AS (SELECT * FROM customers) SELECT * FROM a",
            "SELECT (SELECT max(phone) FROM customers) AS m, note FROM orders",
            "SELECT x FROM (SELECT phone AS x FROM customers)",
            "SELECT id FROM customers WHERE phone = '0901234567'",
            "SELECT unicode(phone) AS u FROM customers ORDER BY phone",
        ] {
            let input: JSONValue = statement.contains(":like") ? ["like": "%"] : [:]
            let answer = try await shop.run(statement, input, hidden)
            #expect(answer.has(AH_OK), "\(statement): \(answer.text)")
            for secret in ["0901234567", "0987654321", "4321", "30393031", "Bình", "it's"] {
                #expect(!answer.text.contains(secret), "\(statement): \(answer.text)")
            }
        }
        let shown = try await shop.run("SELECT name, phone FROM customers", [:], hidden)
        #expect(shown.rows == [["name": "Lan", "phone": "***4567"]])
        #expect(try await shop.run("SELECT number FROM phones", [:], hidden).has(AH_E_DENIED))
        #expect(try await shop.run("SELECT number FROM phones", [:], ["masks": ["phone": "null"]]).has(AH_E_DENIED))
        #expect(try await shop.run("SELECT id FROM customers", ["mine": "south"], hidden).has(AH_E_INVALID_INPUT))
        #expect(
            try await shop.run("SELECT id FROM customers", [:], ["masks": ["customers.fone": "hide"]]).has(
                AH_E_INVALID_CONFIG))
    }

    @Test func argumentsAreValuesWhateverTheyHold() async throws {
        let shop = try ShopFile()
        let before = try shop.contents
        let tool = try shop.tool("SELECT count(*) AS n FROM orders WHERE region = :region")
        for text in [
            "' OR 1=1 --", "north'; DROP TABLE orders; --", "\" OR \"\"=\"", "north\u{0}", ":region", "?1", "$1", "%",
        ] {
            #expect(await tool.run(["region": .string(text)]).rows == [["n": 0]], "\(text)")
        }
        #expect(await tool.run(["region": "north"]).rows == [["n": 1]])
        #expect(await tool.run(["other": 1]).has(AH_E_INVALID_INPUT))
        #expect(try shop.contents == before)
    }
}
