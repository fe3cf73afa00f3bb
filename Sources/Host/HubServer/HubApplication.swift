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
    package var checks: [HealthCheck]

    package init(
        engine: ChatEngine, conversations: any ConversationStore, verifier: TokenVerifier, tenants: any TenantStore,
        agents: any AgentStore, tools: any ToolStore, permissions: any PermissionStore, schemas: any SchemaChecker,
        toolTypes: any ToolTypeCatalog, checks: [HealthCheck]
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

        let admin = api.group("admin", context: AdminContext.self)
        AgentAdminRoutes(agents: services.agents, engine: services.engine).add(to: admin)
        ToolAdminRoutes(
            tools: services.tools, schemas: services.schemas, types: services.toolTypes, engine: services.engine
        ).add(to: admin)
        TenantRoutes(
            tenants: services.tenants, permissions: services.permissions, agents: services.agents,
            tools: services.tools, engine: services.engine
        ).add(to: admin)

        let tenant = api.group("{tenant}", context: TenantContext.self)
        ChatRoutes(engine: services.engine).add(to: tenant)
        AgentRoutes(engine: services.engine).add(to: tenant)
        SessionRoutes(conversations: services.conversations).add(to: tenant)
        return router
    }
}
