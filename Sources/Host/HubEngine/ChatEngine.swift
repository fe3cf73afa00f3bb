import FoundationEssentials
import HubCore
import Logging

/// Answers chat turns: one question in, one stored reply out.
package final class ChatEngine: Sendable {
    private let rows: any TenantDirectory
    private let snapshots: SnapshotCache
    private let flow: TurnFlow
    private let admission: TurnAdmission
    private let gate: SessionGate
    private let unanswered: UnansweredTurns
    private let turnTime: Duration
    private let metrics: EngineMetrics
    private let logger: Logger

    /// `directory` may hold copies, since a turn asks for the version that it read; `rows` are the rows themselves.
    /// `now` is the wall clock of what is stored and of the prompts' date.
    package init(
        directory: any TenantDirectory, rows: any TenantDirectory, conversations: any ConversationStore,
        models: any ModelProvider,
        tools: any ToolInvoker, routers: any AgentRouterTrainer, sealer: any SecretSealer, limiter: any RateLimiter,
        defaults: EngineDefaults, metrics: EngineMetrics, logger: Logger,
        now: @escaping @Sendable () -> Date = { Date() }
    ) {
        let limits = defaults.limits
        self.rows = rows
        self.metrics = metrics
        self.logger = logger
        turnTime = limits.turnTime
        snapshots = SnapshotCache(
            directory: directory, builder: SnapshotBuilder(defaults: defaults, trainer: routers, logger: logger),
            capacity: limits.cachedTenants, logger: logger)
        admission = TurnAdmission(limits: limits)
        gate = SessionGate(maximumWaiting: limits.waitingMessages)
        let models = ModelCaller(provider: models, sealer: sealer, metrics: metrics, logger: logger)
        let rates = TurnRates(limiter: limiter, defaults: limits.defaultTenantLimits, metrics: metrics)
        unanswered = UnansweredTurns(conversations: conversations, rates: rates, logger: logger)
        flow = TurnFlow(
            snapshots: snapshots, conversations: conversations,
            supervisor: Supervisor(models: models, limits: limits, logger: logger),
            loop: AgentLoop(
                models: models, tools: ToolCaller(invoker: tools, sealer: sealer, metrics: metrics, logger: logger),
                limits: limits),
            rates: rates, unanswered: unanswered, metrics: metrics, limits: limits, logger: logger, now: now)
        metrics.observe(admission, snapshots)
    }

    /// Answers one message, after the messages that came before it in its session. When it returns, the turn is
    /// stored. Cancelling it ends the turn and stores nothing, unless the answer is there already: then it is stored.
    package func answer(_ turn: ChatTurn) async throws(ChatError) -> ChatAnswer {
        let start = MonotonicTime.now()
        do throws(ChatError) {
            let answer = try await answerInTurn(turn)
            metrics.turn(answer.reply.status.rawValue, since: start)
            return answer
        } catch {
            metrics.turn(error.status, since: start)
            throw error
        }
    }

    /// The session's order comes first, so that no message that waits for another keeps a place from other sessions.
    private func answerInTurn(_ turn: ChatTurn) async throws(ChatError) -> ChatAnswer {
        let session = turn.session ?? SessionID()
        let scope = turn.caller.scope
        let key = SessionGate.Key(scope: scope, user: turn.caller.user, session: session)
        try await gate.enter(key)
        defer { gate.leave(key) }
        let deadline = Deadline.after(turnTime)
        try await admission.enter(scope, by: deadline)
        defer { admission.leave(scope) }
        return try await flow.answer(turn, in: session, by: deadline)
    }

    /// The agents that the caller can talk to, by name, as the rows stand now.
    package func agents(for caller: Caller) async throws(ChatError) -> [AgentSummary] {
        let configuration: TenantConfiguration?
        do {
            configuration = try await rows.configuration(of: caller.scope, notOlderThan: .min)
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
    package func drain() async {
        await admission.drain()
        await unanswered.drain()
    }
}
