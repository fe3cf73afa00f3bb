import HubCore
import Support

/// A tenant with models of its own and agents, written over REST. Agents route by their own rows, without a model's help.
struct ModelTenant {
    struct Model: Sendable {
        var provider: ModelProviderKind
        var name: String
        var base: String
        /// nil: none is set.
        var key: String?
        /// Tokens.
        var contextWindow: Int

        init(
            _ provider: ModelProviderKind, _ name: String, at base: String, key: String?, contextWindow: Int = 128_000
        ) {
            self.provider = provider
            self.name = name
            self.base = base
            self.key = key
            self.contextWindow = contextWindow
        }
    }

    /// How a turn is asked for.
    enum Way: String, Sendable, CaseIterable {
        case whole
        case streamed
    }

    struct Refused: Error {
        let answer: String
    }

    static let question = "What is the stock level of SKU-12345?"
    static let agent = "AgentStock"
    static let tool = "get_stock"
    /// Nano-dollars a token, so that a cost is a sum of products without a fraction.
    static let prices = (input: 150, cached: 75, output: 600)

    static let patternOfSKU: JSONValue = [
        "type": "string", "pattern": "^SKU-[0-9]{5}$", "description": "The product's code",
    ]

    let hub: HubProcess
    let id: String

    /// A worker whose tools and tenants' models may be on loopback.
    static func start() async throws -> HubProcess {
        try await HubProcess.start(["--egress-allow", "127.0.0.0/8"])
    }

    /// The first of `models` answers, the others when it does not. `erp`: where the agent's tool looks; nil: it has none.
    /// `sku`: the schema of the tool's argument.
    /// `agents`: those without a tool that there are beside `AgentStock`.
    static func write(
        _ id: String, on hub: HubProcess, models: [Model], erp: UInt16? = nil, sku: JSONValue = patternOfSKU,
        allowsBuiltin: Bool = false, agents: [String] = []
    ) async throws -> ModelTenant {
        let tenant = ModelTenant(hub: hub, id: id)
        _ = try await tenant.post(
            "tenants", ["id": .string(id), "settings": ["routing": "local", "languages": ["en"]]])
        if let erp { try await tenant.writeTool(erp: erp, sku: sku) }
        try await tenant.writeAgent(agent, tools: erp == nil ? [] : [tool])
        for name in agents { try await tenant.writeAgent(name, tools: []) }
        var entries: [JSONValue] = []
        for model in models {
            let row = try await tenant.post(
                "llm-models",
                [
                    "name": .string(model.name), "tenant_id": .string(id), "provider": .string(model.provider.rawValue),
                    "base_url": .string(model.base), "context_window": .int(model.contextWindow),
                    "prices": [
                        "from": "2025-01-01", "input": "0.15", "cached_input": "0.075", "output": "0.60",
                    ],
                ])
            var entry: JSONObject = ["llm_model_id": row["id"] ?? nil]
            entry["api_key"] = model.key.map(JSONValue.string)
            entries.append(.object(entry))
        }
        let chosen = try await hub.http.request(
            "PUT", "/api/admin/tenants/\(id)/llm-configs", token: tenant.administrator,
            body: ["models": .array(entries), "allow_builtin": .bool(allowsBuiltin)])
        guard chosen.status == 200 else { throw Refused(answer: chosen.json.text) }
        return tenant
    }

    private var administrator: String {
        get throws { try hub.token(tenant: "platform", user: "root", roles: [.platformAdmin]) }
    }

    private func post(_ path: String, _ body: JSONValue) async throws -> JSONValue {
        let response = try await hub.http.request("POST", "/api/admin/\(path)", token: administrator, body: body)
        guard response.status == 201 else { throw Refused(answer: response.json.text) }
        return response.json
    }

    private func writeTool(erp: UInt16, sku: JSONValue) async throws {
        _ = try await post(
            "tools",
            [
                "name": .string(Self.tool), "description": "The stock level of a product in the warehouse.",
                "tenant_id": .string(id), "base_tool_type": "HTTP_GET",
                "endpoint": .string("http://127.0.0.1:\(erp)/stock/{sku}"),
                "input_schema": [
                    "type": "object", "required": ["sku"], "additionalProperties": false,
                    "properties": ["sku": sku],
                ],
            ])
    }

    private func writeAgent(_ name: String, tools: [String]) async throws {
        _ = try await post(
            "agents",
            [
                "name": .string(name), "description": "Warehouse stock levels of products.",
                "tenant_id": .string(id), "tools": .strings(tools),
                "examples": [
                    "What's the stock level for product SKU-54321?", "How many SKU-54321 are in the warehouse?",
                ],
            ])
    }

    /// The reply of one turn, and what was streamed before it.
    func turn(_ way: Way, _ message: String = question, agent: String = agent) async throws -> PlayedTurn {
        switch way {
        case .whole:
            let response = try await hub.ask(message, agent: agent, tenant: id)
            return PlayedTurn(reply: response.json, events: [])
        case .streamed:
            let stream = try await open(message, agent: agent)
            let events = await stream.rest()
            return PlayedTurn(reply: events.last { $0.name == "reply" }?.data ?? nil, events: events)
        }
    }

    /// A streamed turn whose events the test reads one by one.
    func open(_ message: String = question, agent: String = agent) async throws -> ChatStream {
        try await ChatStream.open(
            hub.http, "/api/\(id)/chat", token: hub.token(tenant: id),
            body: ["message": .string(message), "agent": .string(agent), "stream": true])
    }

    /// What the ledger says that the tenant used: `/api/admin/tenants/{tenant}/metrics`.
    func ledger() async throws -> JSONValue {
        let response = try await hub.http.request(
            "GET", "/api/admin/tenants/\(id)/metrics", token: administrator)
        guard response.status == 200 else { throw Refused(answer: response.json.text) }
        return response.json
    }
}

/// A turn as its caller saw it.
struct PlayedTurn {
    let reply: JSONValue
    /// None unless it was streamed.
    let events: [ChatStream.Event]

    var metadata: JSONValue { reply["metadata"] ?? nil }
    /// What came of each call of a model, in their order.
    var outcomes: [String] { (metadata["models"]?.arrayValue ?? []).compactMap { $0["outcome"]?.stringValue } }

    /// The words that were streamed and not taken back.
    var words: String {
        events.reduce(into: "") { words, event in
            switch event.name {
            case "text_reset": words = ""
            case "text": words += event.data["text"]?.stringValue ?? ""
            default: break
            }
        }
    }
}
