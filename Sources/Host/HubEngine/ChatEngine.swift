import FoundationEssentials
import HubCore
import Logging

/// Answers chat turns: one question in, one stored reply out.
package final class ChatEngine: Sendable {
    private let directory: any TenantDirectory
    private let snapshots: SnapshotCache
    private let flow: TurnFlow
    private let admission = TurnAdmission()
    private let gate: SessionGate
    private let logger: Logger

    /// `now` is the wall clock of what is stored and of the prompts' date.
    package init(
        directory: any TenantDirectory, conversations: any ConversationStore, models: any ModelProvider,
        tools: any ToolInvoker, routers: any AgentRouterTrainer, defaults: EngineDefaults, logger: Logger,
        now: @escaping @Sendable () -> Date = { Date() }
    ) {
        let limits = defaults.limits
        self.directory = directory
        self.logger = logger
        snapshots = SnapshotCache(
            directory: directory, builder: SnapshotBuilder(defaults: defaults, trainer: routers, logger: logger),
            capacity: limits.cachedTenants, logger: logger)
        gate = SessionGate(maximumWaiting: limits.waitingMessages)
        flow = TurnFlow(
            snapshots: snapshots, conversations: conversations,
            supervisor: Supervisor(models: models, model: defaults.supervisorModel, limits: limits, logger: logger),
            loop: AgentLoop(models: models, tools: tools, limits: limits, logger: logger), limits: limits,
            logger: logger, now: now)
    }

    /// Answers one message, after the messages that came before it in its session. When it returns, the turn is
    /// stored. Cancelling it ends the turn and stores nothing, unless the answer is there already: then it is stored.
    package func answer(_ turn: ChatTurn) async throws(ChatError) -> Reply {
        try admission.enter()
        defer { admission.leave() }
        let session = turn.session ?? SessionID()
        let key = SessionGate.Key(scope: turn.caller.scope, user: turn.caller.user, session: session)
        try await gate.enter(key)
        defer { gate.leave(key) }
        return try await flow.answer(turn, in: session)
    }

    /// The agents that the caller can talk to, by name, as the rows stand now.
    package func agents(for caller: Caller) async throws(ChatError) -> [AgentSummary] {
        let configuration: TenantConfiguration?
        do {
            configuration = try await directory.configuration(of: caller.scope, notOlderThan: 0)
        } catch {
            if Task.isCancelled || error is CancellationError { throw .cancelled }
            logger.error(
                "A tenant's configuration could not be read.",
                metadata: ["tenant": "\(caller.scope.tenant)", "error": "\(error)"])
            throw .storage(.configuration)
        }
        guard let configuration else { throw .unknownTenant }
        return AgentSummary.all(of: configuration)
    }

    /// Forgets what is held of a tenant, or of all for nil: the next turn reads the rows anew.
    package func invalidate(_ scope: TenantScope?) { snapshots.invalidate(scope) }

    /// Takes no more turns and returns when those in flight have been answered, or when its task is cancelled.
    package func drain() async { await admission.drain() }
}
