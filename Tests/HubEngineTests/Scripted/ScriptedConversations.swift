import HubCore
import Synchronization
import Testing

/// Keeps turns in memory as the seam promises; what the engine has no business calling fails the test.
final class ScriptedConversations: ConversationStore {
    /// What a turn without an answer left.
    struct Unanswered: Sendable {
        var usage: [UsageEntry]
        var audit: [AuditEntry]
        var session: SessionID
        var user: UserID
        var answer: MessageID?
    }

    private struct State {
        var turns: [SessionID: [TurnRecord]] = [:]
        var owners: [SessionID: UserID] = [:]
        var limits: [Int] = []
        var unanswered: [Unanswered] = []
        var beforeCommit: @Sendable (TurnRecord) async throws -> Void = { _ in }
        var beforeWindow: @Sendable () async throws -> Void = {}
    }

    private let state = Mutex(State())
    /// What each window says the configuration's version is.
    let version: @Sendable () -> Int64

    init(version: @escaping @Sendable () -> Int64 = { 1 }) { self.version = version }

    /// Committed turns, in the order of their commits within a session.
    func turns(_ session: SessionID) -> [TurnRecord] { state.withLock { $0.turns[session] ?? [] } }
    var allTurns: [TurnRecord] { state.withLock { $0.turns.values.flatMap { $0 } } }
    /// The limits that windows were read with.
    var limits: [Int] { state.withLock { $0.limits } }

    func beforeCommit(_ hook: @escaping @Sendable (TurnRecord) async throws -> Void) {
        state.withLock { $0.beforeCommit = hook }
    }

    func beforeWindow(_ hook: @escaping @Sendable () async throws -> Void) { state.withLock { $0.beforeWindow = hook } }

    func own(_ session: SessionID, by user: UserID) { state.withLock { $0.owners[session] = user } }

    func window(_ scope: TenantScope, session: SessionID, user: UserID, limit: Int, by deadline: Deadline) async throws
        -> SessionLookup
    {
        try await state.withLock { $0.beforeWindow }()
        let version = version()
        return state.withLock { state in
            state.limits.append(limit)
            if let owner = state.owners[session], owner != user { return .foreign }
            guard let turns = state.turns[session], let last = turns.last else {
                return .new(configurationVersion: version)
            }
            let messages = turns.flatMap { [$0.question, $0.answer] }
            return .existing(
                ConversationWindow(
                    messages: Array(messages.suffix(limit)), entities: last.entities,
                    lastAgent: turns.compactMap(\.answer.agent).last, configurationVersion: version))
        }
    }

    func commit(_ scope: TenantScope, turn: TurnRecord) async throws {
        try await state.withLock { $0.beforeCommit }(turn)
        try state.withLock { state in
            if let owner = state.owners[turn.session], owner != turn.user {
                throw ConversationStoreError.sessionTaken
            }
            state.owners[turn.session] = turn.user
            state.turns[turn.session, default: []].append(turn)
        }
    }

    var unanswered: [Unanswered] { state.withLock { $0.unanswered } }

    func record(
        _ scope: TenantScope, usage: [UsageEntry], audit: [AuditEntry], session: SessionID, user: UserID,
        answer: MessageID?
    ) async throws {
        state.withLock {
            $0.unanswered.append(
                Unanswered(usage: usage, audit: audit, session: session, user: user, answer: answer))
        }
    }

    func sessions(_ scope: TenantScope, user: UserID, before: SessionID?, limit: Int) async throws -> [Session] {
        Issue.record("The engine lists no sessions.")
        return []
    }

    func session(_ scope: TenantScope, id: SessionID, user: UserID) async throws -> Session? {
        Issue.record("The engine reads windows, not sessions.")
        return nil
    }

    func messages(_ scope: TenantScope, session: SessionID, user: UserID, after: MessageID?, limit: Int) async throws
        -> [Message]?
    {
        Issue.record("The engine reads windows, not messages.")
        return nil
    }

    func delete(_ scope: TenantScope, session: SessionID, user: UserID) async throws -> Bool {
        Issue.record("The engine deletes nothing.")
        return false
    }
}
