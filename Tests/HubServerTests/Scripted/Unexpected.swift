import FoundationEssentials
import HubCore
import Testing

/// Stands for every part that a test does not expect to be used: a call is a failure of the test.
struct Unexpected: Error {
    func fail<Value>(_ function: String = #function) throws -> Value {
        Issue.record("\(function) was called and not expected")
        throw self
    }

    func fail(_ function: String = #function) throws {
        Issue.record("\(function) was called and not expected")
        throw self
    }
}

extension Unexpected: TenantStore, AgentStore, ToolStore, LanguageModelStore, PermissionStore {
    func create(_ tenant: Tenant, by author: ConfigurationAuthor) async throws { try fail() }
    func update(_ tenant: Tenant, by author: ConfigurationAuthor) async throws -> Tenant { try fail() }
    func tenants(_ filter: TenantFilter, _ page: RowPage<TenantID>) async throws -> [Tenant] { try fail() }
    func tenant(_ id: TenantID) async throws -> Tenant? { try fail() }

    func create(_ agent: Agent, by author: ConfigurationAuthor) async throws { try fail() }
    func update(_ agent: Agent, tools: ToolListChange, by author: ConfigurationAuthor) async throws -> Agent {
        try fail()
    }
    func reload(_ owner: TenantID?, by author: ConfigurationAuthor) async throws { try fail() }
    func delete(_ agent: Agent, by author: ConfigurationAuthor) async throws { try fail() }
    func agents(_ filter: RowFilter, _ page: RowPage<AgentID>) async throws -> [Agent] { try fail() }
    func agent(_ id: AgentID, visibleTo reader: RowReader) async throws -> Agent? { try fail() }

    func create(_ tool: Tool, by author: ConfigurationAuthor) async throws { try fail() }
    func update(_ tool: Tool, by author: ConfigurationAuthor) async throws -> Tool { try fail() }
    func delete(_ tool: Tool, by author: ConfigurationAuthor) async throws { try fail() }
    func tools(_ filter: RowFilter, _ page: RowPage<ToolID>) async throws -> [Tool] { try fail() }
    func tool(_ id: ToolID, visibleTo reader: RowReader) async throws -> Tool? { try fail() }

    func create(_ model: LanguageModel, by author: ConfigurationAuthor) async throws { try fail() }
    func update(_ model: LanguageModel, by author: ConfigurationAuthor) async throws -> LanguageModel { try fail() }
    func delete(_ model: LanguageModel, by author: ConfigurationAuthor) async throws { try fail() }
    func models(_ filter: RowFilter, _ page: RowPage<ModelID>) async throws -> [LanguageModel] { try fail() }
    func model(_ id: ModelID, visibleTo reader: RowReader) async throws -> LanguageModel? { try fail() }

    func set(_ permission: Permission, for scope: TenantScope, by author: ConfigurationAuthor) async throws {
        try fail()
    }
    func permissions(of scope: TenantScope, _ page: RowPage<PermissionID>) async throws -> [Permission] { try fail() }
}

extension Unexpected: LLMConfigurationStore, OutputOverrideStore, SecretStore, RevocationStore {
    func llmConfiguration(of scope: TenantScope) async throws -> LLMConfiguration? { try fail() }
    func set(_ configuration: LLMConfiguration, for scope: TenantScope, by author: ConfigurationAuthor) async throws
        -> LLMConfiguration
    { try fail() }

    func overrides(of scope: TenantScope, _ page: RowPage<AgentID>) async throws -> [OutputOverride] { try fail() }
    func override(of agent: AgentID, for scope: TenantScope) async throws -> OutputOverride? { try fail() }
    func set(_ override: OutputOverride, for scope: TenantScope, by author: ConfigurationAuthor) async throws
        -> OutputOverride
    { try fail() }
    func delete(_ override: OutputOverride, for scope: TenantScope, by author: ConfigurationAuthor) async throws {
        try fail()
    }

    func put(_ secret: SealedSecret, named name: SecretName, for scope: TenantScope, by author: ConfigurationAuthor)
        async throws -> Bool
    { try fail() }
    func secrets(of scope: TenantScope, _ page: RowPage<SecretName>) async throws -> [SecretDescription] { try fail() }
    func description(of name: SecretName, of scope: TenantScope) async throws -> SecretDescription? { try fail() }
    func secret(named name: SecretName, of scope: TenantScope) async throws -> SealedSecret? { try fail() }
    func delete(_ name: SecretName, of scope: TenantScope, by author: ConfigurationAuthor) async throws { try fail() }

    func revoke(_ token: RevokedToken, by author: ConfigurationAuthor) async throws { try fail() }
    func revoked(since: Date, now: Date) async throws -> [RevokedToken] { try fail() }
    func revoked(of scope: TenantScope, now: Date) async throws -> [RevokedToken] { try fail() }
    func sweep(now: Date) async throws { try fail() }
}

extension Unexpected: UsageStore, SpendAlertStore, AuditStore {
    func usage(of scope: TenantScope, from: Date, to: Date, session: SessionID?) async throws -> UsageReport {
        try fail()
    }
    func usage(of session: SessionID, user: UserID, scope: TenantScope) async throws -> UsageReport.Line {
        try fail()
    }

    func thresholds() async throws -> [TenantScope: Int64] { try fail() }
    func spending(of scope: TenantScope, onDayOf moment: Date) async throws -> DailySpending { try fail() }
    func raise(_ threshold: Int64, of scope: TenantScope, onDayOf moment: Date, now: Date) async throws -> Bool {
        try fail()
    }

    func append(_ entries: [AuditEntry], user: UserID?, scope: TenantScope) async throws { try fail() }
    func entries(_ filter: AuditFilter, before: AuditID?, limit: Int) async throws -> [StoredAuditEntry] { try fail() }
}

extension Unexpected: ToolTester, ToolTypeCatalog, SecretSealer {
    func test(_ invocation: ToolInvocation) async -> ToolTestReport {
        Issue.record("a tool was run and not expected to be")
        return ToolTestReport(outcome: .failure(ToolFailure(.internal, "unexpected")), milliseconds: 0, exchanges: [])
    }

    func toolTypes() -> [ToolTypeDescription] {
        Issue.record("the tool types were asked for")
        return []
    }
    func problems(with tool: Tool, probe: ToolProbe?) async -> [FieldProblem] {
        Issue.record("the tool types were asked for")
        return []
    }

    func seal(_ secret: Secret) throws -> SealedSecret { try fail() }
    func open(_ sealed: SealedSecret) throws -> Secret { try fail() }
}
