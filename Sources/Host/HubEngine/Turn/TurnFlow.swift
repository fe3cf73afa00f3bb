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
        let asked = now()
        let deadline = Deadline.after(limits.turnTime)
        let opening = try await open(turn, session)
        var requested: AgentSnapshot?
        if let name = turn.agent {
            guard let agent = opening.snapshot.agent(name) else { throw .agentNotAvailable }
            requested = agent
        }
        let record: TurnRecord
        let reply: Reply
        do throws(CancellationError) {
            let start = MonotonicTime.now()
            let decision = try await supervisor.decide(
                Supervisor.Question(
                    message: turn.message, words: MessageWords(turn.message), requested: requested,
                    window: opening.window, snapshot: opening.snapshot, deadline: deadline))
            ledger.record(decision, since: start, at: asked)
            (reply, record) = try await answer(turn, session, opening, decision, asked, deadline, &ledger)
        } catch {
            throw .cancelled
        }
        try await store(record, turn)
        return reply
    }

    // MARK: Open

    /// Reads the window and has the snapshot ready at the same time; a snapshot older than what the window's read
    /// says of the configuration is loaded anew, so that a change is live at the very next turn of every process.
    private func open(_ turn: ChatTurn, _ session: SessionID) async throws(ChatError) -> TurnOpening {
        let scope = turn.caller.scope
        let window: ConversationWindow
        if let held = snapshots.held(scope) {
            window = try await read(turn, session).get()
            if held.version >= window.configurationVersion { return TurnOpening(snapshot: held, window: window) }
        } else {
            async let reading = read(turn, session)
            // Whether the tenant is there is said before anything of its sessions.
            _ = try await snapshots.snapshot(scope)
            window = try await reading.get()
        }
        let snapshot = try await snapshots.snapshot(scope, notOlderThan: window.configurationVersion)
        return TurnOpening(snapshot: snapshot, window: window)
    }

    private func read(_ turn: ChatTurn, _ session: SessionID) async -> Result<ConversationWindow, ChatError> {
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

    // MARK: Answer

    private func answer(
        _ turn: ChatTurn, _ session: SessionID, _ opening: TurnOpening, _ decision: SupervisorDecision, _ asked: Date,
        _ deadline: Deadline, _ ledger: inout TurnLedger
    ) async throws(CancellationError) -> (Reply, TurnRecord) {
        // Ids made within a millisecond have no order of their own; the question's must come first.
        let ids = [MessageID(), MessageID()].sorted { $0.description < $1.description }
        var harvest = EntityHarvest(index: opening.snapshot.entities, capacity: limits.entities)
        let reply: Reply
        if case .agent(let agent) = decision.choice {
            let result = try await loop.run(task(turn, opening, agent, decision.language, asked, deadline))
            ledger.record(result, agent: agent.name, at: now())
            for call in result.toolCalls { harvest.take(call) }
            let answer = AgentAnswer(result, language: decision.language)
            let data = ResultForm.data(of: result.toolCalls)
            let intent = decision.intent ?? result.toolCalls.first?.tool?.tool.name ?? agent.intent
            reply = Reply(
                status: answer.status, session: session, message: ids[1], agent: agent.name, text: answer.text,
                data: data, render: ResultForm.render(of: result.toolCalls, data: data, agent: agent.agent),
                metadata: ledger.metadata(decision, intent: intent, limit: answer.limit?.rawValue))
        } else {
            let text = Clarification(language: decision.language)
                .text(for: decision.choice, agents: opening.snapshot.agents)
            reply = Reply(
                status: .clarification, session: session, message: ids[1], agent: nil,
                text: text ?? Phrasebook(language: decision.language).unclear,
                metadata: ledger.metadata(decision, intent: decision.intent, limit: nil))
        }
        var memory = EntityMemory(opening.window.entities, capacity: limits.entities)
        for entity in harvest.entities { memory.mention(entity) }
        let record = TurnRecord(
            session: session, user: turn.caller.user,
            question: Message(id: ids[0], role: .user, text: turn.message, createdAt: asked),
            answer: Message(
                id: ids[1], role: .assistant, text: reply.text, agent: reply.agent, reply: reply.json,
                entities: harvest.entities, createdAt: now()),
            entities: memory.entities, usage: ledger.usage, audit: ledger.audit)
        return (reply, record)
    }

    private func task(
        _ turn: ChatTurn, _ opening: TurnOpening, _ agent: AgentSnapshot, _ language: Language, _ today: Date,
        _ deadline: Deadline
    ) -> AgentTask {
        let entities = opening.window.entities
        return AgentTask(
            agent: agent, caller: turn.caller,
            system: AgentPrompt.system(for: agent, language: language, entities: entities, today: today),
            messages: opening.window.messages.map(ModelMessage.init) + [.user(turn.message)], language: language,
            entities: entities, deadline: deadline, traceID: turn.traceID)
    }

    // MARK: Store

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
