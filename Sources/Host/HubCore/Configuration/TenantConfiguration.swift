/// All that a turn needs to know of one tenant, as rows: what is enabled and granted, in one consistent reading.
package struct TenantConfiguration: Sendable, Hashable {
    package var tenant: Tenant
    /// Grows with every change of a row that this tenant sees; returned by each turn's one read too.
    package var version: Int64
    /// Enabled and granted, by name.
    package var agents: [Agent]
    /// Enabled and granted (through an agent or by themselves), by name.
    package var tools: [Tool]
    package var models: [LanguageModel]
    /// nil: the tenant chose nothing, the host's defaults hold.
    package var llm: LLMConfiguration?
    package var overrides: [OutputOverride]
    /// The tenant's secrets by name, sealed.
    package var secrets: [SecretName: SealedSecret]

    package init(
        tenant: Tenant, version: Int64, agents: [Agent], tools: [Tool], models: [LanguageModel] = [],
        llm: LLMConfiguration? = nil, overrides: [OutputOverride] = [], secrets: [SecretName: SealedSecret] = [:]
    ) {
        self.tenant = tenant
        self.version = version
        self.agents = agents
        self.tools = tools
        self.models = models
        self.llm = llm
        self.overrides = overrides
        self.secrets = secrets
    }
}

extension TenantConfiguration {
    /// What can be chosen of it: without models that are not priced, which only rows of an older database are. Where
    /// that leaves nothing of the tenant's own choice, the embedded model answers, and nobody whom it did not choose.
    package var priced: TenantConfiguration {
        if models.allSatisfy(\.isPriced) { return self }
        var configuration = self
        configuration.models = models.filter(\.isPriced)
        guard var choice = llm, !choice.models.isEmpty else { return configuration }
        let known = Set(configuration.models.map(\.id))
        choice.models = choice.models.filter { known.contains($0.model) }
        if choice.models.isEmpty {
            configuration.models.append(.builtin)
            choice.models = [LLMConfiguration.Entry(model: LanguageModel.builtin.id)]
        }
        configuration.llm = choice
        return configuration
    }
}

/// Where tenants' configurations come from.
package protocol TenantDirectory: Sendable {
    /// The tenant's configuration of at least this version; nil when there is no such tenant or it is disabled.
    /// A conformer that holds copies must look behind them when what it holds is older.
    func configuration(of scope: TenantScope, notOlderThan version: Int64) async throws -> TenantConfiguration?
}

/// Tells every part and every process that rows were changed and committed. Losing the news is harmless: each turn's
/// one read returns the version.
package protocol ConfigurationAnnouncer: Sendable {
    /// `scope` nil: rows that every tenant may see.
    func changed(_ scope: TenantScope?) async
}

extension ConfigurationAnnouncer {
    /// For rows of this owner; nil: the platform's, which every tenant may see.
    package func changed(_ owner: TenantID?) async { await changed(owner.map(TenantScope.init)) }
}
