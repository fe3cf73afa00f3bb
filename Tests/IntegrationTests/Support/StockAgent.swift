import HubCore
import Support

/// A tenant `acme` with one agent, `AgentStock`, whose tool asks a scripted ERP; written over REST.
struct StockAgent {
    static let tenant = "acme"
    static let question = "What is the stock level of SKU-12345?"

    let hub: HubProcess

    /// Starts a server whose tools may call the ERP, and writes the rows.
    static func start(
        erp: UInt16, _ arguments: [String] = [], environment: [String: String] = [:], timeout: Int = 60_000
    ) async throws -> StockAgent {
        let hub = try await HubProcess.start(
            ["--egress-allow", "127.0.0.1:\(erp)"] + arguments, environment: environment)
        let agent = StockAgent(hub: hub)
        try await agent.write(erp: erp, timeout: timeout)
        return agent
    }

    private struct Refused: Error {
        let answer: String
    }

    /// Writes the rows, and returns the tool's id. `settings` are the tenant's.
    @discardableResult
    func write(erp: UInt16, timeout: Int = 60_000, settings: JSONValue = [:]) async throws -> String {
        let admin = try hub.token(tenant: "platform", user: "root", roles: [.platformAdmin])
        let rows: [(String, JSONValue)] = [
            ("tenants", ["id": .string(Self.tenant), "name": "Acme", "settings": settings]),
            (
                "tools",
                [
                    "name": "get_stock", "description": "The stock level of a product in the warehouse.",
                    "tenant_id": .string(Self.tenant),
                    "base_tool_type": "HTTP_GET", "endpoint": .string("http://127.0.0.1:\(erp)/stock/{sku}"),
                    "timeout_ms": .int(timeout),
                    "input_schema": [
                        "type": "object", "required": ["sku"],
                        "properties": [
                            "sku": ["type": "string", "pattern": "^SKU-[0-9]{5}$", "description": "The product's code"]
                        ],
                    ],
                ]
            ),
            (
                "agents",
                [
                    "name": "AgentStock", "description": "Warehouse stock levels of products.",
                    "tenant_id": .string(Self.tenant),
                    "tools": ["get_stock"],
                    "examples": [
                        "What's the stock level for product SKU-54321?", "How many SKU-54321 are in the warehouse?",
                        "Tồn kho của SKU-54321?", "Kho còn bao nhiêu SKU-54321?",
                    ],
                ]
            ),
        ]
        var ids: [String: String] = [:]
        for (path, body) in rows {
            let response = try await hub.http.request("POST", "/api/admin/\(path)", token: admin, body: body)
            guard response.status == 201 else { throw Refused(answer: response.json.text) }
            ids[path] = response.json["id"]?.stringValue
        }
        return ids["tools"] ?? ""
    }

    func ask(_ message: String = question, session: String? = nil) async throws -> RawHTTP.Response {
        try await hub.ask(message, session: session, tenant: Self.tenant)
    }

    /// The stored messages of a session.
    func messages(_ session: JSONValue?) async throws -> [JSONValue] {
        let path = "/api/\(Self.tenant)/sessions/\(session?.stringValue ?? "")/messages"
        let token = try hub.token(tenant: Self.tenant)
        return try await hub.http.request("GET", path, token: token).json["messages"]?.arrayValue ?? []
    }
}
