import HubCore
import HubMetrics
import Logging

@testable import HubEngine

/// An engine over scripted parts, and the parts at hand.
struct Hub {
    let directory: ScriptedDirectory
    let conversations: ScriptedConversations
    let model: ScriptedModel
    let tools: ScriptedTools
    let routers: ScriptedRouters
    let limiter: LocalRateLimiter
    let standings: TenantStandings
    let clock = Clock()
    let registry = MetricsRegistry()
    let engine: ChatEngine

    init(
        configuration: TenantConfiguration = World.configuration(), model: [ScriptedModel.Step] = [],
        tools: [String: ScriptedTools.Body] = [:], rule: @escaping ScriptedRouters.Rule = { _ in .sure("AgentHoney") },
        files: (any FileStore)? = nil, pages: (any PageRenderer)? = nil,
        defaults: EngineDefaults = World.defaults(), version: @escaping @Sendable () -> Int64 = { 1 },
        logger: Logger = World.quiet
    ) {
        directory = ScriptedDirectory([configuration])
        conversations = ScriptedConversations(version: version)
        self.model = ScriptedModel(model)
        self.tools = ScriptedTools(tools)
        routers = ScriptedRouters(rule)
        limiter = LocalRateLimiter(now: { 0 })
        standings = TenantStandings(now: { [clock] in clock.now }) { [directory] in directory.tenant($0) }
        engine = ChatEngine(
            directory: directory, rows: directory, standings: standings, conversations: conversations,
            models: self.model, tools: self.tools,
            routers: routers, sealer: ScriptedSealer(), limiter: limiter, files: files, pages: pages,
            defaults: defaults,
            metrics: EngineMetrics(registry: registry, toolTypes: ["T"]), logger: logger, now: { World.date },
            pause: { _ in })
    }

    func ask(
        _ message: String, in session: SessionID? = nil, agent: String? = nil, as caller: Caller = World.caller
    ) async throws(ChatError) -> Reply {
        try await engine.answer(
            ChatTurn(caller: caller, session: session, message: message, agent: agent, traceID: "trace")
        ).reply
    }

    /// A metric's sample as it is exposed; nil where there is none of that name and labels.
    func sample(_ series: String) -> String? {
        registry.exposition().split(separator: "\n").first { $0.hasPrefix(series + " ") }
            .map { String($0.dropFirst(series.count + 1)) }
    }
}
