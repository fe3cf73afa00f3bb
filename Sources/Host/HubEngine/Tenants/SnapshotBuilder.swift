import HubCore
import HubSchema
import Logging

/// Makes a snapshot of a tenant's rows, and keeps of an earlier one what has not changed: compiled schemas, and the
/// router, which is dear to train.
struct SnapshotBuilder: Sendable {
    private let defaults: EngineDefaults
    private let training: TrainingQueue
    private let logger: Logger
    /// Tenants with the same granted agents share a router.
    private let routers = LoadingCache<[RoutingProfile], any AgentRouter>(capacity: 32)

    init(defaults: EngineDefaults, trainer: any AgentRouterTrainer, logger: Logger) {
        self.defaults = defaults
        self.logger = logger
        training = TrainingQueue(trainer: trainer)
    }

    /// Throws only when cancelled.
    func build(_ configuration: TenantConfiguration, reusing previous: TenantSnapshot?) async throws -> TenantSnapshot {
        let tools = configuration.tools.compactMap { tool in
            previous?.prepared(tool) ?? prepare(tool, of: configuration.tenant.id)
        }
        // A tenant's tool takes no place in an agent of the platform's: else its administrator would be sent the tokens
        // of everybody who talks to that agent.
        let lent = Dictionary(tools.filter { $0.tool.owner == nil }.map { ($0.tool.name, $0) }) { first, _ in first }
        let own = lent.merging(tools.filter { $0.tool.owner != nil }.map { ($0.tool.name, $0) }) { _, own in own }
        let models = ModelChoices(configuration, defaults: defaults)
        let agents = configuration.agentsInForce.map { agent in
            AgentSnapshot(
                agent, tools: choose(agent.tools, from: agent.owner == nil ? lent : own),
                models: models.chain(of: agent))
        }
        let profiles = RoutingBudget.trim(agents.map(\.routingProfile), to: defaults.limits.routingBytes)
        return TenantSnapshot(
            tenant: configuration.tenant, version: configuration.version, agents: agents,
            tools: tools, secrets: configuration.secrets, supervisor: models.supervisor, profiles: profiles,
            router: try await router(for: profiles, of: configuration.tenant.id, reusing: previous))
    }

    private func router(
        for profiles: [RoutingProfile], of tenant: TenantID, reusing previous: TenantSnapshot?
    ) async throws -> (any AgentRouter)? {
        if profiles.isEmpty { return nil }
        if let previous, previous.profiles == profiles { return previous.router }
        return try await routers.value(for: profiles) { [training] _ in
            try await training.train(profiles, for: TenantScope(tenant: tenant))
        }
    }

    private func prepare(_ tool: Tool, of tenant: TenantID) -> ToolSnapshot? {
        do throws(SchemaError) {
            return try ToolSnapshot(tool)
        } catch {
            // Validation keeps such rows out; one that came another way must not take its tenant down.
            logger.warning(
                "A tool is left out: a schema of its does not compile.",
                metadata: ["tenant": "\(tenant)", "tool": "\(tool.name)", "error": "\(error)"])
            return nil
        }
    }

    private func choose(_ names: [String], from tools: [String: ToolSnapshot]) -> [ToolSnapshot] {
        Array(
            Set(names).compactMap { tools[$0] }
                .sorted { ($0.tool.priority, $0.tool.name) < ($1.tool.priority, $1.tool.name) }
                .prefix(defaults.limits.toolsPerAgent))
    }
}
