import FoundationEssentials
import HubCore

/// Model calls as rows of the ledger.
enum UsageEntryStore {
    /// `answer` is the message that the calls made.
    static func insertions(
        of entries: [UsageEntry], answer: MessageID, session: SessionID, user: UserID, scope: TenantScope,
        at time: Date
    ) -> [SQLStatement] {
        entries.enumerated().map { position, entry in
            SQLStatement(
                """
                INSERT INTO usage_ledger (
                    tenant_id, message_id, position, session_id, user_id, provider, model, agent, input_tokens,
                    output_tokens, cached_input_tokens, estimated, cost_nanodollars, succeeded, created_at,
                    answered
                )
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, 1)
                """,
                .tenant(scope.tenant), .id(answer), .integer(position), .id(session), .text(user.rawValue),
                .text(entry.provider), .text(entry.model), .text(entry.agent), .integer(entry.usage.inputTokens),
                .integer(entry.usage.outputTokens), .integer(entry.usage.cachedInputTokens), .flag(entry.isEstimated),
                .integer(entry.costNanodollars), .flag(entry.succeeded), .time(time))
        }
    }

    /// Calls that made no message. `commit`: the message whose commit may have written them all the same, so that they
    /// have its id and stand there once; nil: they get an id that no message has.
    static func insertionsWithoutAnswer(
        of entries: [UsageEntry], commit: MessageID?, session: SessionID, user: UserID, scope: TenantScope,
        at time: Date
    ) -> [SQLStatement] {
        let message = commit ?? MessageID()
        return entries.enumerated().map { position, entry in
            SQLStatement(
                """
                INSERT INTO usage_ledger (
                    tenant_id, message_id, position, session_id, user_id, provider, model, agent, input_tokens,
                    output_tokens, cached_input_tokens, estimated, cost_nanodollars, succeeded, created_at,
                    answered
                )
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, 0)
                ON CONFLICT (tenant_id, message_id, position) DO NOTHING
                """,
                .tenant(scope.tenant), .id(message), .integer(position), .id(session), .text(user.rawValue),
                .text(entry.provider), .text(entry.model), .text(entry.agent), .integer(entry.usage.inputTokens),
                .integer(entry.usage.outputTokens), .integer(entry.usage.cachedInputTokens), .flag(entry.isEstimated),
                .integer(entry.costNanodollars), .flag(entry.succeeded), .time(time))
        }
    }
}
