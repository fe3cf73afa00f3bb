import HubEngine
import HubMetrics
import Hummingbird

/// The HTTP contract as one router. Reading it is reading the list of endpoints.
package enum HubApplication {
    package static func router(_ services: HubServices) -> Router<HubContext> {
        let router = Router(context: HubContext.self, options: .autoGenerateHeadEndpoints)
        let door = services.door
        router.add(middleware: MetricsMiddleware(metrics: door.metrics))
        router.add(middleware: ProblemMiddleware())
        var catalog = OperationCatalog(
            idempotency: door.idempotency, standing: door.standing, rates: door.rates, places: door.places,
            uploads: door.uploads, streams: AnswerStreams(timing: door.streams, metrics: door.metrics)
        ) { [engine = services.engine] caller in
            do throws(ChatError) {
                return try await engine.admit(caller)
            } catch {
                throw error.problem
            }
        }
        catalog.addOpen("Service", HealthRoutes(monitor: door.health).operations, to: router)

        let authentication = AuthenticationMiddleware(
            verifier: services.verifier, revoked: door.revoked, metrics: door.metrics)
        let api = router.group("api").add(middleware: authentication)

        catalog.add(services.admin, to: api.group("admin", context: AdminContext.self))

        let tenant = api.group("{tenant}", context: TenantContext.self)
        func add(_ tag: String, _ operations: [Operation<TenantContext>]) {
            catalog.add(
                tag, operations, to: tenant, prefix: "/api/{tenant}",
                refusals: [.forbidden, .unavailable])
        }
        let turns = TurnDoor(services.engine.answer)
        add("Chat", ChatRoutes(door: turns).operations)
        add("Agents", AgentRoutes(engine: services.engine).operations)
        add(
            "Sessions",
            SessionRoutes(conversations: services.conversations, usage: services.admin.stores.usage).operations)
        if let uploads = services.admin.uploads {
            add("Files", FileRoutes(services: uploads, tenants: services.admin.stores.tenants).operations)
        }
        add("OpenAI", CompletionRoutes(door: turns).operations)
        add("OpenAI", OpenAIModelRoutes(agents: services.engine.agents).operations)

        let metrics = MetricsRoutes(door.registry)
        switch door.metricsAccess {
        case .everybody: catalog.addOpen("Service", [metrics.operation(HubContext.self) { _ in }], to: router)
        case .platformAdmins:
            let platform = router.group("").add(middleware: authentication).group("", context: AdminContext.self)
            catalog.add(
                "Service", [metrics.operation(AdminContext.self) { try $0.requirePlatformAdmin() }], to: platform,
                prefix: "", refusals: [.forbidden])
        case .elsewhere: break
        }

        for description in DocumentRoutes.descriptions {
            catalog.describe("Service", description, prefix: "", refusals: [], needsToken: false)
        }
        DocumentRoutes(OpenAPIDocument(catalog.operations)).add(to: router)
        router.add(middleware: MethodTable(catalog.operations))
        return router
    }
}
