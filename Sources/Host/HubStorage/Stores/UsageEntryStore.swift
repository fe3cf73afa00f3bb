import FoundationEssentials
import HubCore

/// Model calls as rows of the ledger.
enum UsageEntryStore {
    /// `answer` is the message that the calls made; nil for calls without an answer, which get an id that no message has.
    static func insertions(
        of entries: [UsageEntry], answer: MessageID?, session: SessionID, user: UserID, scope: TenantScope,
        at time: Date
    ) -> [SQLStatement] {
        let message = answer ?? MessageID()
        return entries.enumerated().map { position, entry in
            SQLStatement(
                """
                INSERT INTO usage_ledger (
                    tenant_id, message_id, position, session_id, user_id, provider, model, agent, input_tokens,
                    output_tokens, cached_input_tokens, estimated, cost_nanodollars, succeeded, created_at,
                    answered
                )
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
                """,
                .tenant(scope.tenant), .id(message), .integer(position), .id(session), .text(user.rawValue),
                .text(entry.provider), .text(entry.model), .text(entry.agent), .integer(entry.usage.inputTokens),
                .integer(entry.usage.outputTokens), .integer(entry.usage.cachedInputTokens), .flag(entry.isEstimated),
                .integer(entry.costNanodollars), .flag(entry.succeeded), .time(time),
                .flag(answer != nil))
        }
    }
}
