/// All that a turn needs to know of one tenant, as rows: what is enabled and granted, in one consistent reading.
package struct TenantConfiguration: Sendable {
    package var tenant: Tenant
    /// Grows with every change of any configuration row; returned by each turn's one read too.
    package var version: Int64
    /// Enabled and granted, by name.
    package var agents: [Agent]
    /// Enabled and granted (through an agent or by themselves), by name.
    package var tools: [Tool]
    package var models: [LanguageModel]

    package init(tenant: Tenant, version: Int64, agents: [Agent], tools: [Tool], models: [LanguageModel] = []) {
        self.tenant = tenant
        self.version = version
        self.agents = agents
        self.tools = tools
        self.models = models
    }
}

/// Where tenants' configurations come from.
package protocol TenantDirectory: Sendable {
    /// The tenant's configuration as it stands; nil when there is no such tenant or it is disabled.
    func configuration(of scope: TenantScope) async throws -> TenantConfiguration?
}
