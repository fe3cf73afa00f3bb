import HubCore

/// What a turn starts from: the tenant as it is configured now, and the conversation so far.
struct TurnOpening: Sendable {
    var snapshot: TenantSnapshot
    var window: ConversationWindow
}
