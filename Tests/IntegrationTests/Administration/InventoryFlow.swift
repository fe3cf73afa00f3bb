import HubCore
import HubCrypto
import Support
import Testing

/// The specification's administration of `AgentInventory` (User Story 2), by REST alone.
struct InventoryFlow {
    static let question = "What's the stock level for product SKU-12345?"
    static let tenant = "acme-corp"

    enum Model: Sendable, CaseIterable {
        case builtin
        /// An OpenAI-compatible server.
        case scripted
    }

    let erp: LoopbackServer
    let model: LoopbackServer

    init() throws {
        erp = try LoopbackServer { request in
            request.target == "/api/warehouse/SKU-12345"
                ? .json(#"{"sku":"SKU-12345","stock_level":1234,"warehouse":"Hanoi"}"#)
                : .json(#"{"message":"none"}"#, status: 404)
        }
        model = try LoopbackServer { request in
            guard let result = ScriptedModel.toolResult(request) else { return Self.call(request) }
            return ScriptedModel.say(result.contains("1234") ? "1,234 are in stock." : "I could not find out.")
        }
    }

    /// Of the tool for stock levels that the request offers, with the product that the user's words name.
    private static func call(_ request: LoopbackRequest) -> [LoopbackAction] {
        let body = (try? JSONValue(parsing: request.body)) ?? .null
        let offered = (body["tools"]?.arrayValue ?? []).compactMap { $0["function"] }
        let tool = offered.first { $0["description"]?.stringValue?.contains("stock level") == true }
        let words = body["messages"]?.arrayValue?.last { $0["role"] == "user" }?["content"]?.stringValue ?? ""
        guard let name = tool?["name"]?.stringValue, let product = words.firstMatch(of: #/SKU-[0-9]{5}/#) else {
            return ScriptedModel.say("I have no tool for that.")
        }
        return ScriptedModel.call(name, ["sku": .string(String(product.output))])
    }

    func stop() {
        erp.stop()
        model.stop()
    }

    var arguments: [String] { ["--egress-allow", "127.0.0.1:\(erp.port),127.0.0.1:\(model.port)"] }

    /// The tenant, the model and the tools, which the specification's requests name.
    func prepare(on hub: HubProcess, model: Model) async throws -> JSONValue {
        _ = try await post(hub, "tenants", ["id": .string(Self.tenant), "name": "Acme"])
        for (name, description, path) in [
            ("get_warehouse_stock", "The stock level of a product in the warehouse.", "warehouse"),
            ("check_reorder_levels", "The level at which a product is ordered again.", "reorder"),
        ] {
            _ = try await post(
                hub, "tools",
                [
                    "name": .string(name), "description": .string(description), "base_tool_type": "HTTP_GET",
                    "endpoint": .string("http://127.0.0.1:\(erp.port)/api/\(path)/{sku}"),
                    "input_schema": [
                        "type": "object", "required": ["sku"],
                        "properties": ["sku": ["type": "string", "pattern": "^SKU-[0-9]{5}$"]],
                    ],
                ])
        }
        let row: JSONValue =
            switch model {
            case .builtin: ["name": "builtin", "provider": "builtin"]
            case .scripted:
                [
                    "name": "gpt-4o", "provider": "openai", "base_url": .string(self.model.url("/v1")),
                    "prices": ["from": "2025-01-01", "input": "2.5", "output": "10"],
                ]
            }
        return try await post(hub, "llm-models", row)["id"] ?? .null
    }

    /// The specification's two requests with its own bodies; returns once the second one is answered.
    func administer(on hub: HubProcess, model id: JSONValue) async throws {
        let agent = try await post(
            hub, "agents",
            [
                "name": "AgentInventory",
                "prompt_template": "You help with warehouse inventory queries...",
                "llm_model_id": id,
                "tools": ["get_warehouse_stock", "check_reorder_levels"],
            ])
        _ = try await post(
            hub, "tenants/acme-corp/permissions",
            [
                "agent_id": agent["id"] ?? .null,
                "enabled": true,
            ])
    }

    func ask(_ hub: HubProcess) async throws -> RawHTTP.Response {
        try await hub.ask(Self.question, tenant: Self.tenant)
    }

    /// Posts as the platform's administrator; the row that it made.
    private func post(_ hub: HubProcess, _ path: String, _ body: JSONValue) async throws -> JSONValue {
        let admin = try hub.token(tenant: "platform", user: "root", roles: [.platformAdmin])
        let response = try await hub.http.request("POST", "/api/admin/\(path)", token: admin, body: body)
        try #require(response.status == 201, "\(path): \(response.json.text)")
        return response.json
    }
}
