import FoundationEssentials
import HubCore
import Logging

/// The stages of one turn: open, route, answer, store. Each hands its value to the next.
struct TurnFlow: Sendable {
    let snapshots: SnapshotCache
    let conversations: any ConversationStore
    let supervisor: Supervisor
    let loop: AgentLoop
    let limits: EngineLimits
    let logger: Logger
    let now: @Sendable () -> Date

    /// The stored reply.
    func answer(_ turn: ChatTurn, in session: SessionID) async throws(ChatError) -> Reply {
        var ledger = TurnLedger(traceID: turn.traceID)
        let opening = try await open(turn, session)
        let reply: Reply
        let record: TurnRecord
        do throws(CancellationError) {
            let decision = try await route(opening, &ledger)
            (reply, record) = try await answer(opening, decision, &ledger)
        } catch {
            throw .cancelled
        }
        try await store(record, turn)
        return reply
    }

    private func open(_ turn: ChatTurn, _ session: SessionID) async throws(ChatError) -> TurnOpening {
        let asked = now()
        let deadline = Deadline.after(limits.turnTime)
        let (snapshot, window) = try await read(turn, session)
        let requested = turn.agent.flatMap(snapshot.agent)
        if turn.agent != nil, requested == nil { throw .agentNotAvailable }
        return TurnOpening(
            turn: turn, session: session, asked: asked, deadline: deadline, snapshot: snapshot, window: window,
            requested: requested)
    }

    /// Reads the window and has the snapshot ready at the same time; a snapshot older than what the window's read
    /// says of the configuration is loaded anew, so that a change is live at the very next turn of every process.
    private func read(_ turn: ChatTurn, _ session: SessionID) async throws(ChatError)
        -> (TenantSnapshot, ConversationWindow)
    {
        let scope = turn.caller.scope
        let window: ConversationWindow
        if let held = snapshots.held(scope) {
            window = try await self.window(turn, session).get()
            if held.version >= window.configurationVersion { return (held, window) }
        } else {
            async let reading = self.window(turn, session)
            // Whether the tenant is there is said before anything of its sessions.
            _ = try await snapshots.snapshot(scope)
            window = try await reading.get()
        }
        return (try await snapshots.snapshot(scope, notOlderThan: window.configurationVersion), window)
    }

    private func window(_ turn: ChatTurn, _ session: SessionID) async -> Result<ConversationWindow, ChatError> {
        do {
            let lookup = try await conversations.window(
                turn.caller.scope, session: session, user: turn.caller.user, limit: max(0, limits.windowMessages - 1))
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

    private func route(_ opening: TurnOpening, _ ledger: inout TurnLedger) async throws(CancellationError)
        -> SupervisorDecision
    {
        let start = MonotonicTime.now()
        let decision = try await supervisor.decide(
            Supervisor.Question(
                message: opening.turn.message, words: MessageWords(opening.turn.message),
                requested: opening.requested, window: opening.window, snapshot: opening.snapshot,
                deadline: opening.deadline))
        ledger.record(decision, since: start, at: opening.asked)
        return decision
    }

    private func answer(_ opening: TurnOpening, _ decision: SupervisorDecision, _ ledger: inout TurnLedger)
        async throws(CancellationError) -> (Reply, TurnRecord)
    {
        // Ids made within a millisecond have no order of their own; the question's must come first.
        let ids = [MessageID(), MessageID()].sorted { $0.description < $1.description }
        var harvest = EntityHarvest(index: opening.snapshot.entities, capacity: limits.entities)
        let reply: Reply
        if case .agent(let agent) = decision.choice {
            let result = try await loop.run(task(opening, agent, decision))
            ledger.record(result, agent: agent.name, at: now())
            for call in result.toolCalls { harvest.take(call) }
            let answer = AgentAnswer(result, language: decision.language)
            let data = ResultForm.data(of: result.toolCalls)
            let intent = decision.intent ?? result.toolCalls.first?.tool?.tool.name ?? agent.intent
            reply = Reply(
                status: answer.status, session: opening.session, message: ids[1], agent: agent.name,
                text: answer.text, data: data,
                render: ResultForm.render(of: result.toolCalls, data: data, agent: agent.agent),
                metadata: ledger.metadata(decision, intent: intent, limit: answer.limit?.rawValue))
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

    private func task(_ opening: TurnOpening, _ agent: AgentSnapshot, _ decision: SupervisorDecision) -> AgentTask {
        let entities = opening.window.entities
        return AgentTask(
            agent: agent, caller: opening.turn.caller,
            system: AgentPrompt.system(
                for: agent, language: decision.language, entities: entities, today: opening.asked),
            messages: ConversationHistory.messages(
                opening.window, question: decision.question ?? opening.turn.message, for: agent.model),
            language: decision.language, entities: entities, deadline: opening.deadline, traceID: opening.turn.traceID)
    }

    private func record(
        _ opening: TurnOpening, _ reply: Reply, question: MessageID, entities: [Entity], _ ledger: TurnLedger
    ) -> TurnRecord {
        var memory = EntityMemory(opening.window.entities, capacity: limits.entities)
        for entity in entities { memory.mention(entity) }
        return TurnRecord(
            session: opening.session, user: opening.turn.caller.user,
            question: Message(id: question, role: .user, text: opening.turn.message, createdAt: opening.asked),
            answer: Message(
                id: reply.message, role: .assistant, text: reply.text, agent: reply.agent, reply: reply.json,
                entities: entities, createdAt: now()),
            entities: memory.entities, usage: ledger.usage, audit: ledger.audit)
    }

    /// Commits the turn. It has its answer, so the caller's going away no longer stops it: the commit runs in a task
    /// that nobody cancels.
    private func store(_ record: TurnRecord, _ turn: ChatTurn) async throws(ChatError) {
        let scope = turn.caller.scope
        let commit = Task { [conversations] in try await conversations.commit(scope, turn: record) }
        do {
            try await commit.value
        } catch ConversationStoreError.sessionTaken {
            throw .sessionNotFound
        } catch {
            throw failed(.commit, error, turn)
        }
    }

    private func failed(_ operation: ChatError.StorageOperation, _ error: any Error, _ turn: ChatTurn) -> ChatError {
        logger.error(
            "A conversation could not be read or written.",
            metadata: [
                "operation": "\(operation.rawValue)", "tenant": "\(turn.caller.scope.tenant)",
                "trace_id": "\(turn.traceID)", "error": "\(error)",
            ])
        return .storage(operation)
    }
}
