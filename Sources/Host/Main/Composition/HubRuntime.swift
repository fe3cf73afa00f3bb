import Dispatch
import Foundation
import Glibc
import HubCore
import HubCrypto
import HubEgress
import HubEngine
import HubKnowledge
import HubMetrics
import HubModels
import HubPlugins
import HubSchema
import HubServer
import HubStorage
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import ServiceLifecycle
import UnixSignals

/// The server's parts, wired: made in the order in which they need one another, ended in the reverse order.
struct HubRuntime {
    private let configuration: ServeConfiguration
    private let log: LogQueue
    private let logger: Logger

    init(_ configuration: ServeConfiguration) {
        self.configuration = configuration
        log = LogQueue(STDERR_FILENO)
        logger = configuration.makeLogger(label: "agenthub", to: log)
    }

    func run() async throws {
        // Nothing else is left to run then.
        defer { log.close() }
        try configuration.folder.create()
        let lock = try await FolderLock.take(configuration.folder)
        if configuration.isDemo {
            try await DemoServer.serve(logger: configuration.makeLogger(label: "demo-erp", to: log)) {
                try await run(demo: $0)
            }
        } else {
            try await run(demo: nil)
        }
        // Held to the very end: the compiler may end a value's life after its last use.
        withExtendedLifetime(lock) {}
    }

    private func run(demo: DemoServer?) async throws {
        let port = try servingPort()
        let keys = try configuration.folder.masterKeys(configuration.storage)
        let redis = try RedisParts(configuration.storage, logger: logger)
        let database = try await HubDatabase.open(
            configuration.storage, folder: configuration.folder, turnTimeout: configuration.turnTimeout, logger: logger)
        let registry = MetricsRegistry()
        registry.readCounter("agenthub_log_lines_dropped_total", "Lines of the log that nobody took in time.") {
            [([], Double(log.dropped))]
        }
        let measured = MeasuredDatabase(database.sql, registry: registry)
        let stores = HubStores(measured)
        if let demo {
            try await DemoSeed(
                tenants: stores.tenants, agents: stores.agents, tools: stores.tools, permissions: stores.permissions,
                files: stores.files, knowledge: stores.knowledge, erp: demo.url
            ).run()
        }

        database.register(on: registry)
        redis?.register(on: registry)
        let egress = HubEgressClients(configuration, demo: demo, logger: logger)
        egress.register(on: registry)
        let installation = try await stores.installation.name(else: configuration.folder.installation())
        let news = PluginNews()
        let plugins = try pluginHost(installation: installation, egress: egress.tools, news: news)
        let reports = await load(plugins)
        plugins.register(on: registry)
        registry.readCounter(
            "agenthub_plugin_incidents_dropped_total", "Incidents of plugins that were not written down in time."
        ) { [([], Double(news.dropped))] }
        let changes = ConfigurationChanges(publisher: redis?.announcer, registry: registry)
        let rollout = PluginRollout(store: stores.plugins, deployer: plugins, changes: changes, logger: logger)
        let releases = PluginService(rollout: rollout, store: stores.plugins, news: news, logger: logger)
        if let folder = configuration.plugins.uploadFolder { UploadFolder.sweep(folder, logger: logger) }
        // Before the first turn: a tenant is not to be answered by a release that it left.
        await releases.followOnce()

        let limiter: any RateLimiter = {
            let local = LocalRateLimiter()
            return redis?.limiter(fallback: local, registry: registry) ?? local
        }()
        let standings = TenantStandings { [tenants = stores.tenants] in try await tenants.tenant($0.tenant) }
        let renderer = PopplerRenderer()
        let spending = SpendWatch(alerts: stores.spending, registry: registry, logger: logger)
        let engine = ChatEngine(
            directory: redis?.directory(stores.directory, installation: installation, registry: registry)
                ?? stores.directory,
            rows: stores.directory, standings: standings, conversations: stores.conversations,
            models: configuration.models(egress), embeddings: configuration.embeddings(egress),
            tools: plugins,
            routers: BuiltinRouterTrainer(), sealer: keys, limiter: limiter, files: stores.files, pages: renderer,
            defaults: configuration.engineDefaults,
            metrics: EngineMetrics(registry: registry, toolTypes: Set(plugins.toolTypes().map(\.id))),
            spent: spending.noteSpending, logger: logger)

        let knowledge = KnowledgeService(
            stores: stores, plugins: plugins, embeddings: engine.ingestionEmbeddings, renderer: renderer,
            registry: registry, logger: configuration.makeLogger(label: "knowledge", to: log))

        let revoked = RevokedTokens()
        let idempotency = IdempotentExecution(store: stores.idempotency)
        let upkeep = Upkeep(
            revoked: revoked, revocations: stores.revocations, idempotency: stores.idempotency,
            claims: idempotency.claims, files: stores.files, chatFileDays: configuration.limits.chatFileDays,
            logger: logger)
        changes.listen { engine.invalidate($0) }
        changes.listen { _ in upkeep.hear() }
        // Routes are the platform's rows.
        changes.listen { if $0 == nil { news.changed() } }
        // A threshold may have come to be lower than what was spent.
        changes.listen { if let scope = $0 { spending.noteSpending(scope) } }
        let notices = try database.postgres?.listen(logger: logger) {
            changes.heard($0.map(TenantScope.init), from: .postgreSQL)
        }
        if let notices { database.postgres?.register(notices, on: registry) }
        let subscriber = redis?.listen(registry: registry) { changes.heard($0.map(TenantScope.init), from: .redis) }
        // Before the first request: a token that was revoked stays so over a restart.
        try await upkeep.refresh()

        let identity = IdentityParts(
            settings: configuration.identity, folder: configuration.folder, registry: registry, logger: logger)
        let verifier = try await identity.verifier(egress: egress.issuer)
        let health = HealthMonitor(
            [
                database.health(lastWrite: measured.lastWrite, lastAnswer: measured.lastAnswer),
                plugins.health(reports, rollout),
            ]
                + (configuration.plugins.chroma.map { [$0.health(egress.chroma)] } ?? [])
                + (redis.map { [$0.health(subscriber)] } ?? []) + (identity.health.map { [$0] } ?? []))
        health.register(on: registry)
        await health.askAll()
        let router = HubApplication.router(
            HubServices(
                engine: engine, conversations: stores.conversations, verifier: verifier,
                admin: AdminServices(
                    stores: stores.admin, schemas: ToolSchemaChecker(), toolTypes: plugins, tester: plugins,
                    embeddings: engine.ingestionEmbeddings, blobs: { engine.blobs(of: $0) }, sealer: keys,
                    changes: changes, revoked: revoked,
                    uploads: UploadServices(
                        files: stores.files, knowledge: stores.knowledge, index: plugins, wake: knowledge.worker.wake),
                    plugins: PluginServices(
                        releases: stores.plugins, deployer: plugins, rollout: rollout,
                        uploadFolder: configuration.plugins.uploadFolder),
                    tokenLifetime: configuration.identity.maximumLifetime),
                door: DoorServices(
                    revoked: revoked,
                    idempotency: idempotency,
                    standing: TenantStanding(standings: standings, defaults: configuration.limits.tenants),
                    rates: RequestRates(limiter: limiter), health: health, registry: registry,
                    metrics: HTTPMetrics(registry),
                    metricsAccess: configuration.metricsAddress == nil ? .platformAdmins : .elsewhere)))

        try await serve(
            [
                ClosingService {
                    await engine.drain()
                    await plugins.shutdown()
                    await egress.shutdown()
                    await notices?.close()
                    await subscriber?.shutdown()
                    await redis?.client.shutdown()
                    await database.close()
                },
                upkeep, knowledge, releases, HealthService(monitor: health),
                SpendingService(watch: spending, logger: logger),
            ] + metricsApplication(registry) + [try application(router, port: port, demo: demo)])
    }

    private func pluginHost(installation: String, egress: EgressClient, news: PluginNews) throws -> PluginHost {
        var plugins = PluginHostConfiguration(
            directory: configuration.pluginDirectory, hostVersion: ProductVersion.text)
        plugins.installation = installation
        plugins.dataFolder = configuration.plugins.dataFolder
        plugins.settings = configuration.plugins.settings
        plugins.tenantFolders = configuration.plugins.tenantFolders
        plugins.origins = configuration.plugins.origins
        plugins.add(configuration.plugins.grants)
        plugins.releaseFolder = configuration.plugins.releaseFolder
        plugins.heard = { news.befell($0) }
        plugins.releaseFailed = { news.failed($0, $1, $2) }
        try configuration.plugins.isolation.apply(to: &plugins)
        return PluginHost(configuration: plugins, egress: egress, store: MemoryKeyValueStore(), logger: logger)
    }

    private func serve(_ services: [any Service]) async throws {
        var group = ServiceGroupConfiguration(
            services: services, gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        group.maximumGracefulShutdownDuration = configuration.turnTimeout + .seconds(5)
        try await ServiceGroup(configuration: group).run()
    }

    private func servingPort() throws -> Int {
        if let port = configuration.port { return port }
        guard let port = FreePort.first(from: 8080, host: configuration.host) else {
            throw StartError("no port from 8080 to 8179 is free; give one with --port.")
        }
        if port != 8080 { logger.notice("port 8080 is taken", metadata: ["port": .stringConvertible(port)]) }
        return port
    }

    /// Loading blocks its thread for as long as plugins take to start, so it has one of its own.
    private func load(_ plugins: PluginHost) async -> [PluginLoadReport] {
        let reports = await withCheckedContinuation { continuation in
            DispatchQueue(label: "plugins.load").async { continuation.resume(returning: plugins.load()) }
        }
        for report in reports { logger.log(level: report.isLoaded ? .info : .error, "plugin \(report)") }
        return reports
    }

    /// `/metrics` on an address of its own, where the settings name one.
    private func metricsApplication(_ registry: MetricsRegistry) -> [any Service] {
        guard let address = configuration.metricsAddress else { return [] }
        return [
            ListeningService(
                server: Application(
                    router: MetricsRoutes(registry).router,
                    configuration: ApplicationConfiguration(
                        address: .hostname(address.host, port: address.port), serverName: "AgentHub"),
                    logger: configuration.makeLogger(label: "metrics", to: log)),
                place: "\(address.host), port \(address.port)", advice: "Change AGENTHUB_METRICS_ADDRESS.")
        ]
    }

    private func application(_ router: Router<HubContext>, port: Int, demo: DemoServer?) throws -> some Service {
        let tls = configuration.tls
        let logger = configuration.makeLogger(label: "http", to: log)
        let http = HTTPServerBuilder.http1(
            configuration: HTTP1Channel.Configuration(
                additionalChannelHandlers: [
                    ClosingInstaller(), BodyDeadlineHandler(), ContinueHandler(),
                    MalformedRequestHandler(logger: logger), ClientPresenceHandler(),
                ],
                // A connection that says nothing for a minute must not hold its place for ever.
                idleTimeout: .seconds(60)))
        return ListeningService(
            server: Application(
                router: router, server: try tls?.wrap(http) ?? http,
                configuration: ApplicationConfiguration(
                    address: .hostname(configuration.host, port: port), serverName: "AgentHub",
                    availableConnectionsDelegate: MaximumAvailableConnections(
                        configuration.limits.connections, logger: logger)),
                onServerRunning: { channel in announce(channel, demo) }, logger: logger),
            place: "\(configuration.host), port \(port)", advice: "Try another --port.")
    }

    private func announce(_ channel: any Channel, _ demo: DemoServer?) {
        let scheme = configuration.tls == nil ? "http" : "https"
        let url = "\(scheme)://\(configuration.host):\(channel.localAddress?.port ?? 0)"
        do {
            try configuration.folder.writeAddress(url)
        } catch {
            logger.warning("the address could not be written to the var folder")
        }
        var text = "AgentHub ready on \(url)\n"
        if let demo {
            text += DemoGreeting(url: url, folder: configuration.folder, erp: demo.url).description + "\n"
        }
        // Not by `print`, whose buffer keeps the line from a program that reads it through a pipe.
        FileHandle.standardOutput.write(Data(text.utf8))
    }
}
