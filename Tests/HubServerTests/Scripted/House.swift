import FoundationEssentials
import HTTPTypes
import HubCore
import HubCrypto
import HubEngine
import HubMetrics
import HubSchema
import Hummingbird
import Logging
import NIOCore
import Testing

@testable import HubServer

/// The whole HTTP contract as it is served, in process, over parts that fail a test which uses them unexpectedly.
struct House {
    struct Reply {
        let status: Int
        let headers: HTTPFields
        let text: String

        var code: String? { json?["code"]?.stringValue }
        var json: JSONValue? {
            do { return try JSONValue(parsing: Array(text.utf8)) } catch { return nil }
        }

        func header(_ name: String) -> String? { HTTPField.Name(name).flatMap { headers[$0] } }
    }

    let idempotency: ScriptedIdempotency
    let revoked = RevokedTokens()
    let registry = MetricsRegistry()
    let agents: ScriptedCatalog<Agent>
    let logs = LogMetadata()
    let health: HealthMonitor
    private let issuer: TokenIssuer
    private let responder: RouterResponder<HubContext>

    private static let key = Result { try RSAPrivateKey.generate() }

    init(
        checks: [HealthCheck] = [],
        limiter: any RateLimiter = ScriptedLimiter(RateVerdict(states: [])), limits: TenantLimits = TenantLimits(),
        tenants: ScriptedTenants = ScriptedTenants(
            [Door.acme, Door.Person.rival.tenant].map { Tenant(id: $0, name: "") }),
        metricsAccess: MetricsAccess = .platformAdmins, places: TenantPlaces = TenantPlaces(),
        conversations: any ConversationStore = Unexpected(), usage: any UsageStore = Unexpected(),
        uploads: UploadServices = .unexpected, uploadPlaces: TenantPlaces = .forUploads(),
        now: @escaping @Sendable () -> Date = { Door.date }
    ) throws {
        let none = Unexpected()
        let idempotency = ScriptedIdempotency(now: now)
        self.idempotency = idempotency
        agents = ScriptedCatalog(idempotency: idempotency)
        let key = try Self.key.get()
        issuer = try TokenIssuer(key: key)
        // Its clock stands still: how long a test takes says nothing of the parts.
        health = HealthMonitor(checks) { 0 }
        let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let model = LanguageModel(name: "none", provider: .builtin)
        var engineLimits = EngineLimits()
        engineLimits.defaultTenantLimits = limits
        // Its clock stands still too: what was read once is read again only after a change.
        let standings = TenantStandings(now: { 0 }) { try await tenants.tenant($0.tenant) }
        let engine = ChatEngine(
            directory: none, rows: none, standings: standings, conversations: none, models: none, tools: none,
            routers: none, sealer: none,
            limiter: limiter,
            defaults: EngineDefaults(model: model, supervisorModel: model, limits: engineLimits),
            metrics: EngineMetrics(registry: registry, toolTypes: []), logger: quiet)
        let admin = AdminServices(
            stores: AdminStores(
                tenants: tenants, agents: agents, tools: none,
                permissions: none, models: none, configurations: none, overrides: none, secrets: none,
                revocations: none, usage: usage, spending: none, audit: none),
            schemas: ToolSchemaChecker(), toolTypes: none, tester: none, sealer: none, changes: ScriptedAnnouncer(),
            revoked: revoked, uploads: uploads, plugins: .unexpected, now: { Door.date })
        responder = HubApplication.router(
            HubServices(
                engine: engine, conversations: conversations,
                verifier: TokenVerifier(keys: VerificationKeySet(key.publicKey)), admin: admin,
                door: DoorServices(
                    revoked: revoked,
                    idempotency: IdempotentExecution(store: idempotency),
                    standing: TenantStanding(standings: standings, defaults: limits),
                    rates: RequestRates(limiter: limiter), places: places, uploads: uploadPlaces, health: health,
                    registry: registry, metrics: HTTPMetrics(registry), metricsAccess: metricsAccess))
        ).buildResponder()
    }

    func token(_ person: Door.Person) throws -> String {
        try issuer.token(subject: try #require(UserID("anna")), tenant: person.tenant, roles: [person.role]).reveal()
    }

    /// A token with a certain `jti`.
    func token(_ person: Door.Person, id: String) throws -> String {
        let now = Int(Date().timeIntervalSince1970)
        return try issuer.sign([
            "sub": "anna", "tenant_id": .string(person.tenant.rawValue), "roles": [.string(person.role.rawValue)],
            "iat": .int(now), "exp": .int(now + 60), "jti": .string(id),
        ]).reveal()
    }

    /// Sends one request; `person` nil: without a token.
    func send(
        _ method: HTTPRequest.Method, _ path: String, as person: Door.Person? = nil, _ body: String = "",
        _ headers: [(String, String)] = []
    ) async throws -> Reply {
        try await send(method, path, as: person, RequestBody(buffer: ByteBuffer(string: body)), headers)
    }

    /// The same with a body of files.
    func send(
        _ path: String, as person: Door.Person, _ form: FormText, _ headers: [(String, String)] = []
    ) async throws -> Reply {
        try await send(
            .post, path, as: person, RequestBody(buffer: ByteBuffer(bytes: form.bytes)),
            [("Content-Type", FormText.contentType)] + headers)
    }

    func send(
        _ method: HTTPRequest.Method, _ path: String, as person: Door.Person?, _ body: RequestBody,
        _ headers: [(String, String)]
    ) async throws -> Reply {
        var head = HTTPRequest(method: method, scheme: "http", authority: "hub", path: path)
        if let person { head.headerFields[.authorization] = "Bearer " + (try token(person)) }
        for (name, value) in headers {
            head.headerFields.append(HTTPField(name: try #require(HTTPField.Name(name)), value: value))
        }
        let response = try await responder.respond(
            to: Request(head: head, body: body), context: HubContext(source: Source(logger: logs.logger)))
        let collector = Collector()
        try await response.body.write(collector)
        let reply = Reply(
            status: response.status.code, headers: response.headers, text: String(buffer: collector.buffer.bytes))
        Door.check(status: reply.status, code: reply.code)
        return reply
    }

    /// The OpenAPI document.
    func document() async throws -> JSONValue {
        try JSONValue(parsing: Array(try await send(.get, "/openapi.json").text.utf8))
    }

    private struct Source: RequestContextSource {
        let logger: Logger
    }

    /// One response's body; used by one task.
    private struct Collector: ResponseBodyWriter {
        final class Buffer {
            var bytes = ByteBuffer()
        }

        let buffer = Buffer()

        mutating func write(_ buffer: ByteBuffer) async throws { self.buffer.bytes.writeImmutableBuffer(buffer) }
        consuming func finish(_ trailingHeaders: HTTPFields?) async throws {}
    }
}
