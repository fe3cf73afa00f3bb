import FoundationEssentials
import HubCore
import Synchronization

/// Secrets, configurations of models, overrides and revoked tokens of tenants in memory, as their seams promise.
final class ScriptedTenantRows: LLMConfigurationStore, OutputOverrideStore, SecretStore, RevocationStore {
    struct State {
        var configurations: [TenantScope: LLMConfiguration] = [:]
        var overrides: [TenantScope: [OutputOverride]] = [:]
        var secrets: [TenantScope: [SecretName: SealedSecret]] = [:]
        var revoked: [RevokedToken] = []
    }

    private let state = Mutex(State())
    /// What a write or a deletion is refused with.
    let refusal: ConfigurationStoreError?

    init(refusal: ConfigurationStoreError? = nil) { self.refusal = refusal }

    var kept: State { state.withLock { $0 } }

    func change(_ change: @Sendable (inout State) -> Void) { state.withLock { change(&$0) } }

    private func refuse() throws {
        if let refusal { throw refusal }
    }

    func llmConfiguration(of scope: TenantScope) async throws -> LLMConfiguration? { kept.configurations[scope] }

    func set(_ configuration: LLMConfiguration, for scope: TenantScope, by author: ConfigurationAuthor) async throws
        -> LLMConfiguration
    {
        try refuse()
        return try state.withLock { state in
            guard state.configurations[scope]?.version ?? 0 == configuration.version else {
                throw ConfigurationStoreError.stale
            }
            var configuration = configuration
            configuration.version += 1
            for index in configuration.models.indices {
                let entry = configuration.models[index]
                if entry.key == nil, !entry.clearsKey {
                    let old = state.configurations[scope]?.models.first { $0.model == entry.model }
                    configuration.models[index].key = old?.key
                }
                configuration.models[index].clearsKey = false
            }
            state.configurations[scope] = configuration
            return configuration
        }
    }

    func overrides(of scope: TenantScope, _ page: RowPage<AgentID>) async throws -> [OutputOverride] {
        let rows = (kept.overrides[scope] ?? []).sorted { $0.agent.description < $1.agent.description }
        return Array(
            rows.filter { $0.agent.description > page.after?.description ?? "" }.prefix(page.limit))
    }

    func override(of agent: AgentID, for scope: TenantScope) async throws -> OutputOverride? {
        kept.overrides[scope]?.first { $0.agent == agent }
    }

    func set(_ override: OutputOverride, for scope: TenantScope, by author: ConfigurationAuthor) async throws
        -> OutputOverride
    {
        try refuse()
        return try state.withLock { state in
            var override = override
            let version = state.overrides[scope]?.first { $0.agent == override.agent }?.version ?? 0
            if version != override.version { throw ConfigurationStoreError.stale }
            override.version = version + 1
            state.overrides[scope, default: []].removeAll { $0.agent == override.agent }
            state.overrides[scope, default: []].append(override)
            return override
        }
    }

    func delete(_ override: OutputOverride, for scope: TenantScope, by author: ConfigurationAuthor) async throws {
        try state.withLock { state in
            guard let index = state.overrides[scope]?.firstIndex(where: { $0.agent == override.agent }) else {
                throw ConfigurationStoreError.gone
            }
            if state.overrides[scope]?[index].version != override.version { throw ConfigurationStoreError.stale }
            state.overrides[scope]?.remove(at: index)
        }
    }

    func put(_ secret: SealedSecret, named name: SecretName, for scope: TenantScope, by author: ConfigurationAuthor)
        async throws -> Bool
    {
        try refuse()
        return state.withLock { $0.secrets[scope, default: [:]].updateValue(secret, forKey: name) == nil }
    }

    func secrets(of scope: TenantScope, _ page: RowPage<SecretName>) async throws -> [SecretDescription] {
        let names = (kept.secrets[scope] ?? [:]).keys.sorted().filter { name in page.after.map { $0 < name } ?? true }
        return names.prefix(page.limit).map {
            SecretDescription(name: $0, createdAt: Door.date, updatedAt: Door.date)
        }
    }

    func description(of name: SecretName, of scope: TenantScope) async throws -> SecretDescription? {
        kept.secrets[scope]?[name].map { _ in
            SecretDescription(name: name, createdAt: Door.date, updatedAt: Door.date)
        }
    }

    func secret(named name: SecretName, of scope: TenantScope) async throws -> SealedSecret? {
        kept.secrets[scope]?[name]
    }

    func delete(_ name: SecretName, of scope: TenantScope, by author: ConfigurationAuthor) async throws {
        try refuse()
        let old = state.withLock { $0.secrets[scope]?.removeValue(forKey: name) }
        if old == nil { throw ConfigurationStoreError.gone }
    }

    func revoke(_ token: RevokedToken, by author: ConfigurationAuthor) async throws {
        state.withLock { $0.revoked.append(token) }
    }

    func revoked(since: Date, now: Date) async throws -> [RevokedToken] { kept.revoked.filter { $0.expiresAt > now } }

    func revoked(of scope: TenantScope, now: Date) async throws -> [RevokedToken] {
        try await revoked(since: .distantPast, now: now).filter { $0.tenant == scope.tenant }
    }

    func sweep(now: Date) async throws { state.withLock { $0.revoked.removeAll { $0.expiresAt <= now } } }
}
