import CSQLite
import Foundation
import HubCore
import Support
import Testing

/// What the rows that one tenant's administrator writes reach of another tenant's documents, files and databases.
@Suite(.serialized, .timeLimit(.minutes(5))) struct ToolRowAttackTests {
    private func run(
        _ arguments: [String] = [], environment: [String: String] = [:],
        _ body: (HubProcess, AttackTenant, AttackTenant) async throws -> Void
    ) async throws {
        let hub = try await HubProcess.start(arguments, environment: environment)
        do {
            try await body(hub, try await AttackTenant(hub), try await AttackTenant(hub))
        } catch {
            await hub.stop()
            throw error
        }
        await hub.stop()
    }

    @Test func aSearchFindsOnlyItsOwnTenantsDocuments() async throws {
        try await run { hub, victim, attacker in
            let secret = Canary.word("passage")
            try await victim.upload("# Returns\n\nThe code of returns is \(secret).", to: "handbook")
            let query: JSONValue = ["query": "the code of returns"]
            let own = try await victim.trial(
                of: try await victim.tool("search", "RAG_SEARCH", AttackTenant.search("handbook")), query)
            #expect(own.text.contains(secret), "\(own.text)")
            let names = [
                "handbook", "\(victim.id)/handbook", "../\(victim.id)/handbook", "*", "%", "handbook' OR '1'='1",
            ]
            for (index, name) in names.enumerated() {
                let tool = try await attacker.tool("search\(index)", "RAG_SEARCH", AttackTenant.search(name))
                let found = try await attacker.trial(of: tool, query)
                #expect(found["result"]?["passages"] == [], "\(name): \(found.text)")
            }
            let tool = try await attacker.tool("search", "RAG_SEARCH", AttackTenant.search("mine"))
            for more: JSONObject in [
                ["collection": "handbook"], ["collections": ["handbook"]], ["top_k": 1000], ["top_k": -1],
                ["filters": ["a": ["$ne": 1]]], ["principals": ["role:tenant_admin"]],
            ] {
                var arguments: JSONObject = ["query": "the code of returns"]
                for (name, value) in more { arguments[name] = value }
                let found = try await attacker.trial(of: tool, .object(arguments))
                #expect(found["error"]?["code"] == "invalid_input", "\(more): \(found.text)")
            }
        }
    }

    @Test func aDatabaseToolReadsOnlyItsOwnTenantsFiles() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "agenthub-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try await run(environment: ["AGENTHUB_SQLITE_FOLDER": folder.path]) { hub, victim, attacker in
            let secret = Canary.word("row")
            // AgentHub's own, as a backup of it would lie there, and what is everybody's.
            let shared = folder.appending(path: "shared.db")
            try Self.makeDatabase(at: shared, secret)
            for tenant in [victim.id, attacker.id] {
                try FileManager.default.createDirectory(
                    at: folder.appending(path: tenant), withIntermediateDirectories: true)
            }
            try FileManager.default.copyItem(at: shared, to: folder.appending(path: "\(victim.id)/sales.db"))
            try Self.copyDatabase(
                hub.folder.appending(path: "agenthub.sqlite"), to: folder.appending(path: "\(attacker.id)/backup.db"))
            try FileManager.default.createSymbolicLink(
                at: folder.appending(path: "\(attacker.id)/link.db"),
                withDestinationURL: folder.appending(path: "\(victim.id)/sales.db"))
            func row(_ endpoint: String, _ statement: String = "SELECT word FROM words") -> JSONObject {
                ["endpoint": .string(endpoint), "auth": ["type": "none"], "config": ["statement": .string(statement)]]
            }
            let own = try await victim.trial(of: try await victim.tool("sales", "SQL_SELECT", row("sqlite:sales.db")))
            #expect(own.text.contains(secret), "\(own.text)")
            let paths = [
                "sales.db", "shared.db", "\(victim.id)/sales.db", "../\(victim.id)/sales.db", "../shared.db",
                "link.db", "backup.db", "\(folder.path)/\(victim.id)/sales.db", "./sales.db", "sales.db?mode=rwc",
                "%2e%2e/shared.db", "file:../shared.db",
            ]
            for (index, path) in paths.enumerated() {
                let tool = try await attacker.tool("sales\(index)", "SQL_SELECT", row("sqlite:\(path)"))
                #expect([201, 422].contains(tool.status), "\(path): \(tool.json.text)")
                guard tool.status == 201 else { continue }
                let answer = try await attacker.trial(of: tool)
                #expect(answer["outcome"] == "failed" && !answer.text.contains(secret), "\(path): \(answer.text)")
            }
            let tool = try await attacker.tool(
                "tenants", "SQL_SELECT", row("sqlite:backup.db", "SELECT id AS word FROM tenants"))
            #expect(tool.status == 422 && tool.json.text.contains("AgentHub's own"), "\(tool.json.text)")
        }
    }

    /// With one table of one word.
    private static func makeDatabase(at file: URL, _ word: String) throws {
        var database: OpaquePointer?
        defer { sqlite3_close_v2(database) }
        let text = "CREATE TABLE words (word TEXT); INSERT INTO words VALUES ('\(word)')"
        guard sqlite3_open(file.path, &database) == SQLITE_OK,
            sqlite3_exec(database, text, nil, nil, nil) == SQLITE_OK
        else { throw CocoaError(.fileWriteUnknown) }
    }

    /// A whole copy of a database that is in use.
    private static func copyDatabase(_ file: URL, to copy: URL) throws {
        var database: OpaquePointer?
        defer { sqlite3_close_v2(database) }
        guard sqlite3_open(file.path, &database) == SQLITE_OK,
            sqlite3_exec(database, "VACUUM INTO '\(copy.path)'", nil, nil, nil) == SQLITE_OK
        else { throw CocoaError(.fileWriteUnknown) }
    }

    /// Neither the host's own addresses, nor sockets, nor another tenant's password.
    @Test func aDatabaseToolConnectsNowhereInside() async throws {
        try await run { hub, victim, attacker in
            let secret = "tenants/\(victim.id)/secrets/password"
            _ = try await PlantedTenant.write(
                hub, "PUT", secret, victim.administrator, ["value": .string(Canary.word("password"))])
            func row(_ endpoint: String) -> JSONObject {
                [
                    "endpoint": .string(endpoint), "auth": ["type": "credential", "credential": "password"],
                    "config": ["statement": "SELECT 1 AS one"],
                ]
            }
            let hosts = [
                "127.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "2130706433", "0x7f000001", "0", "localhost",
                "169.254.169.254", "[fe80::1]", "10.0.0.1",
            ]
            let refused = try await attacker.tool("other", "SQL_SELECT", row("postgresql://u@example.com/d"))
            #expect(try await attacker.trial(of: refused)["error"]?["code"] == "auth")
            func row(on host: String) -> JSONObject { row("postgresql://u@\(host)/d?sslmode=disable") }
            // Without its secret a row cannot be asked whether it works, and is written.
            var early: [RawHTTP.Response] = []
            for (index, host) in hosts.enumerated() {
                early.append(try await attacker.tool("early\(index)", "SQL_SELECT", row(on: host)))
            }
            _ = try await PlantedTenant.write(
                hub, "PUT", "tenants/\(attacker.id)/secrets/password", attacker.administrator,
                ["value": "of the attacker itself"])
            for (index, host) in hosts.enumerated() {
                let answer = try await attacker.trial(of: early[index])
                #expect(answer["error"]?["code"] == "denied", "\(host): \(answer.text)")
                let tool = try await attacker.tool("db\(index)", "SQL_SELECT", row(on: host))
                #expect(tool.status == 422, "\(host): \(tool.json.text)")
                #expect(tool.json["errors"]?.arrayValue?.first?["pointer"] == "/endpoint", "\(tool.json.text)")
            }
            for endpoint in [
                "postgresql:///d?host=/tmp", "postgresql://u@%2Ftmp/d", "postgresql://u@/d", "postgresql://u@@tmp/d",
                "postgresql://u@a,127.0.0.1/d", "postgresql://u:p@example.com/d",
                "postgresql://u@example.com/d?sslmode=disable&hostaddr=127.0.0.1",
                "postgresql://u@example.com/d?service=x", "postgresql://u@example.com/d?options=-c%20x=y",
                "postgresql://u@example.com/host=/tmp", "host=/tmp dbname=d", "mysql://u@example.com/d",
            ] {
                let tool = try await attacker.tool("socket", "SQL_SELECT", row(endpoint))
                #expect(tool.status == 422, "\(endpoint): \(tool.json.text)")
            }
        }
    }

    private static let statements = [
        "DELETE FROM t", "SELECT 1; DROP TABLE t", "WITH d AS (DELETE FROM t RETURNING *) SELECT * FROM d",
        "SELECT * INTO u FROM t", "SELECT * FROM t FOR UPDATE", "COPY t TO PROGRAM 'id'", "SELECT pg_read_file('x')",
        "SELECT lo_from_bytea(0, 'x')", "SELECT pg_reload_conf()", "SELECT table_to_xml('t', true, true, '')",
        "SELECT set_config('transaction_read_only', 'off', false)", "SELECT dblink('x', 'y')",
        "SELECT 1 /* ; */ ; SELECT 2", "EXPLAIN ANALYZE DELETE FROM t", "SELECT * FROM pg_authid",
        "SELECT pg_sleep(1000)", "SELECT U&'\\0041'; SELECT 2", "SELECT $$x$$; COMMIT", "TABLE t",
        "DO $$ BEGIN END $$", "SELECT nextval('s')", "SELECT 'a'::regclass", "SELECT current_setting('x')",
        "SELECT version()", "CALL p()", "LISTEN x", "SELECT \"pg_sleep\"(1)", "SELECT pg_catalog.pg_sleep(1)",
        "SELECT * FROM t TABLESAMPLE SYSTEM (1)", "SELECT 1 OPERATOR(pg_catalog.+) 1", "",
    ]

    @Test func aStatementThatDoesMoreThanReadIsRefusedWhenItsRowIsWritten() async throws {
        try await run { _, _, attacker in
            for statement in Self.statements {
                for endpoint in ["postgresql://u@example.com/d", "sqlite:sales.db"] {
                    let tool = try await attacker.tool(
                        "rows", "SQL_SELECT",
                        [
                            "endpoint": .string(endpoint),
                            "auth": ["type": "credential", "credential": "password"],
                            "config": ["statement": .string(statement)],
                        ])
                    #expect(tool.status == 422, "\(endpoint) \(statement): \(tool.json.text)")
                }
            }
        }
    }

    @Test func aToolReadsNoFileButItsCallersOwn() async throws {
        try await run { hub, victim, attacker in
            let user = try victim.user()
            let text = Canary.word("file")
            let file = try await victim.attach(text, by: user)
            let config: JSONObject = [
                "config": ["languages": ["eng"], "fields": []], "auth": ["type": "none"],
                "input_schema": [
                    "type": "object", "required": ["file"],
                    "properties": ["file": ["type": "string", "x-source": "attachment"]],
                ],
            ]
            let tool = try await attacker.tool("read", "OCR_EXTRACT", config)
            // Not even its own tenant's administrator has it in a trial.
            let inside = try await victim.tool("read", "OCR_EXTRACT", config)
            for name in [file, "\(file)/page/1", "\(file)/page/0", "../\(file)", file.uppercased()] {
                for (tenant, tool) in [(attacker, tool), (victim, inside)] {
                    let answer = try await tenant.trial(of: tool, ["file": .string(name)])
                    #expect(answer["outcome"] == "failed" && !answer.text.contains(text), "\(name): \(answer.text)")
                }
            }
            let others = [
                (victim.id, try victim.user("other")), (victim.id, victim.administrator),
                (attacker.id, try attacker.user()), (attacker.id, attacker.administrator),
            ]
            for (tenant, token) in others {
                let answer = try await hub.http.request(
                    "POST", "/api/\(tenant)/chat", token: token,
                    body: ["message": "What does this say?", "attachments": [.string(file)]])
                #expect(answer.status == 404, "\(answer.json.text)")
            }
        }
    }
}
