import FoundationEssentials

/// All that one turn leaves behind, written in one transaction before the reply is sent.
package struct TurnRecord: Sendable {
    package var session: SessionID
    package var user: UserID
    package var question: Message
    package var answer: Message
    /// The session's entities after the turn (see `ConversationWindow.entities`).
    package var entities: [Entity]
    package var usage: [UsageEntry]
    package var audit: [AuditEntry]
    /// The claimed key whose answer this turn is; kept in the same transaction.
    package var idempotency: IdempotencyHold?

    package init(
        session: SessionID, user: UserID, question: Message, answer: Message, entities: [Entity] = [],
        usage: [UsageEntry] = [], audit: [AuditEntry] = [], idempotency: IdempotencyHold? = nil
    ) {
        self.session = session
        self.user = user
        self.question = question
        self.answer = answer
        self.entities = entities
        self.usage = usage
        self.audit = audit
        self.idempotency = idempotency
    }
}

/// One model call, for the ledger.
package struct UsageEntry: Sendable, Hashable {
    package var provider: String
    package var model: String
    package var agent: String?
    package var usage: TokenUsage
    /// Whether the usage is the host's guess, since the provider did not say.
    package var isEstimated: Bool
    /// From 0 to `TokenPrices.maximumCost`, whoever says what the call cost.
    package private(set) var costNanodollars: Int64
    package var succeeded: Bool

    package init(
        provider: String, model: String, agent: String?, usage: TokenUsage, isEstimated: Bool = false,
        costNanodollars: Int64, succeeded: Bool
    ) {
        self.provider = provider
        self.model = model
        self.agent = agent
        self.usage = usage
        self.isEstimated = isEstimated
        self.costNanodollars = min(max(0, costNanodollars), TokenPrices.maximumCost)
        self.succeeded = succeeded
    }
}

extension [UsageEntry] {
    /// In nano-dollars.
    package var cost: Int64 { reduce(0) { $0 + $1.costNanodollars } }
}

/// One event for the audit log. `detail` holds no argument's value, no prompt and no personal data.
package struct AuditEntry: Sendable {
    package var action: String
    package var subject: String
    package var outcome: String
    package var detail: JSONValue
    package var at: Date

    package init(action: String, subject: String, outcome: String, detail: JSONValue = [:], at: Date = Date()) {
        self.action = action
        self.subject = subject
        self.outcome = outcome
        self.detail = detail
        self.at = at
    }
}
