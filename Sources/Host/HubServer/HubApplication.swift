import HubCore
import HubCrypto
import HubEngine
import Hummingbird

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
    package var checks: [HealthCheck]

    package init(
        engine: ChatEngine, conversations: any ConversationStore, verifier: TokenVerifier, tenants: any TenantStore,
        agents: any AgentStore, tools: any ToolStore, permissions: any PermissionStore, schemas: any SchemaChecker,
        toolTypes: any ToolTypeCatalog, changes: any ConfigurationAnnouncer,
        checks: [HealthCheck]
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
        self.checks = checks
    }
}

/// The HTTP contract as one router. Reading it is reading the list of endpoints.
package enum HubApplication {
    package static func router(_ services: HubServices) -> Router<HubContext> {
        let router = Router(context: HubContext.self, options: .autoGenerateHeadEndpoints)
        router.add(middleware: ProblemMiddleware())
        HealthRoutes(checks: services.checks).add(to: router)

        let api = router.group("api").add(middleware: AuthenticationMiddleware(verifier: services.verifier))

        var catalog = OperationCatalog()
        let admin = api.group("admin", context: AdminContext.self)
        func add(_ tag: String, _ operations: [Operation<AdminContext>]) {
            catalog.add(
                tag, operations, to: admin, prefix: "/api/admin", refusals: [.unauthorized, .forbidden, .unavailable])
        }
        add("Agents", AgentAdminRoutes(agents: services.agents, changes: services.changes).operations)
        add(
            "Tools",
            ToolAdminRoutes(
                tools: services.tools, schemas: services.schemas, types: services.toolTypes, changes: services.changes
            ).operations)
        add("Tenants", TenantRoutes(tenants: services.tenants, changes: services.changes).operations)
        add(
            "Permissions",
            PermissionRoutes(
                tenants: services.tenants, permissions: services.permissions, agents: services.agents,
                tools: services.tools, changes: services.changes
            ).operations)

        let tenant = api.group("{tenant}", context: TenantContext.self)
        func add(_ tag: String, _ operations: [Operation<TenantContext>]) {
            catalog.add(
                tag, operations, to: tenant, prefix: "/api/{tenant}",
                refusals: [.unauthorized, .forbidden, .unavailable])
        }
        add("Chat", ChatRoutes(engine: services.engine).operations)
        add("Agents", AgentRoutes(engine: services.engine).operations)
        add("Sessions", SessionRoutes(conversations: services.conversations).operations)
        return router
    }
}
