import HubCore
import Support
import Testing

/// A tool's server says back what it was sent. The embedded model quotes servers; neither its words nor the tool's data
/// show a secret, in the answer or in what is stored.
@Suite struct EchoedSecretTests {
    private static let secret = "canary-erp/77ab1c"

    private func agent(_ number: Int, _ auth: JSONValue, _ erp: LoopbackServer, on hub: HubProcess) async throws {
        let admin = try hub.token(tenant: "platform", user: "root", roles: [.platformAdmin])
        func write(_ method: String, _ path: String, _ body: JSONValue) async throws {
            let response = try await hub.http.request(method, "/api/admin/\(path)", token: admin, body: body)
            try #require([200, 201].contains(response.status), "\(path): \(response.json.text)")
        }
        let tenant = "acme-\(number)"
        try await write("POST", "tenants", ["id": .string(tenant)])
        try await write("PUT", "tenants/\(tenant)/secrets/erp", ["value": .string(Self.secret)])
        try await write(
            "POST", "tools",
            [
                "name": "get_stock", "description": "The stock level of a product.", "tenant_id": .string(tenant),
                "base_tool_type": "HTTP_GET", "endpoint": .string(erp.url("/stock/{sku}")), "auth": auth,
                "input_schema": [
                    "type": "object", "required": ["sku"],
                    "properties": ["sku": ["type": "string", "pattern": "^SKU-[0-9]{5}$"]],
                ],
            ])
        try await write(
            "POST", "agents",
            [
                "name": "AgentStock", "description": "Stock levels of products.", "tenant_id": .string(tenant),
                "tools": ["get_stock"], "examples": ["What is the stock level of SKU-54321?"], "routing": "local",
            ])
    }

    @Test func isSeenInNoAnswer() async throws {
        let erp = try LoopbackServer { request in
            let sent = request.header("authorization") ?? ""
            let words: JSONValue = ["message": .string("There is no stock for the key \(sent)")]
            return switch request.target {
            case "/stock/SKU-00404": .json(words.text, status: 404)
            case "/stock/SKU-00422": .json(words.text, status: 422)
            case _: .json((["sku": "SKU-00200", "level": 7, "you": .string(sent)] as JSONValue).text)
            }
        }
        defer { erp.stop() }
        try await HubSite.run(on: .embedded) { site in
            let hub = try await site.worker(["--egress-allow", "127.0.0.1:\(erp.port)"])
            let credentials: [JSONValue] = [["type": "credential", "credential": "erp"], ["type": "user_jwt"]]
            for (number, auth) in credentials.enumerated() {
                try await agent(number, auth, erp, on: hub)
                let tenant = "acme-\(number)"
                let token = try hub.token(tenant: tenant)
                let sent = number == 0 ? Self.secret : token
                for sku in ["SKU-00404", "SKU-00422", "SKU-00200"] {
                    let reply = try await hub.ask(
                        "What is the stock level of \(sku)?", token: token, tenant: tenant)
                    #expect(erp.requests.last?.target == "/stock/\(sku)")
                    #expect(erp.requests.last?.header("authorization") == "Bearer " + sent)
                    #expect(reply.status == 200)
                    let session = try #require(reply.json["session_id"]?.stringValue)
                    let stored = try await hub.http.request(
                        "GET", "/api/\(tenant)/sessions/\(session)/messages", token: token)
                    #expect(stored.status == 200)
                    for text in [reply.json.text, stored.json.text] {
                        // What was said is told, but for the secret.
                        #expect(text.contains("Bearer •••"), "\(text)")
                        #expect(!text.contains(sent), "\(text)")
                    }
                }
            }
        }
    }
}
