import FoundationEssentials

/// A tenant's own choice of models. `version` works as in the other rows; 0 stands for a tenant that chose nothing yet.
package protocol LLMConfigurationStore: Sendable {
    func llmConfiguration(of scope: TenantScope) async throws -> LLMConfiguration?
    /// Replaces the whole. An entry without a key keeps the key that its model has, unless it clears it, so that no
    /// key that was sealed anew meanwhile is written back as it was. Throws `.missing` for `llm_model_id`,
    /// `supervisor_model_id` or `embedding_model_id`, with the id as name, when a model is not one that the tenant sees, and
    /// `.stale` when the version is no longer `configuration.version`.
    func set(_ configuration: LLMConfiguration, for scope: TenantScope, by author: ConfigurationAuthor) async throws
        -> LLMConfiguration
}

/// A tenant's own form of agents' answers. `version` works as in the other rows; 0 stands for an override that is not
/// there yet.
package protocol OutputOverrideStore: Sendable {
    /// A page in the order of the agents' ids.
    func overrides(of scope: TenantScope, _ page: RowPage<AgentID>) async throws -> [OutputOverride]
    func override(of agent: AgentID, for scope: TenantScope) async throws -> OutputOverride?
    /// Writes or replaces; throws `.missing` when the agent is not one that the tenant sees, and `.stale` when the
    /// version is no longer `override.version`.
    func set(_ override: OutputOverride, for scope: TenantScope, by author: ConfigurationAuthor) async throws
        -> OutputOverride
    /// Throws `.gone` when there is none, `.stale` when it has another version.
    func delete(_ override: OutputOverride, for scope: TenantScope, by author: ConfigurationAuthor) async throws
}

/// A tenant's secrets, sealed. Their values are written and used, and never listed.
package protocol SecretStore: Sendable {
    /// Writes or replaces; true when the name is new.
    func put(_ secret: SealedSecret, named name: SecretName, for scope: TenantScope, by author: ConfigurationAuthor)
        async throws -> Bool
    /// A page in the order of their names.
    func secrets(of scope: TenantScope, _ page: RowPage<SecretName>) async throws -> [SecretDescription]
    func description(of name: SecretName, of scope: TenantScope) async throws -> SecretDescription?
    /// For use, never to be shown; nil when there is none.
    func secret(named name: SecretName, of scope: TenantScope) async throws -> SealedSecret?
    /// Throws `.gone` when there is none, `.inUse` while tools name it.
    func delete(_ name: SecretName, of scope: TenantScope, by author: ConfigurationAuthor) async throws
}

/// Tokens that are refused before they expire.
package protocol RevocationStore: Sendable {
    func revoke(_ token: RevokedToken, by author: ConfigurationAuthor) async throws
    /// Those that have not expired and were revoked at that time or later, by their authors' clocks, of every tenant, in
    /// no order.
    func revoked(since: Date, now: Date) async throws -> [RevokedToken]
    func revoked(of scope: TenantScope, now: Date) async throws -> [RevokedToken]
    /// Forgets those that expired a while ago.
    func sweep(now: Date) async throws
}
