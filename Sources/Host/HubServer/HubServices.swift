import HubCore
import HubCrypto
import HubEngine

/// The parts that the HTTP door opens to.
package struct HubServices: Sendable {
    package var engine: ChatEngine
    package var conversations: any ConversationStore
    package var verifier: TokenVerifier
    package var tenants: any TenantStore
    package var agents: any AgentStore
    package var tools: any ToolStore
    package var permissions: any PermissionStore
    package var schemas: any SchemaChecker
    package var toolTypes: any ToolTypeCatalog
    package var changes: any ConfigurationAnnouncer
    package var door: DoorServices

    package init(
        engine: ChatEngine, conversations: any ConversationStore, verifier: TokenVerifier, tenants: any TenantStore,
        agents: any AgentStore, tools: any ToolStore, permissions: any PermissionStore, schemas: any SchemaChecker,
        toolTypes: any ToolTypeCatalog, changes: any ConfigurationAnnouncer,
        door: DoorServices
    ) {
        self.engine = engine
        self.conversations = conversations
        self.verifier = verifier
        self.tenants = tenants
        self.agents = agents
        self.tools = tools
        self.permissions = permissions
        self.schemas = schemas
        self.toolTypes = toolTypes
        self.changes = changes
        self.door = door
    }
}
