import Foundation
import HubCore
import HubCrypto
import Support
import Testing

/// A tenant with one of everything, written over REST, full of words that stand nowhere else.
struct PlantedTenant {
    struct Refused: Error, CustomStringConvertible {
        let description: String
    }

    let id: String
    /// A `user`, whose conversation it is; another `user`, who has none; and the `tenant_admin`.
    let user: String
    let other: String
    let administrator: String
    /// The `tenant_admin`'s id.
    let administratorName: String
    private(set) var values: [Identifier: String]
    /// The key that the user's turn was sent with, and its body.
    let idempotencyKey = Canary.word("key")
    let question: JSONValue
    /// The plaintexts that never come out.
    let secrets: [String]

    /// Writes it all. The tools' endpoint is on the ERP, below a path of the tenant's own.
    static func plant(in hub: HubProcess, erp: LoopbackServer) async throws -> PlantedTenant {
        let id = Canary.word("tenant")
        let root = try hub.token(tenant: "platform", user: "root", roles: [.platformAdmin])
        _ = try await write(hub, "POST", "tenants", root, ["id": .string(id), "settings": ["routing": "local"]])
        var tenant = try PlantedTenant(hub, id)
        try await tenant.writeRows(hub, erp)
        try await tenant.upload(hub)
        try await tenant.talk(hub)
        return tenant
    }

    private init(_ hub: HubProcess, _ id: String) throws {
        self.id = id
        let name = Canary.word("user")
        administratorName = Canary.word("admin")
        // As long as a slow machine may take.
        func token(_ user: String, _ roles: Set<Role> = [.user]) throws -> String {
            try hub.token(tenant: id, user: user, roles: roles, lifetime: .seconds(3600))
        }
        user = try token(name)
        other = try token(Canary.word("other"))
        administrator = try token(administratorName, [.tenantAdmin])
        let claims = user.split(separator: ".")[1]
        let tokenID = try JSONValue(parsing: Base64URL.decode(claims.utf8) ?? [])["jti"]?.stringValue
        values = [
            .tenant: id, .user: name, .agentName: Canary.word("agent"), .toolName: Canary.word("tool"),
            .modelName: Canary.word("model"), .secretName: Canary.word("secret"), .tokenID: try #require(tokenID),
            .collectionName: Canary.word("collection"),
        ]
        question = ["message": .string("What is the stock level of SKU-12345? \(Canary.word("question"))")]
        secrets = [Canary.word("value"), Canary.word("apikey")]
    }

    subscript(identifier: Identifier) -> String { values[identifier] ?? "" }
    private func json(_ identifier: Identifier) -> JSONValue { .string(self[identifier]) }

    private mutating func writeRows(_ hub: HubProcess, _ erp: LoopbackServer) async throws {
        func write(_ method: String, _ path: String, _ body: JSONValue) async throws -> JSONValue {
            try await Self.write(hub, method, path, administrator, body)
        }
        func word() -> JSONValue { .string(Canary.word("text")) }
        let own = "tenants/\(id)"
        values[.model] = try await write(
            "POST", "llm-models", ["name": json(.modelName), "provider": "builtin"])["id"]?.stringValue
        _ = try await write(
            "PUT", own + "/llm-configs",
            ["models": [["llm_model_id": json(.model), "api_key": .string(secrets[1]), "rpm": 100_000]]])
        _ = try await write("PUT", own + "/secrets/\(self[.secretName])", ["value": .string(secrets[0])])
        values[.tool] = try await write(
            "POST", "tools",
            [
                "name": json(.toolName), "description": word(), "base_tool_type": "HTTP_GET",
                "endpoint": .string(erp.url("/\(Canary.word("path"))/{sku}")),
                "auth": ["type": "credential", "credential": json(.secretName)],
                "input_schema": [
                    "type": "object", "required": ["sku"],
                    "properties": ["sku": ["type": "string", "pattern": "^SKU-[0-9]{5}$", "description": word()]],
                ],
                "labels": ["note": ["en": word()]], "config": ["headers": ["x-note": word()]],
            ])["id"]?.stringValue
        values[.agent] = try await write(
            "POST", "agents",
            [
                "name": json(.agentName), "description": word(), "prompt_template": word(), "tools": [json(.toolName)],
                "examples": ["What's the stock level for product SKU-54321?", word()], "labels": ["vi": word()],
            ])["id"]?.stringValue
        _ = try await write("POST", own + "/permissions", ["agent_id": json(.agent)])
        _ = try await write("POST", own + "/permissions", ["tool_id": json(.tool)])
        _ = try await write("PUT", own + "/output-overrides/\(self[.agent])", ["render": ["title": word()]])
        _ = try await write("POST", own + "/revoked-tokens", ["jti": word()])
        _ = try await write("POST", "tools/\(self[.tool])/test", ["arguments": ["sku": "SKU-12345"]])
    }

    /// A file of the user's, and a document, which is waited for: what is read of it does not change by itself afterwards.
    private mutating func upload(_ hub: HubProcess) async throws {
        func send(_ path: String, _ token: String, _ form: JSONValue) async throws -> JSONValue {
            let form = MultipartText(form)
            let answer = try await hub.http.request(
                "POST", path, token: token, bytes: form.bytes, type: form.contentType)
            guard (200..<300).contains(answer.status) else {
                throw Refused(description: "\(path): \(answer.json.text)")
            }
            return answer.json
        }
        let file = try await send("/api/\(id)/files", user, ["file": [.string(Canary.word("file"))]])
        values[.file] = file["files"]?.arrayValue?.first?["id"]?.stringValue
        let collection = "/api/admin/knowledge/collections/\(self[.collectionName])"
        let put = try await hub.http.request(
            "PUT", collection, token: administrator, body: ["description": .string(Canary.word("text"))])
        guard put.status == 200 else { throw Refused(description: put.json.text) }
        let upload = try await send(
            "/api/admin/knowledge/upload", administrator,
            [
                "collection": json(.collectionName), "title": .string(Canary.word("title")),
                "file": [.string("# Returns\n\n" + Canary.word("passage"))],
            ])
        values[.job] = upload["job_id"]?.stringValue
        values[.document] = upload["documents"]?.arrayValue?.first?["document_id"]?.stringValue
        let path = "/api/admin/knowledge/jobs/\(self[.job])"
        let administrator = administrator
        try await Patience.until("the document is read") {
            try await hub.http.request("GET", path, token: administrator).json["done"] == 1
        }
    }

    private mutating func talk(_ hub: HubProcess) async throws {
        let reply = try await hub.http.request(
            "POST", "/api/\(id)/chat", token: user, body: question, headers: ["Idempotency-Key: \(idempotencyKey)"])
        guard reply.json["status"] == "success" else { throw Refused(description: reply.json.text) }
        values[.session] = reply.json["session_id"]?.stringValue
        values[.message] = reply.json["message_id"]?.stringValue
        let audit = try await hub.http.request("GET", "/api/admin/audit", token: administrator).json["entries"]
        values[.auditEntry] = audit?.arrayValue?.first?["id"]?.stringValue
        let missing = Identifier.allCases.filter { self[$0].isEmpty }
        guard missing.isEmpty else { throw Refused(description: "the tenant has no \(missing)") }
    }

    static func write(
        _ hub: HubProcess, _ method: String, _ path: String, _ token: String, _ body: JSONValue
    ) async throws -> JSONValue {
        let response = try await hub.http.request(method, "/api/admin/\(path)", token: token, body: body)
        guard (200..<300).contains(response.status) else {
            throw Refused(description: "\(method) \(path): \(response.json.text)")
        }
        return response.json
    }
}
