import FoundationEssentials
import HubCore

/// Sessions, their messages, and what turns leave in the ledger and the audit log.
package struct SQLConversationStore: ConversationStore {
    private let database: any SQLDatabase

    package init(database: any SQLDatabase) { self.database = database }

    /// One statement.
    package func window(
        _ scope: TenantScope, session: SessionID, user: UserID, limit: Int, by deadline: Deadline
    ) async throws -> SessionLookup {
        // Messages count from 1 without a gap, so the last ones need no search. Under row security PostgreSQL looks into
        // the index only for a comparison with what is worked out beforehand: hence the inner query.
        let rows = try await database.read(
            as: .tenant(scope), by: deadline,
            SQLStatement(
                """
                SELECT v.version, s.user_id, s.deleted_at, s.last_agent, s.entities,
                    m.id, m.role, m.text, m.attachments, m.agent,
                    CASE WHEN m.position = s.message_count THEN m.reply END, m.entities, m.created_at
                FROM (
                    SELECT CAST(SUM(version) AS BIGINT) AS version FROM config_versions WHERE scope IN ('', $1)
                ) v
                LEFT JOIN sessions s ON s.tenant_id = $1 AND s.id = $2
                LEFT JOIN messages m ON m.tenant_id = $1 AND m.session_id = $2 AND s.user_id = $3
                    AND m.position > (SELECT message_count - $4 FROM sessions WHERE tenant_id = $1 AND id = $2)
                ORDER BY m.position
                """,
                .tenant(scope.tenant), .id(session), .text(user.rawValue), .integer(limit)))
        guard let first = rows.first else { throw SQLError.unexpectedValue(column: 0) }
        var columns = first.columns
        let version = try columns.integer()
        guard let owner = try columns.optionalText() else { return .new(configurationVersion: version) }
        // A deleted session looks like another's: its id is not free, and nothing is there.
        guard try columns.optionalInteger() == nil, owner == user.rawValue else { return .foreign }
        var window = ConversationWindow(configurationVersion: version)
        window.lastAgent = try columns.optionalText()
        window.entities = try MessageRow.entities(&columns)
        for row in rows {
            var columns = SQLColumns(values: Array(row.values.dropFirst(5)))
            if let message = try MessageRow.message(&columns) { window.messages.append(message) }
        }
        return .existing(window)
    }

    package func commit(_ scope: TenantScope, turn: TurnRecord) async throws {
        let store = TurnRecordStore(scope: scope, turn: turn)
        let statements = store.statements
        do throws(SQLError) {
            let results = try await database.write(as: .tenant(scope), statements)
            if !results[0].isEmpty { return }
        } catch {
            throw store.isClaimLost(error, of: statements) ? ConversationStoreError.claimLost : error
        }
        throw ConversationStoreError.sessionTaken
    }

    package func record(
        _ scope: TenantScope, usage: [UsageEntry], audit: [AuditEntry], session: SessionID, user: UserID,
        answer: MessageID?
    ) async throws {
        let statements =
            UsageEntryStore.insertionsWithoutAnswer(
                of: usage, commit: answer, session: session, user: user, scope: scope, at: Date())
            + audit.map { SQLAuditStore.insertion(of: $0, session: session, user: user, scope: scope) }
        _ = try await database.write(as: .tenant(scope), statements)
    }

    package func sessions(_ scope: TenantScope, user: UserID, before: SessionID?, limit: Int) async throws -> [Session]
    {
        let rows = try await database.read(
            as: .tenant(scope),
            before.map {
                SQLStatement(
                    """
                    SELECT id, user_id, created_at, updated_at, message_count, last_agent FROM sessions
                    WHERE tenant_id = $1 AND user_id = $2 AND deleted_at IS NULL AND (updated_at, id) < (
                        SELECT updated_at, id FROM sessions WHERE tenant_id = $1 AND user_id = $2 AND id = $4
                    )
                    ORDER BY updated_at DESC, id DESC LIMIT $3
                    """,
                    .tenant(scope.tenant), .text(user.rawValue), .integer(limit), .id($0))
            }
                ?? SQLStatement(
                    """
                    SELECT id, user_id, created_at, updated_at, message_count, last_agent FROM sessions
                    WHERE tenant_id = $1 AND user_id = $2 AND deleted_at IS NULL
                    ORDER BY updated_at DESC, id DESC LIMIT $3
                    """,
                    .tenant(scope.tenant), .text(user.rawValue), .integer(limit)))
        return try rows.map(SessionRow.session)
    }

    package func session(_ scope: TenantScope, id: SessionID, user: UserID) async throws -> Session? {
        let rows = try await database.read(
            as: .tenant(scope),
            SQLStatement(
                """
                SELECT id, user_id, created_at, updated_at, message_count, last_agent FROM sessions
                WHERE tenant_id = $1 AND id = $2 AND user_id = $3 AND deleted_at IS NULL
                """,
                .tenant(scope.tenant), .id(id), .text(user.rawValue)))
        return try rows.first.map(SessionRow.session)
    }

    package func messages(_ scope: TenantScope, session: SessionID, user: UserID, after: MessageID?, limit: Int)
        async throws -> [Message]?
    {
        // The session's own row tells an empty page from a foreign session.
        let found = SQLStatement(
            "SELECT id FROM sessions WHERE tenant_id = $1 AND id = $2 AND user_id = $3 AND deleted_at IS NULL",
            .tenant(scope.tenant), .id(session), .text(user.rawValue))
        let page =
            after.map { Self.page(scope, session: session, user: user, after: $0, limit: limit) }
            ?? Self.page(scope, session: session, user: user, limit: limit)
        let results = try await database.read(as: .tenant(scope), [found, page])
        if results[0].isEmpty { return nil }
        return try results[1].compactMap { row in
            var columns = row.columns
            return try MessageRow.message(&columns)
        }
    }

    // Under row security PostgreSQL looks into the index only for a comparison with what is worked out beforehand: hence
    // the inner queries.

    static func page(_ scope: TenantScope, session: SessionID, user: UserID, limit: Int) -> SQLStatement {
        SQLStatement(
            """
            SELECT id, role, text, attachments, agent, reply, entities, created_at FROM messages
            WHERE tenant_id = $1 AND session_id = $2 AND EXISTS (
                SELECT 1 FROM sessions WHERE tenant_id = $1 AND id = $2 AND user_id = $3 AND deleted_at IS NULL
            )
            ORDER BY position LIMIT $4
            """,
            .tenant(scope.tenant), .id(session), .text(user.rawValue), .integer(limit))
    }

    /// Ids grow with the time, and so with the positions but for turns that two workers stored at the same moment. The
    /// message is therefore found by halving, one look into the primary key a step; where the order misleads, by its id
    /// among the session's.
    static func page(
        _ scope: TenantScope, session: SessionID, user: UserID, after: MessageID, limit: Int
    ) -> SQLStatement {
        SQLStatement(
            """
            WITH RECURSIVE search (low, middle, high) AS (
                SELECT CAST(0 AS BIGINT), (message_count + 1) / 2, message_count FROM sessions
                WHERE tenant_id = $1 AND id = $2 AND user_id = $3 AND deleted_at IS NULL
                UNION ALL
                SELECT CASE WHEN m.id <= $5 THEN m.position ELSE s.low END,
                    CASE WHEN m.id <= $5 THEN m.position + s.high + 1 ELSE s.low + m.position END / 2,
                    CASE WHEN m.id <= $5 THEN s.high ELSE m.position - 1 END
                FROM search s JOIN messages m ON m.tenant_id = $1 AND m.session_id = $2 AND m.position = s.middle
                WHERE s.low < s.high
            )
            SELECT id, role, text, attachments, agent, reply, entities, created_at FROM messages
            WHERE tenant_id = $1 AND session_id = $2 AND EXISTS (
                SELECT 1 FROM sessions WHERE tenant_id = $1 AND id = $2 AND user_id = $3 AND deleted_at IS NULL
            ) AND position > (
                SELECT COALESCE(
                    (
                        SELECT position FROM messages WHERE tenant_id = $1 AND session_id = $2
                            AND position = (SELECT MAX(low) FROM search) AND id = $5
                    ), (SELECT position FROM messages WHERE tenant_id = $1 AND session_id = $2 AND id = $5))
            )
            ORDER BY position LIMIT $4
            """,
            .tenant(scope.tenant), .id(session), .text(user.rawValue), .integer(limit), .id(after))
    }

    package func delete(_ scope: TenantScope, session: SessionID, user: UserID) async throws -> Bool {
        let results = try await database.write(
            as: .tenant(scope),
            [
                SQLStatement(
                    """
                    UPDATE sessions SET deleted_at = $4, message_count = 0, last_agent = NULL, entities = '[]'
                    WHERE tenant_id = $1 AND id = $2 AND user_id = $3 AND deleted_at IS NULL
                    RETURNING id
                    """,
                    .tenant(scope.tenant), .id(session), .text(user.rawValue), .time(Date())),
                SQLStatement(
                    """
                    DELETE FROM messages WHERE tenant_id = $1 AND session_id = $2 AND EXISTS (
                        SELECT 1 FROM sessions
                        WHERE tenant_id = $1 AND id = $2 AND user_id = $3 AND deleted_at IS NOT NULL
                    )
                    """,
                    .tenant(scope.tenant), .id(session), .text(user.rawValue)),
                // A reply that is kept for a repeated request names its session.
                SQLStatement(
                    """
                    DELETE FROM idempotency_keys
                    WHERE tenant_id = $1 AND user_id = $3 AND body LIKE '%' || $2 || '%' AND EXISTS (
                        SELECT 1 FROM sessions
                        WHERE tenant_id = $1 AND id = $2 AND user_id = $3 AND deleted_at IS NOT NULL
                    )
                    """,
                    .tenant(scope.tenant), .id(session), .text(user.rawValue)),
            ])
        return !results[0].isEmpty
    }
}
