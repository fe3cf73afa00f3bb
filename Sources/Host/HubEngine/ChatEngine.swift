import FoundationEssentials
import HubCore
import HubMetrics
import Logging

/// Answers chat turns: one question in, one stored reply out.
package final class ChatEngine: Sendable {
    private let rows: any TenantDirectory
    private let standings: TenantStandings
    private let rates: TurnRates
    private let snapshots: SnapshotCache
    private let flow: TurnFlow
    private let admission: TurnAdmission
    private let gate: SessionGate
    private let unanswered: UnansweredTurns
    private let turnTime: Duration
    private let metrics: EngineMetrics
    private let logger: Logger
    /// What makes vectors of documents; nil where nothing makes vectors.
    package let ingestionEmbeddings: (any IngestionEmbeddings)?

    /// `directory` may hold copies, since a turn asks for the version that it read; `rows` are the rows themselves.
    /// `now` is the wall clock of what is stored and of the prompts' date; `pause` waits between tries of a model.
    /// `files` holds what users attach to their messages, of whose documents `pages` makes pictures for tools.
    /// `spent` hears of a tenant whenever calls that cost something are in the ledger; it must not wait.
    package init(
        directory: any TenantDirectory, rows: any TenantDirectory, standings: TenantStandings,
        conversations: any ConversationStore, models: any ModelProvider,
        embeddings: (any EmbeddingProvider)? = nil, tools: any ToolInvoker, routers: any AgentRouterTrainer,
        sealer: any SecretSealer, limiter: any RateLimiter, files: (any FileStore)? = nil,
        pages: (any PageRenderer)? = nil, defaults: EngineDefaults, metrics: EngineMetrics,
        spent: @escaping @Sendable (TenantScope) -> Void = { _ in }, logger: Logger,
        now: @escaping @Sendable () -> Date = { Date() },
        pause: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
    ) {
        let limits = defaults.limits
        self.rows = rows
        self.standings = standings
        self.metrics = metrics
        self.logger = logger
        turnTime = limits.turnTime
        snapshots = SnapshotCache(
            directory: directory, builder: SnapshotBuilder(defaults: defaults, trainer: routers, logger: logger),
            capacity: limits.cachedTenants, logger: logger)
        admission = TurnAdmission(limits: limits)
        gate = SessionGate(maximumWaiting: limits.waitingMessages)
        let circuits = ModelCircuits()
        let models = ModelCaller(
            provider: models, sealer: sealer, limiter: limiter, circuits: circuits, metrics: metrics, logger: logger,
            now: now, wait: pause)
        rates = TurnRates(
            limiter: limiter, standings: standings, defaults: limits.defaultTenantLimits, metrics: metrics,
            logger: logger)
        unanswered = UnansweredTurns(conversations: conversations, rates: rates, spent: spent, logger: logger)
        flow = TurnFlow(
            snapshots: snapshots, standings: standings, conversations: conversations,
            files: TurnFiles(store: files, pages: pages),
            supervisor: Supervisor(models: models, limits: limits, logger: logger),
            loop: AgentLoop(
                models: models,
                tools: ToolCaller(
                    invoker: tools, sealer: sealer, metrics: metrics, logger: logger, embeddings: embeddings,
                    now: now),
                limits: limits),
            rates: rates, unanswered: unanswered, spent: spent, metrics: metrics, limits: limits, logger: logger,
            now: now)
        ingestionEmbeddings = embeddings.map {
            TenantEmbeddings(
                rows: rows, provider: $0, ledger: conversations, sealer: sealer, spent: spent, metrics: metrics,
                logger: logger, now: now)
        }
        metrics.observe(admission, gate, snapshots, circuits)
    }

    /// What the caller's own chat files are read by; nil where no files are kept.
    package func blobs(of caller: Caller) -> (any ToolBlobs)? { flow.files.blobs(of: caller) }

    /// Answers one message, after the messages that came before it in its session. When it returns, the turn is
    /// stored. Cancelling it ends the turn and stores nothing, unless the answer is there already: then it is stored.
    package func answer(_ turn: ChatTurn) async throws(ChatError) -> ChatAnswer {
        let start = MonotonicTime.now()
        do throws(ChatError) {
            let answer = try await answerCounted(turn)
            metrics.turn(answer.reply.status.rawValue, since: start)
            return answer
        } catch {
            metrics.turn(error.status, since: start)
            throw error
        }
    }

    /// Counts a turn of the caller's before anything of it is read. Whoever did so says `isCounted` of it.
    package func admit(_ caller: Caller) async throws(ChatError) -> RateVerdict? {
        let start = MonotonicTime.now()
        do throws(ChatError) {
            return try await rates.admit(caller)
        } catch {
            metrics.turn(error.status, since: start)
            throw error
        }
    }

    /// What it may use is taken first, so that a turn beyond its limits waits for nothing and holds no place.
    private func answerCounted(_ turn: ChatTurn) async throws(ChatError) -> ChatAnswer {
        let counted = turn.isCounted ? nil : try await rates.admit(turn.caller)
        let start = try await flow.start(turn.caller.scope, by: .after(turnTime))
        let (reservation, reserved) = try await rates.reserve(
            flow.expectedTokens(turn.message, from: start), for: turn.caller)
        let states = (counted?.states ?? []) + (reserved?.states ?? [])
        do throws(ChatError) {
            let reply = try await answerInTurn(turn, start, reservation)
            return ChatAnswer(reply: reply, rate: states.isEmpty ? nil : RateVerdict(states: states))
        } catch {
            // Nothing is left of it where the turn came to ask a model.
            await rates.settle(reservation.take(), used: 0)
            if error == .unknownTenant { standings.invalidate(turn.caller.scope) }
            throw error
        }
    }

    /// The session's order comes first, so that no message that waits for another keeps a place from other sessions.
    private func answerInTurn(
        _ turn: ChatTurn, _ start: TurnStart, _ reservation: TokenReservation
    ) async throws(ChatError) -> Reply {
        let session = turn.session ?? SessionID()
        let scope = turn.caller.scope
        let key = SessionGate.Key(scope: scope, user: turn.caller.user, session: session)
        let came = MonotonicTime.now()
        try await gate.enter(key)
        defer { gate.leave(key) }
        let deadline = Deadline.after(turnTime)
        try await admission.enter(scope, by: deadline)
        defer { admission.leave(scope) }
        metrics.wait.observe(milliseconds: MonotonicTime.milliseconds(since: came))
        return try await flow.answer(turn, in: session, from: start, reserved: reservation, by: deadline)
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
    package func invalidate(_ scope: TenantScope?) {
        standings.invalidate(scope)
        snapshots.invalidate(scope)
    }

    /// Takes no more turns and returns when those in flight have been answered, or when its task is cancelled.
    package func drain() async {
        await admission.drain()
        await unanswered.drain()
    }
}
