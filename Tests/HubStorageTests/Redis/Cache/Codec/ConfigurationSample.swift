import HubCore
import Testing

/// A configuration whose every field has a value that is not its default, and one with defaults only.
struct ConfigurationSample {
    let tenant: TenantID
    var full: TenantConfiguration
    var plain: TenantConfiguration

    init(tenant: TenantID, version: Int64 = 42) throws {
        self.tenant = tenant
        let model = ModelID()
        let tool = Self.tool(tenant)
        let agent = Self.agent(tenant, model: model)
        full = TenantConfiguration(
            tenant: Tenant(
                id: tenant, name: "Công ty \"Acme\"\n",
                settings: TenantSettings(
                    routing: .model, languages: [.vietnamese],
                    limits: TenantLimits(
                        requests: 600, tokens: 400_000, userRequests: 60, userTokens: 0, fileBytes: 9,
                        storageBytes: 5_000_000_000),
                    dailySpendAlert: 25_000_000_001),
                isEnabled: false, version: 7),
            version: version, agents: [agent, Agent(name: "a", description: "")],
            tools: [tool, Tool(name: "t", description: "", type: "HTTP_GET")],
            models: [
                LanguageModel(
                    id: model, owner: tenant, name: "m", provider: .openAI, baseURL: "https://m.example.com",
                    contextWindow: 8192,
                    prices: PriceList([
                        TokenPrices(input: 150, output: 600, cachedInput: 75, from: "2025-01-01"),
                        TokenPrices(input: 120, output: 500, from: "2026-01-01"),
                    ]),
                    version: 3),
                .builtin,
            ],
            llm: LLMConfiguration(
                models: [
                    .init(
                        model: model, key: SealedSecret(token: "gAAAAA=="), requestsPerMinute: 500,
                        tokensPerMinute: 200_000),
                    .init(model: ModelID()),
                ], supervisorModel: model, embedding: .init(model: model, dimensions: 768), allowsBuiltin: false,
                version: 4),
            overrides: [
                OutputOverride(agent: agent.id, outputFormat: .chartData, render: ["type": "chart"], version: 2),
                OutputOverride(agent: AgentID()),
            ],
            secrets: [try #require(SecretName("ERP_KEY")): SealedSecret(token: "gBBBBB==")])
        plain = TenantConfiguration(
            tenant: Tenant(id: try #require(TenantID("other")), name: ""), version: 0, agents: [], tools: [])
    }

    private static func agent(_ tenant: TenantID, model: ModelID) -> Agent {
        Agent(
            owner: tenant, name: "AgentDebt", description: "Nợ & công nợ", promptTemplate: "You\u{2028}help.",
            model: model, tools: ["get_customer_debt", "t"], examples: ["Nợ của 0104985841?"],
            outputFormat: .markdownTable, render: ["type": "table", "fields": [["name": "total"]]],
            label: Label([.english: "Debt", .vietnamese: "Công nợ"]), routing: .hybrid, isEnabled: false, version: 9)
    }

    private static func tool(_ tenant: TenantID) -> Tool {
        Tool(
            owner: tenant, name: "get_customer_debt", description: "d", type: "HTTP_POST",
            endpoint: "https://erp.example.com/{mst}", inputSchema: ["type": "object", "maxProperties": 3],
            outputSchema: ["minimum": 0.10], outputFormat: .summaryText, render: .null,
            authorization: .credential("ERP_KEY"), priority: 1, timeout: .milliseconds(2500) + .nanoseconds(1),
            labels: ["total": Label([.vietnamese: "Tổng"])], config: ["headers": ["X-A": "b"]], isEnabled: false,
            version: 12)
    }
}
