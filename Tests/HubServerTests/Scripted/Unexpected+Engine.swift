import HubCore
import Testing

extension Unexpected: ConversationStore, TenantDirectory, ModelProvider, ToolInvoker, AgentRouterTrainer {
    private func refuse(_ function: String = #function) throws {
        Issue.record("\(function) was called and not expected")
        throw self
    }

    private func refuse<Value>(_ function: String = #function) throws -> Value {
        Issue.record("\(function) was called and not expected")
        throw self
    }

    func window(_ scope: TenantScope, session: SessionID, user: UserID, limit: Int, by deadline: Deadline) async throws
        -> SessionLookup
    {
        try refuse()
    }
    func commit(_ scope: TenantScope, turn: TurnRecord) async throws { try refuse() }
    func record(
        _ scope: TenantScope, usage: [UsageEntry], audit: [AuditEntry], session: SessionID, user: UserID,
        answer: MessageID?
    ) async throws { try refuse() }
    func sessions(_ scope: TenantScope, user: UserID, before: SessionID?, limit: Int) async throws -> [Session] {
        try refuse()
    }
    func session(_ scope: TenantScope, id: SessionID, user: UserID) async throws -> Session? { try refuse() }
    func messages(_ scope: TenantScope, session: SessionID, user: UserID, after: MessageID?, limit: Int) async throws
        -> [Message]?
    { try refuse() }
    func delete(_ scope: TenantScope, session: SessionID, user: UserID) async throws -> Bool { try refuse() }

    func configuration(of scope: TenantScope, notOlderThan version: Int64) async throws -> TenantConfiguration? {
        try refuse()
    }

    func complete(_ request: ModelRequest) async throws(ModelError) -> ModelResponse {
        Issue.record("a model was asked")
        throw ModelError(.unsupported, "not expected")
    }

    func invoke(_ invocation: ToolInvocation) async -> ToolOutcome { preconditionFailure("a tool was called") }
    func effects(ofType type: String) -> ToolEffects { preconditionFailure("a tool was asked for") }
    func train(_ profiles: [RoutingProfile]) -> any AgentRouter { preconditionFailure("a router was trained") }
}
