import HubCore
import HubServer
import HubStorage

/// The stores over one database.
struct HubStores {
    let directory: any TenantDirectory
    let conversations: any ConversationStore
    let tenants: any TenantStore
    let agents: any AgentStore
    let tools: any ToolStore
    let models: any LanguageModelStore
    let permissions: any PermissionStore
    let llmConfigurations: any LLMConfigurationStore
    let overrides: any OutputOverrideStore
    let secrets: any SecretStore
    let revocations: any RevocationStore
    let idempotency: any IdempotencyStore
    let audit: any AuditStore
    let usage: any UsageStore
    let spending: any SpendAlertStore
    let files: any FileStore & FileCatalog
    let knowledge: any KnowledgeStore & KnowledgeDocumentStore
    let documents: any KnowledgeQueue
    let plugins: any PluginReleaseStore
    let version: ConfigurationVersionStore
    let installation: InstallationStore

    init(_ database: any SQLDatabase) {
        directory = SQLTenantDirectoryStore(database: database)
        conversations = SQLConversationStore(database: database)
        tenants = SQLTenantStore(database: database)
        agents = SQLAgentStore(database: database)
        tools = SQLToolStore(database: database)
        models = SQLLanguageModelStore(database: database)
        permissions = SQLPermissionStore(database: database)
        llmConfigurations = SQLLLMConfigurationStore(database: database)
        overrides = SQLOutputOverrideStore(database: database)
        secrets = SQLSecretStore(database: database)
        revocations = SQLRevocationStore(database: database)
        idempotency = SQLIdempotencyStore(database: database)
        audit = SQLAuditStore(database: database)
        usage = SQLUsageStore(database: database)
        spending = SQLSpendAlertStore(database: database)
        files = SQLFileStore(database: database)
        knowledge = SQLKnowledgeStore(database: database)
        documents = SQLKnowledgeQueue(database: database)
        plugins = SQLPluginReleaseStore(database: database)
        version = ConfigurationVersionStore(database: database)
        installation = InstallationStore(database: database)
    }
}

extension HubStores {
    var admin: AdminStores {
        AdminStores(
            tenants: tenants, agents: agents, tools: tools, permissions: permissions, models: models,
            configurations: llmConfigurations, overrides: overrides, secrets: secrets, revocations: revocations,
            usage: usage, spending: spending, audit: audit)
    }
}

extension SQLiteDatabase {
    /// The database of a file, brought to this version's schema.
    static func openMigrated(path: String) async throws -> SQLiteDatabase {
        let database = try await open(path: path)
        do {
            try await SchemaMigrator(database).migrate()
        } catch {
            await database.close()
            throw error
        }
        return database
    }
}
