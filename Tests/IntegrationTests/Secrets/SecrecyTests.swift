import Foundation
import HubCore
import Support
import Testing

/// Secrets are seen where they are used and nowhere else: not in logs, answers, metrics or the audit log.
@Suite struct SecrecyTests {
    @Test(arguments: HubBackend.available) func keepsSecretsOutOfAllThatIsWritten(backend: HubBackend) async throws {
        let agent = try SecretAgent()
        defer { agent.stop() }
        try await HubSite.run(on: backend, environment: ["AGENTHUB_LOG_LEVEL": "trace"]) { site in
            let hub = try await site.worker(agent.arguments)
            let tool = try await agent.write(on: hub)
            let token = try hub.token(tenant: "acme", user: "canary-user@example.com")
            let admin = try hub.token(tenant: "platform", user: "root", roles: [.platformAdmin])
            var seen: [(String, String)] = []
            func see(
                _ method: String, _ path: String, _ token: String, _ body: JSONValue? = nil, expecting status: Int
            ) async throws {
                let response = try await hub.http.request(method, path, token: token, body: body)
                #expect(response.status == status, "\(path)")
                seen.append((path, "\(response.headers) " + String(decoding: response.body, as: UTF8.self)))
            }
            let chat = "/api/acme/chat"
            try await see("POST", chat, token, ["message": .string(SecretAgent.question)], expecting: 200)
            // The ERP fails, and says to all the world what it was sent.
            try await see("POST", chat, token, ["message": "What is the stock level of SKU-66666?"], expecting: 200)
            for sku in ["SKU-12345", "SKU-66666"] {
                let body: JSONValue = ["arguments": ["sku": .string(sku)]]
                try await see("POST", "/api/admin/tools/\(tool)/test", admin, body, expecting: 200)
            }
            try await see("POST", chat, token + "x", ["message": "hi"], expecting: 401)
            try await see("POST", chat, token, ["message": 1], expecting: 422)
            try await see("GET", "/api/demo/agents", token, expecting: 403)
            let secrets = "/api/admin/tenants/acme/secrets"
            try await see(
                "PUT", secrets + "/erp", admin, ["value": .string(SecretAgent.secret), "x": 1], expecting: 422)
            try await see("PUT", secrets + "/erp", token, ["value": .string(SecretAgent.secret)], expecting: 403)
            for path in [secrets, "/api/admin/tenants/acme/llm-configs", "/api/admin/audit?limit=200", "/metrics"] {
                try await see("GET", path, admin, expecting: 200)
            }
            #expect(agent.erp.requests.contains { $0.header("authorization") == "Bearer " + SecretAgent.secret })
            await hub.stop()
            let log = await hub.wholeLog()
            seen.append(("the log", log))
            if let database = site.database {
                let rows = try await database.run("SELECT detail FROM audit_log UNION ALL SELECT text FROM messages")
                seen.append(("rows", "\(rows)"))
                #expect(!log.contains(TestPostgres.password(database.server)))
            }
            let canaries = [
                SecretAgent.secret, SecretAgent.modelKey, site.masterKey, token, admin,
                String(token.split(separator: ".")[2]),
            ]
            for (place, text) in seen {
                for (index, canary) in canaries.enumerated() where text.contains(canary) {
                    Issue.record("canary \(index) is in \(place): \(text.prefix(2000))")
                }
            }
            #expect(!log.contains("canary-user"))
        }
    }
}
