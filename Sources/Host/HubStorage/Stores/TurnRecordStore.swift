import FoundationEssentials
import HubCore

/// What one turn writes, as statements of one transaction that need nothing of each other's results.
struct TurnRecordStore {
    let scope: TenantScope
    let turn: TurnRecord

    /// The first returns a row unless the session is another user's or was deleted; then the messages write nothing
    /// either. The ledger and the audit log are written all the same: what was spent was spent.
    var statements: [SQLStatement] {
        var statements = [session, message(turn.question, fromEnd: 1), message(turn.answer, fromEnd: 0)]
        statements.reserveCapacity(4 + turn.usage.count + turn.audit.count)
        statements += UsageEntryStore.insertions(
            of: turn.usage, answer: turn.answer.id, session: turn.session, user: turn.user, scope: scope,
            at: turn.answer.createdAt)
        for entry in turn.audit {
            statements.append(
                SQLAuditStore.insertion(of: entry, session: turn.session, user: turn.user, scope: scope))
        }
        if let hold = turn.idempotency { statements += [answer(hold), SQLIdempotencyStore.refusal(of: hold)] }
        return statements
    }

    private var session: SQLStatement {
        SQLStatement(
            """
            INSERT INTO sessions (
                tenant_id, id, user_id, message_count, last_agent, entities, created_at, updated_at
            )
            VALUES ($1, $2, $3, 2, $4, $5, $6, $7)
            ON CONFLICT (tenant_id, id) DO UPDATE SET message_count = sessions.message_count + 2,
                last_agent = COALESCE(excluded.last_agent, sessions.last_agent), entities = excluded.entities,
                updated_at = excluded.updated_at
            WHERE sessions.user_id = excluded.user_id AND sessions.deleted_at IS NULL
            RETURNING message_count
            """,
            .tenant(scope.tenant), .id(turn.session), .text(turn.user.rawValue), .text(turn.answer.agent),
            .json(MessageRow.json(turn.entities)), .time(turn.question.createdAt), .time(turn.answer.createdAt))
    }

    /// The session's count, which the first statement has raised, gives the message its place. The user is not compared
    /// by `=`: PostgreSQL, while it has no statistics, then finds the session by walking all of the user's.
    private func message(_ message: Message, fromEnd distance: Int) -> SQLStatement {
        SQLStatement(
            """
            INSERT INTO messages (
                tenant_id, session_id, position, id, role, text, agent, reply, entities, created_at, attachments
            )
            SELECT tenant_id, id, message_count - CAST($4 AS BIGINT), $5, $6, $7, $8, $9, $10, CAST($11 AS BIGINT),
                $12
            FROM sessions
            WHERE tenant_id = $1 AND id = $2 AND user_id IS NOT DISTINCT FROM $3 AND deleted_at IS NULL
            """,
            .tenant(scope.tenant), .id(turn.session), .text(turn.user.rawValue), .integer(distance), .id(message.id),
            .text(message.role.rawValue), .text(message.text), .text(message.agent), .json(message.reply),
            .json(MessageRow.json(message.entities)), .time(message.createdAt),
            .json(MessageRow.json(message.attachments)))
    }

    /// The answer of the key that the turn's request claimed: a request that repeats it gets it. Where the messages
    /// write nothing, neither does this.
    private func answer(_ hold: IdempotencyHold) -> SQLStatement {
        SQLStatement(
            """
            UPDATE idempotency_keys SET status = 200, body = $4,
                expires_at = CAST(date_part('epoch', clock_timestamp()) * 1000000 AS BIGINT) + $5
            WHERE tenant_id = $1 AND user_id = $2 AND key = $3 AND fence = $8 AND status IS NULL AND EXISTS (
                SELECT 1 FROM sessions
                WHERE tenant_id = $1 AND id = $6 AND user_id IS NOT DISTINCT FROM $7 AND deleted_at IS NULL
            )
            """,
            .tenant(scope.tenant), .text(hold.key.user.rawValue), .text(hold.key.key),
            .text((turn.answer.reply ?? .null).text), .span(KeptAnswer.time), .id(turn.session),
            .text(turn.user.rawValue), .text(hold.fence))
    }

    /// Whether the transaction of these statements failed because its request lost its key.
    func isClaimLost(_ error: SQLError, of statements: [SQLStatement]) -> Bool {
        turn.idempotency != nil && SQLIdempotencyStore.isClaimLost(error, of: statements)
    }
}
