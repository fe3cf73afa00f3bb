import FoundationEssentials
import HubCore
import HubMetrics
import Logging

/// The stages of one turn: open, route, answer, store. Each hands its value to the next.
struct TurnFlow: Sendable {
    let snapshots: SnapshotCache
    let standings: TenantStandings
    let conversations: any ConversationStore
    let files: TurnFiles
    let supervisor: Supervisor
    let loop: AgentLoop
    let rates: TurnRates
    let unanswered: UnansweredTurns
    /// Hears of a tenant whose calls cost something, once they are in the ledger.
    let spent: @Sendable (TenantScope) -> Void
    let metrics: EngineMetrics
    let limits: EngineLimits
    let logger: Logger
    let now: @Sendable () -> Date

    /// The tenant's snapshot to begin with, and whether it had to be loaded. Before the turn has a place among those
    /// that run, since a load may wait for routers to be trained.
    func start(_ scope: TenantScope, by deadline: Deadline) async throws(ChatError) -> TurnStart {
        if let held = snapshots.held(scope) { return TurnStart(snapshot: held, wasHeld: true) }
        return TurnStart(snapshot: try await snapshots.snapshot(scope, by: deadline), wasHeld: false)
    }

    /// Tokens that the first model call of a turn with this message may use; 0 where only `builtin` is asked.
    func expectedTokens(_ message: String, from start: TurnStart) -> Int {
        guard let standing = start.snapshot.standingPromptBytes else { return 0 }
        return TokenEstimate.tokens(bytes: standing + message.utf8.count) + limits.maximumOutputTokens
    }

    /// The stored reply.
    func answer(
        _ turn: ChatTurn, in session: SessionID, from start: TurnStart, reserved reservation: TokenReservation,
        by deadline: Deadline
    ) async throws(ChatError) -> Reply {
        var ledger = TurnLedger(traceID: turn.traceID)
        // The local router reads the message while the conversation is read.
        async let reading = Self.read(turn.message, by: start.snapshot)
        var opening = try await open(turn, session, start, reservation, deadline)
        opening.reading = await reading
        note(InjectionSignals.kinds(in: turn.message), in: "message", &ledger)
        let reply: Reply
        let record: TurnRecord
        do throws(TurnInterruption) {
            let decision = try await route(opening, &ledger)
            (reply, record) = try await answer(opening, decision, &ledger)
        } catch {
            for call in error.modelCalls { ledger.take(call) }
            unanswered.record(ledger, of: opening)
            await opening.made?.discard()
            throw .cancelled
        }
        do throws(ChatError) {
            try await store(record, ledger.tokens, opening)
        } catch {
            switch error {
            // The store has written what was spent, and no message.
            case .sessionNotFound:
                if record.usage.cost > 0 { spent(turn.caller.scope) }
                await opening.made?.discard()
            // Nothing was written.
            case .superseded, .storage(.unwritten):
                unanswered.record(ledger, of: opening)
                await opening.made?.discard()
            // Nobody knows whether it was written.
            default:
                logCalls(ledger, opening)
                unanswered.record(ledger, of: opening, unsettled: record.answer.id)
            }
            throw error
        }
        metrics.overhead.observe(milliseconds: ledger.overheadMilliseconds)
        return reply
    }

    private static func read(_ message: String, by snapshot: TenantSnapshot) async -> MessageReading {
        MessageReading(
            words: MessageWords(message), verdict: snapshot.router?.route(message), version: snapshot.version)
    }

    /// What a turn did whose commit failed, since its audit rows may be lost.
    private func logCalls(_ ledger: TurnLedger, _ opening: TurnOpening) {
        for call in ledger.calls {
            logger.error(
                "A tool was called in a turn that may not have been stored.",
                metadata: opening.trace.metadata(["tool": "\(call.tool)", "outcome": "\(call.status)"]))
        }
    }

    private func open(
        _ turn: ChatTurn, _ session: SessionID, _ start: TurnStart, _ reservation: TokenReservation,
        _ deadline: Deadline
    ) async throws(ChatError) -> TurnOpening {
        let asked = now()
        let (snapshot, window) = try await read(turn, session, start, deadline)
        let requested = turn.agent.flatMap(snapshot.agent)
        if turn.agent != nil, requested == nil { throw .agentNotAvailable }
        let attachments = try await attachments(of: turn).get()
        if start.snapshot.standingPromptBytes != nil {
            let history = window.messages.reduce(0) { $0 + $1.text.utf8.count }
            await rates.extend(reservation, by: TokenEstimate.tokens(bytes: history))
        }
        return TurnOpening(
            turn: turn, session: session, asked: asked, deadline: deadline, snapshot: snapshot, window: window,
            attachments: attachments,
            made: files.made(
                for: turn.caller, limits: .init(snapshot.tenant, otherwise: limits), logger: logger, now: now),
            requested: requested, reservation: reservation, trace: TurnTrace(turn))
    }

    /// Reads the window; a snapshot older than what it says of the configuration is loaded anew, so that a change is
    /// live at the very next turn of every process.
    private func read(
        _ turn: ChatTurn, _ session: SessionID, _ start: TurnStart, _ deadline: Deadline
    ) async throws(ChatError) -> (TenantSnapshot, ConversationWindow) {
        let scope = turn.caller.scope
        let asOf = standings.time
        var window = try await window(turn, session, deadline).get()
        if let history = turn.history {
            window.messages = history.suffix(max(0, limits.windowMessages - 1))
        }
        var snapshot = snapshots.held(scope) ?? start.snapshot
        let isCurrent = snapshot.version >= window.configurationVersion
        metrics.snapshot(!start.wasHeld ? .load : isCurrent ? .hit : .stale)
        if !isCurrent {
            snapshot = try await snapshots.snapshot(scope, notOlderThan: window.configurationVersion, by: deadline)
        }
        standings.confirm(snapshot.tenant, asOf: asOf)
        return (snapshot, window)
    }

    private func attachments(of turn: ChatTurn) async -> Result<[FileAttachment], ChatError> {
        if turn.attachments.isEmpty { return .success([]) }
        do {
            guard let attachments = try await files.attachments(turn.attachments, of: turn.caller) else {
                return .failure(.fileNotFound)
            }
            return .success(attachments)
        } catch {
            if Task.isCancelled || error is CancellationError { return .failure(.cancelled) }
            return .failure(failed(.window, error, turn))
        }
    }

    /// Says what looks like an attack on the model; nothing is refused for it, since ordinary words may look like one.
    private func note(_ kinds: Set<InjectionSignals.Kind>, in source: String, _ ledger: inout TurnLedger) {
        guard !kinds.isEmpty else { return }
        ledger.record(kinds, in: source, at: now())
        for kind in kinds { metrics.injectionSignals.labelled(kind.rawValue).add() }
    }

    private func window(_ turn: ChatTurn, _ session: SessionID, _ deadline: Deadline) async
        -> Result<ConversationWindow, ChatError>
    {
        do {
            let lookup = try await conversations.window(
                turn.caller.scope, session: session, user: turn.caller.user, limit: max(0, limits.windowMessages - 1),
                by: deadline)
            switch lookup {
            case .new(let version): return .success(ConversationWindow(configurationVersion: version))
            case .existing(let window): return .success(window)
            case .foreign: return .failure(.sessionNotFound)
            }
        } catch {
            if Task.isCancelled || error is CancellationError { return .failure(.cancelled) }
            return .failure(failed(.window, error, turn))
        }
    }

    private func route(_ opening: TurnOpening, _ ledger: inout TurnLedger) async throws(TurnInterruption)
        -> SupervisorDecision
    {
        let start = MonotonicTime.now()
        let decision = try await supervisor.decide(
            Supervisor.Question(
                message: opening.turn.message,
                words: opening.reading?.words ?? MessageWords(opening.turn.message),
                // A router of other rows says nothing of these.
                verdict: opening.reading?.version == opening.snapshot.version ? opening.reading?.verdict : nil,
                requested: opening.requested, attachments: opening.attachments, window: opening.window,
                snapshot: opening.snapshot,
                deadline: opening.deadline, trace: opening.trace))
        ledger.record(decision, since: start, at: opening.asked)
        opening.turn.observer?.observe(
            .routed(
                agent: decision.agentName, language: decision.language, intent: decision.intent,
                confidence: decision.confidence, router: decision.router))
        return decision
    }

    private func answer(_ opening: TurnOpening, _ decision: SupervisorDecision, _ ledger: inout TurnLedger)
        async throws(TurnInterruption) -> (Reply, TurnRecord)
    {
        // Ids made within a millisecond have no order of their own; the question's must come first.
        let ids = [MessageID(), MessageID()].sorted { $0.description < $1.description }
        var harvest = EntityHarvest(index: opening.snapshot.entities, capacity: limits.entities)
        let reply: Reply
        if case .agent(let agent) = decision.choice {
            let result: AgentLoopResult
            do throws(TurnInterruption) {
                result = try await loop.run(task(opening, agent, decision, ledger.embeddings))
            } catch {
                ledger.record(error, agent: agent.name, at: now())
                throw TurnInterruption()
            }
            ledger.record(result, agent: agent.name, at: now())
            noteSignals(in: result.toolCalls, &ledger)
            for call in result.toolCalls { harvest.take(call) }
            let answer = AgentAnswer(result, language: decision.language)
            let data = ResultForm.data(of: result.toolCalls)
            let intent = decision.intent ?? result.toolCalls.first?.tool?.tool.name ?? agent.intent
            reply = Reply(
                status: answer.status, session: opening.session, message: ids[1], agent: agent.name,
                text: answer.text, data: data,
                render: ResultForm.render(of: result.toolCalls, data: data, agent: agent.agent),
                citations: Citations(result).given,
                metadata: ledger.metadata(
                    decision, intent: intent, limit: answer.limit?.rawValue, answered: result.answered))
        } else {
            let text = Clarification(language: decision.language)
                .text(for: decision.choice, agents: opening.snapshot.agents)
            reply = Reply(
                status: .clarification, session: opening.session, message: ids[1], agent: nil,
                text: text ?? Phrasebook(language: decision.language).unclear,
                metadata: ledger.metadata(decision, intent: decision.intent, limit: nil))
        }
        return (reply, record(opening, reply, question: ids[0], entities: harvest.entities, ledger))
    }

    private func task(
        _ opening: TurnOpening, _ agent: AgentSnapshot, _ decision: SupervisorDecision, _ embeddings: EmbeddingMeter
    ) -> AgentTask {
        let entities = opening.window.entities
        return AgentTask(
            agent: agent, caller: opening.turn.caller,
            system: AgentPrompt.system(
                for: agent, language: decision.language, entities: entities, today: opening.asked),
            messages: ConversationHistory.messages(
                opening.window.messages, question: decision.question ?? opening.turn.message,
                attachments: opening.attachments),
            language: decision.language, entities: entities, secrets: opening.snapshot.secrets,
            embedding: opening.snapshot.embedding.map { TurnEmbedding(choice: $0, meter: embeddings) },
            attachments: opening.attachments, blobs: files.blobs(of: opening.turn.caller),
            files: opening.made, deadline: opening.deadline, trace: opening.trace, observer: opening.turn.observer)
    }

    private func record(
        _ opening: TurnOpening, _ reply: Reply, question: MessageID, entities: [Entity], _ ledger: TurnLedger
    ) -> TurnRecord {
        var memory = EntityMemory(opening.window.entities, capacity: limits.entities)
        for entity in entities { memory.mention(entity) }
        if let last = opening.attachments.last { memory.mention(Entity(attachment: last.id)) }
        return TurnRecord(
            session: opening.session, user: opening.turn.caller.user,
            question: Message(
                id: question, role: .user, text: opening.turn.message, attachments: opening.attachments,
                createdAt: opening.asked),
            answer: Message(
                id: reply.message, role: .assistant, text: reply.text, attachments: opening.made?.attachments ?? [],
                agent: reply.agent, reply: reply.json, entities: entities, createdAt: now()),
            entities: memory.entities, usage: ledger.usage, audit: ledger.audit, idempotency: opening.turn.idempotency)
    }

    private func noteSignals(in calls: [CompletedToolCall], _ ledger: inout TurnLedger) {
        var found: [String: Set<InjectionSignals.Kind>] = [:]
        for call in calls {
            guard let tool = call.tool else { continue }
            let kinds = InjectionSignals.kinds(in: call.outcome)
            if !kinds.isEmpty { found[tool.tool.name, default: []].formUnion(kinds) }
        }
        for (tool, kinds) in found.sorted(by: { $0.key < $1.key }) { note(kinds, in: tool, &ledger) }
    }

    /// Commits the turn and settles its tokens. It has its answer, so the caller's going away no longer stops it: both
    /// run in a task that nobody cancels.
    private func store(_ record: TurnRecord, _ tokens: Int, _ opening: TurnOpening) async throws(ChatError) {
        let turn = opening.turn
        let reserved = opening.reservation.take()
        let start = MonotonicTime.now()
        let commit = Task { [conversations, rates] in
            async let settled: Void = rates.settle(reserved, used: tokens)
            let result: Result<Void, any Error>
            do {
                result = .success(try await conversations.commit(turn.caller.scope, turn: record))
            } catch {
                result = .failure(error)
            }
            await settled
            try result.get()
        }
        do {
            try await commit.value
            if record.usage.cost > 0 { spent(turn.caller.scope) }
            metrics.commit.observe(milliseconds: MonotonicTime.milliseconds(since: start))
        } catch ConversationStoreError.sessionTaken {
            throw .sessionNotFound
        } catch ConversationStoreError.claimLost {
            throw .superseded
        } catch {
            switch (error as? any StorageFailure)?.kind {
            case .unavailable, .broken: throw failed(.unwritten, error, turn)
            case .unknown, .cancelled, nil: throw failed(.commit, error, turn)
            }
        }
    }

    private func failed(_ operation: ChatError.StorageOperation, _ error: any Error, _ turn: ChatTurn) -> ChatError {
        logger.error(
            "A conversation could not be read or written.",
            metadata: TurnTrace(turn).metadata([
                "operation": "\(operation.rawValue)", "error": "\(error)",
            ]))
        return .storage(operation)
    }
}
