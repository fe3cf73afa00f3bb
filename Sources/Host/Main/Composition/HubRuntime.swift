import Dispatch
import Foundation
import HubCore
import HubCrypto
import HubEgress
import HubEngine
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
    private let logger: Logger

    init(_ configuration: ServeConfiguration) {
        self.configuration = configuration
        logger = configuration.makeLogger(label: "agenthub")
    }

    func run() async throws {
        try configuration.folder.create()
        let lock = try await FolderLock.take(configuration.folder)
        if configuration.isDemo {
            try await DemoServer.serve(logger: configuration.makeLogger(label: "demo-erp")) { try await run(demo: $0) }
        } else {
            try await run(demo: nil)
        }
        // Held to the very end: the compiler may end a value's life after its last use.
        withExtendedLifetime(lock) {}
    }

    private func run(demo: DemoServer?) async throws {
        let port = try servingPort()
        let database = try await openDatabase()
        let stores = HubStores(database)
        if let demo {
            try await DemoSeed(
                tenants: stores.tenants, agents: stores.agents, tools: stores.tools, permissions: stores.permissions,
                erp: demo.url
            ).run()
        }

        let toolEgress = EgressClient(
            policy: EgressPolicy(allowing: configuration.allowances + (demo.map { [$0.allowance] } ?? [])),
            logger: logger)
        let modelEgress = EgressClient(
            policy: EgressPolicy(allowing: configuration.allowances + configuration.modelAllowances), logger: logger)
        var pluginConfiguration = PluginHostConfiguration(
            directory: configuration.pluginDirectory, hostVersion: ProductVersion.text)
        pluginConfiguration.installation = try configuration.folder.installation()
        let plugins = PluginHost(
            configuration: pluginConfiguration, egress: toolEgress, store: MemoryKeyValueStore(), logger: logger)
        await load(plugins)

        let engine = ChatEngine(
            directory: stores.directory, conversations: stores.conversations,
            models: configuration.models(egress: modelEgress), tools: plugins, routers: BuiltinRouterTrainer(),
            defaults: configuration.engineDefaults, logger: logger)
        let router = HubApplication.router(
            HubServices(
                engine: engine, conversations: stores.conversations, verifier: try tokenVerifier(),
                tenants: stores.tenants, agents: stores.agents, tools: stores.tools, permissions: stores.permissions,
                schemas: ToolSchemaChecker(), toolTypes: plugins, checks: [stores.health]))

        try await serve([
            ClosingService {
                await engine.drain()
                await plugins.shutdown()
                await toolEgress.shutdown()
                await modelEgress.shutdown()
                await database.close()
            },
            application(router, port: port, demo: demo),
        ])
    }

    private func serve(_ services: [any Service]) async throws {
        var group = ServiceGroupConfiguration(
            services: services, gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        group.maximumGracefulShutdownDuration = configuration.turnTimeout + .seconds(5)
        do {
            try await ServiceGroup(configuration: group).run()
        } catch let error as IOError {
            throw StartError(
                "cannot listen on \(configuration.host), port \(configuration.port ?? 8080): \(error). Try another --port."
            )
        }
    }

    private func servingPort() throws -> Int {
        if let port = configuration.port { return port }
        guard let port = FreePort.first(from: 8080, host: configuration.host) else {
            throw StartError("no port from 8080 to 8179 is free; give one with --port.")
        }
        if port != 8080 { logger.notice("port 8080 is taken", metadata: ["port": .stringConvertible(port)]) }
        return port
    }

    private func openDatabase() async throws -> SQLiteDatabase {
        do {
            return try await SQLiteDatabase.openMigrated(path: configuration.folder.database)
        } catch {
            throw StartError("the database \(configuration.folder.database) cannot be opened: \(error)")
        }
    }

    /// Loading blocks its thread for as long as plugins take to start, so it has one of its own.
    private func load(_ plugins: PluginHost) async {
        let reports = await withCheckedContinuation { continuation in
            DispatchQueue(label: "plugins.load").async { continuation.resume(returning: plugins.load()) }
        }
        for report in reports { logger.log(level: report.isLoaded ? .info : .error, "plugin \(report)") }
    }

    private func tokenVerifier() throws -> TokenVerifier {
        let key: RSAPublicKey
        if let pem = configuration.publicKey {
            do {
                key = try RSAPublicKey(pem: pem.reveal())
            } catch {
                throw ConfigurationError(
                    setting: "AGENTHUB_JWT_PUBLIC_KEY",
                    expectation: "the PEM of an RSA public key of 2048 bits or more was expected.",
                    example: "AGENTHUB_JWT_PUBLIC_KEY_FILE=/etc/agenthub/issuer.pem")
            }
        } else {
            key = try configuration.folder.developmentKey().publicKey
        }
        return TokenVerifier(
            keys: VerificationKeySet(key), issuer: configuration.issuer, audience: configuration.audience)
    }

    private func application(_ router: Router<HubContext>, port: Int, demo: DemoServer?) -> some Service {
        Application(
            router: router,
            // A connection that says nothing for a minute must not hold its place for ever.
            server: .http1(configuration: HTTP1Channel.Configuration(idleTimeout: .seconds(60))),
            configuration: ApplicationConfiguration(
                address: .hostname(configuration.host, port: port), serverName: "AgentHub"),
            onServerRunning: { channel in announce(channel, demo) },
            logger: configuration.makeLogger(label: "http"))
    }

    private func announce(_ channel: any Channel, _ demo: DemoServer?) {
        let url = "http://\(configuration.host):\(channel.localAddress?.port ?? 0)"
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
