import HubCore

/// Where the rows are that administrators read and write.
package struct AdminStores: Sendable {
    package var tenants: any TenantStore
    package var agents: any AgentStore
    package var tools: any ToolStore
    package var permissions: any PermissionStore
    package var models: any LanguageModelStore
    package var configurations: any LLMConfigurationStore
    package var overrides: any OutputOverrideStore
    package var secrets: any SecretStore
    package var revocations: any RevocationStore
    package var usage: any UsageStore
    package var spending: any SpendAlertStore
    package var audit: any AuditStore

    package init(
        tenants: any TenantStore, agents: any AgentStore, tools: any ToolStore, permissions: any PermissionStore,
        models: any LanguageModelStore, configurations: any LLMConfigurationStore, overrides: any OutputOverrideStore,
        secrets: any SecretStore, revocations: any RevocationStore, usage: any UsageStore,
        spending: any SpendAlertStore, audit: any AuditStore
    ) {
        self.tenants = tenants
        self.agents = agents
        self.tools = tools
        self.permissions = permissions
        self.models = models
        self.configurations = configurations
        self.overrides = overrides
        self.secrets = secrets
        self.revocations = revocations
        self.usage = usage
        self.spending = spending
        self.audit = audit
    }
}
