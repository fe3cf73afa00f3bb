import FoundationEssentials
import HubCore

/// What a turn starts from: its message, the tenant as it is configured now, and the conversation so far.
struct TurnOpening: Sendable {
    var turn: ChatTurn
    var session: SessionID
    var asked: Date
    var deadline: Deadline
    var snapshot: TenantSnapshot
    var window: ConversationWindow
    /// The files that came with the message.
    var attachments: [FileAttachment]
    /// What its tools make; nil: nothing is kept.
    var made: MadeFiles?
    /// The agent that the caller insists on.
    var requested: AgentSnapshot?
    /// Tokens that were taken for the turn's models, to be settled.
    var reservation: TokenReservation
    var trace: TurnTrace
    /// What the local router made of the message.
    var reading: MessageReading?
}

/// A message as the local router read it.
struct MessageReading: Sendable {
    var words: MessageWords
    /// nil where there is no router.
    var verdict: RoutingVerdict?
    /// Of the snapshot whose router it was.
    var version: Int64
}
