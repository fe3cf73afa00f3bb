import FoundationEssentials
import HubCore
import HubMetrics
import Logging

@testable import HubEngine

/// A made-up tenant: a beekeeper's hub with two agents. Hives have a number of ten digits, queens a tag such as `QUA123`.
enum World {
    static let tenant = Tenant(id: id("meadow"), name: "Meadow")
    static let scope = TenantScope(tenant: tenant.id)
    static let caller = Caller(
        scope: scope, user: user("bee-1"), roles: [.user], token: Secret("a-token"), logName: "bee-1")
    static let network = LanguageModel(
        name: "big", provider: .openAI,
        prices: PriceList([TokenPrices(input: 150_000_000, output: 600_000_000, from: "")]))
    static let builtin = LanguageModel(name: "builtin", provider: .builtin)

    static let harvest = Tool(
        name: "read_harvest", description: "Honey of one hive", type: "T",
        inputSchema: [
            "type": "object", "properties": ["hive": ["type": "string", "pattern": "^[0-9]{10}$"]],
            "required": ["hive"], "additionalProperties": false,
        ], priority: 2, labels: ["kilos": Label([.english: "Kilos", .vietnamese: "Số ký"])])
    static let weight = Tool(
        name: "read_weight", description: "Weight of one hive", type: "T",
        inputSchema: [
            "type": "object", "properties": ["hive": ["type": "string", "pattern": "^[0-9]{10}$"]],
            "required": ["hive"],
        ],
        outputSchema: ["type": "object", "required": ["grams"]], priority: 1)
    static let queen = Tool(
        name: "find_queen", description: "Where a queen is", type: "T",
        inputSchema: [
            "type": "object", "properties": ["tag": ["type": "string", "pattern": "^[A-Z]{3}[0-9]{3}$"]],
            "required": ["tag"],
        ], outputFormat: .markdownTable)

    static let honey = Agent(
        name: "AgentHoney", description: "Tells how much honey the hives gave", promptTemplate: "You count honey.",
        tools: ["read_harvest", "read_weight"],
        examples: ["How much honey did hive 0000000001 give?", "Tổ ong 0000000001 cho bao nhiêu mật?"],
        label: Label([.english: "Honey", .vietnamese: "Mật ong"]))
    static let queens = Agent(
        name: "AgentQueens", description: "Finds queens", tools: ["find_queen"],
        examples: ["Where is queen QUA123?"], label: Label([.english: "Queens", .vietnamese: "Ong chúa"]))

    static func configuration(
        version: Int64 = 1, tenant: Tenant = tenant, agents: [Agent] = [honey, queens],
        tools: [Tool] = [harvest, weight, queen], models: [LanguageModel] = [], llm: LLMConfiguration? = nil,
        overrides: [OutputOverride] = [], secrets: [SecretName: SealedSecret] = [:]
    ) -> TenantConfiguration {
        TenantConfiguration(
            tenant: tenant, version: version, agents: agents, tools: tools, models: models, llm: llm,
            overrides: overrides, secrets: secrets)
    }

    static func tenant(_ limits: TenantLimits) -> Tenant {
        var tenant = tenant
        tenant.settings.limits = limits
        return tenant
    }

    static func sealed(_ value: String) -> SealedSecret { ScriptedSealer().seal(Secret(value)) }

    /// Waits between tries are over at once.
    static func modelCaller(
        _ model: any ModelProvider, circuits: ModelCircuits = ModelCircuits(now: { 0 }),
        limiter: any RateLimiter = LocalRateLimiter(now: { 0 }), logger: Logger = quiet,
        wait: @escaping @Sendable (Duration) async throws -> Void = { _ in }
    ) -> ModelCaller {
        ModelCaller(
            provider: model, sealer: ScriptedSealer(), limiter: limiter, circuits: circuits,
            metrics: EngineMetrics(registry: MetricsRegistry(), toolTypes: []), logger: logger, now: { date },
            wait: wait, jitter: { 0.5 })
    }

    static func toolCaller(_ tools: any ToolInvoker, logger: Logger = quiet) -> ToolCaller {
        ToolCaller(
            invoker: tools, sealer: ScriptedSealer(),
            metrics: EngineMetrics(registry: MetricsRegistry(), toolTypes: []), logger: logger)
    }

    static func secretName(_ text: String) -> SecretName {
        guard let name = SecretName(text) else { preconditionFailure("\(text) is no secret's name") }
        return name
    }

    /// No `builtin` behind the model.
    static func defaults(supervisor: LanguageModel = builtin, _ change: (inout EngineLimits) -> Void = { _ in })
        -> EngineDefaults
    {
        var limits = EngineLimits()
        change(&limits)
        return EngineDefaults(model: network, supervisorModel: supervisor, allowsBuiltin: false, limits: limits)
    }

    static let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    /// 2025-10-15T08:00:00Z.
    static let date = Date(timeIntervalSince1970: 1_760_515_200)

    static func id(_ text: String) -> TenantID {
        guard let id = TenantID(text) else { preconditionFailure("\(text) is no tenant's id") }
        return id
    }

    static func user(_ text: String) -> UserID {
        guard let user = UserID(text) else { preconditionFailure("\(text) is no user's id") }
        return user
    }

    static func snapshot(
        _ configuration: TenantConfiguration = configuration(), supervisor: LanguageModel = builtin,
        rule: @escaping ScriptedRouters.Rule = { _ in .nothing }
    ) async throws -> TenantSnapshot {
        try await SnapshotBuilder(
            defaults: defaults(supervisor: supervisor), trainer: ScriptedRouters(rule), logger: quiet
        )
        .build(configuration, reusing: nil)
    }

    static func prepared(_ tool: Tool) throws -> ToolSnapshot { try ToolSnapshot(tool) }
}
