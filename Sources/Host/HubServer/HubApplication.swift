import HubCore
import HubCrypto
import HubEngine
import Hummingbird

/// The parts that the HTTP door opens to.
package struct HubServices: Sendable {
    package var engine: ChatEngine
    package var conversations: any ConversationStore
    package var verifier: TokenVerifier
    package var admin: AdminServices
    package var checks: [HealthCheck]

    package init(
        engine: ChatEngine, conversations: any ConversationStore, verifier: TokenVerifier, admin: AdminServices,
        checks: [HealthCheck]
    ) {
        self.engine = engine
        self.conversations = conversations
        self.verifier = verifier
        self.admin = admin
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
        catalog.add(services.admin, to: api.group("admin", context: AdminContext.self))

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
