import FoundationEssentials
import HubCore

/// Model calls as rows of the ledger.
enum UsageEntryStore {
    /// `message` is the answer that the calls made, or an id of its own for calls without an answer.
    static func insertions(
        of entries: [UsageEntry], message: MessageID, session: SessionID, user: UserID, scope: TenantScope,
        at time: Date
    ) -> [SQLStatement] {
        entries.enumerated().map { position, entry in
            SQLStatement(
                """
                INSERT INTO usage_ledger (
                    tenant_id, message_id, position, session_id, user_id, provider, model, agent, input_tokens,
                    output_tokens, cached_input_tokens, estimated, cost_nanodollars, succeeded, created_at
                )
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
                """,
                .tenant(scope.tenant), .id(message), .integer(position), .id(session), .text(user.rawValue),
                .text(entry.provider), .text(entry.model), .text(entry.agent), .integer(entry.usage.inputTokens),
                .integer(entry.usage.outputTokens), .integer(entry.usage.cachedInputTokens), .flag(entry.isEstimated),
                .integer(entry.costNanodollars), .flag(entry.succeeded), .time(time))
        }
    }
}
