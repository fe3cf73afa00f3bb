import HubCore
import Support

/// More rows and one more conversation of a planted tenant, which no attack names: what must stay as it is while the
/// tenant's other rows are written over and over.
struct SpareRows {
    private let targets: [(path: String, token: String)]

    static func plant(in hub: HubProcess, erp: LoopbackServer, for tenant: PlantedTenant) async throws -> SpareRows {
        func write(_ method: String, _ path: String, _ body: JSONValue) async throws -> JSONValue {
            try await PlantedTenant.write(hub, method, path, tenant.administrator, body)
        }
        func word() -> JSONValue { .string(Canary.word("spare")) }
        let secret = "tenants/\(tenant.id)/secrets/\(Canary.word("secret"))"
        let model = try await write("POST", "llm-models", ["name": word(), "provider": "builtin"])
        let name = word()
        let tool = try await write(
            "POST", "tools",
            [
                "name": name, "description": word(), "base_tool_type": "HTTP_GET",
                "endpoint": .string(erp.url("/spare/{sku}")),
                "input_schema": ["type": "object", "required": ["sku"], "properties": ["sku": ["type": "string"]]],
            ])
        let agent = try await write(
            "POST", "agents", ["name": word(), "description": word(), "prompt_template": word(), "tools": [name]])
        _ = try await write("PUT", secret, ["value": word()])
        let rows = [("agents", agent), ("tools", tool), ("llm-models", model)].map { collection, row in
            "/api/admin/\(collection)/\(row["id"]?.stringValue ?? "")"
        }
        let reply = try await hub.ask("Spare \(Canary.word("question"))", token: tenant.other, tenant: tenant.id)
        let session = "/api/\(tenant.id)/sessions/\(reply.json["session_id"]?.stringValue ?? "")"
        return SpareRows(
            targets: (rows + ["/api/admin/" + secret]).map { ($0, tenant.administrator) }
                + [session, session + "/messages"].map { ($0, tenant.other) })
    }

    func read(in hub: HubProcess) async throws -> [JSONValue] {
        var rows: [JSONValue] = []
        for (path, token) in targets {
            let answer = try await hub.http.request("GET", path, token: token)
            guard answer.status == 200 else { throw PlantedTenant.Refused(description: "\(path): \(answer.json.text)") }
            rows.append(answer.json)
        }
        return rows
    }
}
