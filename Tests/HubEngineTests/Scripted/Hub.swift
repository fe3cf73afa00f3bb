import HubCore

@testable import HubEngine

/// An engine over scripted parts, and the parts at hand.
struct Hub {
    let directory: ScriptedDirectory
    let conversations: ScriptedConversations
    let model: ScriptedModel
    let tools: ScriptedTools
    let routers: ScriptedRouters
    let engine: ChatEngine

    init(
        configuration: TenantConfiguration = World.configuration(), model: [ScriptedModel.Step] = [],
        tools: [String: ScriptedTools.Body] = [:], rule: @escaping ScriptedRouters.Rule = { _ in .sure("AgentHoney") },
        defaults: EngineDefaults = World.defaults(), version: @escaping @Sendable () -> Int64 = { 1 }
    ) {
        directory = ScriptedDirectory([configuration])
        conversations = ScriptedConversations(version: version)
        self.model = ScriptedModel(model)
        self.tools = ScriptedTools(tools)
        routers = ScriptedRouters(rule)
        engine = ChatEngine(
            directory: directory, conversations: conversations, models: self.model, tools: self.tools,
            routers: routers, defaults: defaults, logger: World.quiet, now: { World.date })
    }

    func ask(
        _ message: String, in session: SessionID? = nil, agent: String? = nil, as caller: Caller = World.caller
    ) async throws(ChatError) -> Reply {
        try await engine.answer(
            ChatTurn(caller: caller, session: session, message: message, agent: agent, traceID: "trace"))
    }
}
