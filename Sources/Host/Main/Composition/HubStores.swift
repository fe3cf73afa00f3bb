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
    let permissions: any PermissionStore
    let health: HealthCheck

    init(_ database: any SQLDatabase) {
        directory = SQLTenantDirectoryStore(database: database)
        conversations = SQLConversationStore(database: database)
        tenants = SQLTenantStore(database: database)
        agents = SQLAgentStore(database: database)
        tools = SQLToolStore(database: database)
        permissions = SQLPermissionStore(database: database)
        let version = ConfigurationVersionStore(database: database)
        health = HealthCheck(name: "database") {
            do {
                _ = try await version.current()
                return nil
            } catch {
                return "does not answer"
            }
        }
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
