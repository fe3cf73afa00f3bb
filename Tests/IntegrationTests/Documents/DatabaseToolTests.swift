import Foundation
import HubCore
import Support
import Testing

/// Questions that a database of the tenant's answers, by a statement that an administrator wrote.
@Suite(.timeLimit(.minutes(5)), .enabled(if: TestPostgres.isAvailable, "AGENTHUB_TEST_POSTGRES_URL names no server"))
struct DatabaseToolTests {
    /// A shop's database with two roles that may read it. It goes with the test.
    private struct Shop {
        let server: String
        let name = "shop_" + UUID().uuidString.lowercased().replacingOccurrences(of: "-", with: "")
        let password = UUID().uuidString
        /// The second role.
        var powerful: String { name + "_powerful" }

        /// A superuser's.
        private var admin: String { TestPostgres.url(server, database: name) }

        func make() async throws {
            try await PostgresSession.run("CREATE DATABASE \(name)", at: server)
            try await PostgresSession.run(
                """
                CREATE TABLE orders (customer text, region text, total numeric(12, 2));
                INSERT INTO orders VALUES ('Hoa Sen', 'north', 1200.50), ('Hoa Sen', 'north', 300), ('Binh Minh', 'north', 950),
                    ('Sao Mai', 'south', 410.25);
                CREATE ROLE \(name) LOGIN PASSWORD '\(password)';
                CREATE ROLE \(powerful) LOGIN PASSWORD '\(password)';
                GRANT USAGE ON SCHEMA public TO \(name), \(powerful);
                GRANT SELECT ON orders TO \(name), \(powerful);
                REVOKE CREATE ON SCHEMA public FROM PUBLIC
                """, at: admin)
        }

        /// The second role may do everything from then on.
        func empower() async throws { try await PostgresSession.run("ALTER ROLE \(powerful) SUPERUSER", at: server) }

        func drop() async throws {
            try await PostgresSession.run("DROP DATABASE \(name) WITH (FORCE)", at: server)
            try await PostgresSession.run("DROP ROLE IF EXISTS \(name), \(powerful)", at: server)
        }

        /// Without a password, as rows have it.
        func endpoint(as role: String) -> String {
            let port = URLComponents(string: server)?.port ?? 0
            return "postgresql://\(role)@127.0.0.1:\(port)/\(name)?sslmode=disable"
        }
    }

    @Test func answersAsATableAndAsAChartAndRefusesAnAllPowerfulRole() async throws {
        let shop = Shop(server: try #require(TestPostgres.url))
        let result: Result<Void, any Error>
        do {
            try await shop.make()
            result = .success(try await ask(shop))
        } catch { result = .failure(error) }
        try await shop.drop()
        try result.get()
    }

    private func ask(_ shop: Shop) async throws {
        let hub = try await ModelTenant.start()
        let tenant = try await KnowledgeTenant.write(on: hub, [])
        try await tenant.write("PUT", "tenants/\(tenant.id)/secrets/shop_password", ["value": .string(shop.password)])
        try await write(tenant, "table", as: shop.name, of: shop, "markdown_table")
        try await write(tenant, "chart", as: shop.name, of: shop, "chart_data")
        let powerful = try await write(tenant, "powerful", as: shop.powerful, of: shop, "markdown_table")
        try await shop.empower()

        let question = "Show the revenue by customer in the region north"
        let rows: JSONValue = [
            ["customer": "Hoa Sen", "revenue": .number(try #require(JSONNumber(literal: "1500.50")))],
            ["customer": "Binh Minh", "revenue": .number(try #require(JSONNumber(literal: "950.00")))],
        ]
        let table = try await chat(tenant, question, "AgentTable")
        #expect(table["status"] == "success" && table["data"]?["rows"] == rows, "\(table.text)")
        #expect(table["render"]?["type"] == "table" && table["render"]?["fields"] == ["customer", "revenue"])
        let text = try #require(table["text"]?.stringValue)
        #expect(text.contains("Hoa Sen") && text.contains("1,500.50") && text.contains("|"), "\(text)")
        #expect(!text.contains("Sao Mai"))

        let chart = try await chat(tenant, question, "AgentChart")
        #expect(chart["status"] == "success" && chart["data"]?["rows"] == rows, "\(chart.text)")
        #expect(chart["render"]?["type"] == "chart" && chart["render"]?["fields"] == ["customer", "revenue"])
        #expect(chart["data"]?["columns"]?.arrayValue?.map { $0["type"] } == ["text", "number"], "\(chart.text)")

        // A value that is no region never becomes a statement.
        let hostile = try await chat(tenant, "Show the revenue in the region north' OR true --", "AgentTable")
        #expect(!hostile.text.contains("Sao Mai"), "\(hostile.text)")
        let report = try await tenant.administer("POST", "tools/\(powerful)/test", ["arguments": ["region": "north"]])
        #expect(report["outcome"] == "failed" && report["result"] == .null, "\(report)")
        #expect(report["error"]?["message"]?.stringValue?.contains("superuser") == true, "\(report)")
        let refused = try await chat(tenant, question, "AgentPowerful")
        #expect(refused["status"] == "error" && refused["data"] == .null, "\(refused.text)")
        #expect(!refused.text.contains("1500.50") && !hub.logText.contains(shop.password))
        await hub.stop()
    }

    /// Returns the tool's id.
    @discardableResult
    private func write(
        _ tenant: KnowledgeTenant, _ name: String, as role: String, of shop: Shop, _ format: String
    ) async throws -> String {
        let statement =
            "SELECT o.customer, sum(o.total) AS revenue FROM orders o WHERE o.region = :region::text GROUP BY 1 ORDER BY 2 DESC"
        let tool = try await tenant.write(
            "POST", "tools",
            [
                "name": .string("revenue_\(name)"), "tenant_id": .string(tenant.id), "base_tool_type": "SQL_SELECT",
                "description": "The revenue by customer in a region.", "endpoint": .string(shop.endpoint(as: role)),
                "auth": ["type": "credential", "credential": "shop_password"], "output_format": .string(format),
                "input_schema": [
                    "type": "object", "required": ["region"],
                    "properties": [
                        "region": ["type": "string", "enum": ["north", "south"], "description": "The region"]
                    ],
                ], "config": ["statement": .string(statement)],
            ])
        try await tenant.write(
            "POST", "agents",
            [
                "name": .string("Agent" + name.capitalized), "tenant_id": .string(tenant.id),
                "description": "Revenue by customer and region.", "tools": [.string("revenue_\(name)")],
                "examples": ["What is the revenue in the south?", "Show the revenue of the region north"],
            ])
        return try #require(tool["id"]?.stringValue)
    }

    private func chat(_ tenant: KnowledgeTenant, _ question: String, _ agent: String) async throws -> JSONValue {
        try await tenant.hub.ask(question, agent: agent, token: tenant.token(), tenant: tenant.id).json
    }
}
