import Foundation
import HubCore
import Support
import Testing

/// A tool row that reads a database, written over REST: the database itself says whether its role will do.
@Suite(.enabled(if: TestPostgres.isAvailable), .timeLimit(.minutes(5))) struct DatabaseRowTests {
    /// A database of one test with a role that reads one of its tables; dropped at the end.
    private struct Shop {
        static let password = "a-readers-password"
        let id = String(UUID().uuidString.prefix(8).lowercased())
        let server: String

        var name: String { "rows_\(id)" }
        var reader: String { "rows_reader_\(id)" }
        var port: Int { URLComponents(string: server)?.port ?? 5432 }

        static func run(_ body: (Shop) async throws -> Void) async throws {
            let shop = Shop(server: try #require(TestPostgres.url))
            try await PostgresSession.run("CREATE DATABASE \(shop.name)", at: shop.server)
            let result: Result<Void, any Error>
            do {
                try await PostgresSession.run(
                    """
                    CREATE TABLE debts (customer text, amount int);
                    INSERT INTO debts VALUES ('Lan', 7);
                    CREATE ROLE \(shop.reader) LOGIN PASSWORD '\(password)';
                    GRANT SELECT ON debts TO \(shop.reader);
                    """, at: TestPostgres.url(shop.server, database: shop.name))
                result = .success(try await body(shop))
            } catch { result = .failure(error) }
            try await PostgresSession.run("DROP DATABASE \(shop.name) WITH (FORCE)", at: shop.server)
            try await PostgresSession.run("DROP ROLE IF EXISTS \(shop.reader)", at: shop.server)
            try result.get()
        }

        func row(_ name: String, user: String, credential: String, port: Int? = nil) -> JSONValue {
            [
                "name": .string(name), "description": "The debts of customers.", "base_tool_type": "SQL_SELECT",
                "endpoint": endpoint(user, port: port),
                "auth": ["type": "credential", "credential": .string(credential)],
                "input_schema": ["type": "object", "properties": [:]],
                "config": ["statement": "SELECT * FROM debts"],
            ]
        }

        func endpoint(_ user: String, port: Int? = nil) -> JSONValue {
            .string("postgresql://\(user)@127.0.0.1:\(port ?? self.port)/\(name)?sslmode=disable")
        }
    }

    private func send(_ hub: HubProcess, _ method: String, _ path: String, _ body: JSONValue? = nil) async throws
        -> RawHTTP.Response
    {
        let admin = try hub.token(tenant: "demo", user: "admin", roles: [.tenantAdmin])
        return try await hub.http.request(method, "/api/admin/\(path)", token: admin, body: body)
    }

    private func expectRefusal(
        _ response: RawHTTP.Response, _ pointer: String, _ words: String,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let problem = response.json["errors"]?.arrayValue?.first
        #expect(response.status == 422, "\(response.json.text)", sourceLocation: sourceLocation)
        #expect(problem?["pointer"]?.stringValue == pointer, "\(response.json.text)", sourceLocation: sourceLocation)
        #expect(
            problem?["message"]?.stringValue?.contains(words) == true, "\(response.json.text)",
            sourceLocation: sourceLocation)
    }

    @Test func aRoleThatMayDoMoreThanReadIsRefusedWhenTheRowIsWritten() async throws {
        try await Shop.run { shop in
            let away = Int(try LoopbackPort.free())
            let hub = try await HubProcess.start([
                "--demo", "--egress-allow", "127.0.0.1:\(shop.port),127.0.0.1:\(away)",
            ])
            let result: Result<Void, any Error>
            do { result = .success(try await write(shop, away: away, on: hub)) } catch { result = .failure(error) }
            await hub.stop()
            try result.get()
        }
    }

    private func write(_ shop: Shop, away: Int, on hub: HubProcess) async throws {
        let superuser = try #require(URLComponents(string: shop.server)?.user)
        let password = TestPostgres.password(shop.server)
        for (name, value) in [("owner", password), ("reader", Shop.password)] {
            let put = try await send(hub, "PUT", "tenants/demo/secrets/\(name)", ["value": .string(value)])
            try #require([200, 201].contains(put.status), "\(put.json.text)")
        }

        let refused = try await send(hub, "POST", "tools", shop.row("owned", user: superuser, credential: "owner"))
        expectRefusal(refused, "/endpoint", "is a superuser")
        #expect(!refused.json.text.contains(password))
        #expect(try await send(hub, "GET", "tools?name=owned").json["tools"] == [])
        expectRefusal(
            try await send(hub, "POST", "tools", shop.row("wrong", user: shop.reader, credential: "owner")),
            "/auth", "does not accept the user and the credential")

        let made = try await send(hub, "POST", "tools", shop.row("read", user: shop.reader, credential: "reader"))
        try #require(made.status == 201, "\(made.json.text)")
        let path = "tools/\(made.json["id"]?.stringValue ?? "")"
        let change: JSONValue = [
            "endpoint": shop.endpoint(superuser), "auth": ["type": "credential", "credential": "owner"],
        ]
        expectRefusal(try await send(hub, "PATCH", path, change), "/endpoint", "is a superuser")
        expectRefusal(
            try await send(hub, "PATCH", path, ["config": ["statement": "SELECT * FROM wages"]]), "/config",
            "has no table")
        #expect(try await send(hub, "GET", path).json["version"] == 1)
        let tried = try await send(hub, "POST", path + "/test", ["arguments": [:]])
        #expect(tried.json["result"]?["rows"] == [["customer": "Lan", "amount": 7]], "\(tried.json.text)")

        // What cannot be asked now is written, and its calls will tell.
        let down = shop.row("away", user: superuser, credential: "owner", port: away)
        #expect(try await send(hub, "POST", "tools", down).status == 201)
        let secretless = shop.row("early", user: superuser, credential: "not-there-yet")
        #expect(try await send(hub, "POST", "tools", secretless).status == 201)
        #expect(!hub.logText.contains(password) && !hub.logText.contains(Shop.password))
    }
}
