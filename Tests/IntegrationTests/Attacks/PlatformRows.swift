import HubCore
import Support

/// An agent, a tool and a model of the platform's, which one tenant was granted.
struct PlatformRows {
    let values: [Identifier: String]
    /// How they work inside, which no tenant sees.
    let insides: Set<String>
    /// Where the tool calls the ERP.
    let path: String

    static func plant(in hub: HubProcess, erp: LoopbackServer, for tenant: PlantedTenant) async throws -> PlatformRows {
        let root = try hub.token(tenant: "platform", user: "root", roles: [.platformAdmin])
        func write(_ path: String, _ body: JSONValue) async throws -> JSONValue {
            try await PlantedTenant.write(hub, "POST", path, root, body)
        }
        let (agent, tool, model) = (Canary.word("agent"), Canary.word("tool"), Canary.word("model"))
        let (prompt, path, note, url) = (
            Canary.word("prompt"), Canary.word("path"), Canary.word("note"), Canary.word("url")
        )
        let modelRow = try await write(
            "llm-models",
            [
                "name": .string(model), "provider": "openai", "base_url": .string(erp.url("/\(url)/v1")),
                "prices": ["from": "2025-01-01", "input": "0", "output": "0"],
            ])
        let toolRow = try await write(
            "tools",
            [
                "name": .string(tool), "description": "Looks up stock levels.", "base_tool_type": "HTTP_GET",
                "endpoint": .string(erp.url("/\(path)/{sku}")), "config": ["headers": ["x-note": .string(note)]],
                "input_schema": [
                    "type": "object", "required": ["sku"],
                    "properties": ["sku": ["type": "string", "pattern": "^SKU-[0-9]{5}$"]],
                ],
            ])
        let agentRow = try await write(
            "agents",
            [
                "name": .string(agent), "description": "Stock levels.", "prompt_template": .string(prompt),
                "tools": [.string(tool)], "examples": ["What is the stock level of SKU-54321?"],
            ])
        _ = try await write("tenants/\(tenant.id)/permissions", ["agent_id": agentRow["id"] ?? .null])
        return PlatformRows(
            values: [
                .agent: agentRow["id"]?.stringValue ?? "", .agentName: agent, .tool: toolRow["id"]?.stringValue ?? "",
                .toolName: tool, .model: modelRow["id"]?.stringValue ?? "", .modelName: model,
            ], insides: [prompt, path, note, url], path: path)
    }

    /// The rows as their administrator sees them.
    func read(in hub: HubProcess, as root: String) async throws -> [JSONValue] {
        var rows: [JSONValue] = []
        for (collection, row) in [("agents", Identifier.agent), ("tools", .tool), ("llm-models", .model)] {
            let path = "/api/admin/\(collection)/\(values[row] ?? "")"
            rows.append(try await hub.http.request("GET", path, token: root).json)
        }
        return rows
    }
}
