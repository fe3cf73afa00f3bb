import FoundationEssentials
import HTTPTypes
import HubCore
import HubCrypto
import HubEngine
import HubMetrics
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import Testing

@testable import HubServer

/// The doors that turns come by, as they are served, over an engine that a test scripts.
struct TurnHouse: Sendable {
    let idempotency = ScriptedIdempotency()
    let execution: IdempotentExecution
    let registry = MetricsRegistry()
    let logs = LogMetadata()
    private let issuer: TokenIssuer
    private let responder: RouterResponder<HubContext>

    private static let key = Result { try RSAPrivateKey.generate() }
    static let question = #"{"message": "How many?", "stream": true}"#

    init(
        timing: StreamTiming = .still, agents: [String] = ["AgentInventory"], limit: RateVerdict? = nil,
        engine: @escaping TurnDoor.Engine
    ) throws {
        let key = try Self.key.get()
        issuer = try TokenIssuer(key: key)
        execution = IdempotentExecution(store: idempotency)
        let metrics = HTTPMetrics(registry)
        let router = Router(context: HubContext.self)
        router.add(middleware: MetricsMiddleware(metrics: metrics))
        router.add(middleware: ProblemMiddleware())
        let tenant = router.group("api")
            .add(
                middleware: AuthenticationMiddleware(
                    verifier: TokenVerifier(keys: VerificationKeySet(key.publicKey)), revoked: RevokedTokens(),
                    metrics: metrics)
            )
            .group("{tenant}", context: TenantContext.self)
        var catalog = OperationCatalog(
            idempotency: execution,
            standing: TenantStanding(
                standings: TenantStandings { Tenant(id: $0.tenant, name: "") }, defaults: TenantLimits()),
            rates: RequestRates(limiter: ScriptedLimiter(RateVerdict(states: []))), places: TenantPlaces(),
            streams: AnswerStreams(timing: timing, metrics: metrics)
        ) { _ in
            guard let limit, !limit.isAllowed else { return limit }
            throw RateHeaders.refusal(limit)
        }
        let door = TurnDoor(engine)
        let summaries = agents.map {
            AgentSummary(
                name: $0, description: "", label: Label(), examples: [], outputFormat: .structuredJSON, languages: [])
        }
        let operations =
            ChatRoutes(door: door).operations + CompletionRoutes(door: door, now: { Door.date }).operations
            + OpenAIModelRoutes(agents: { _ in summaries }).operations
        catalog.add("Turns", operations, to: tenant, prefix: "/api/{tenant}", refusals: [.forbidden])
        router.add(middleware: MethodTable(catalog.operations))
        responder = router.buildResponder()
    }

    func token(_ person: Door.Person = .user) throws -> String {
        try issuer.token(subject: try #require(UserID("anna")), tenant: person.tenant, roles: [person.role]).reveal()
    }

    func post(
        _ path: String, _ body: String, _ headers: [(String, String)] = [], token: String? = nil
    ) async throws -> House.Reply { try await send(.post, path, body, headers, token: token) }

    /// Sends one request below `/api/acme-corp/`, and reads its answer to the end.
    func send(
        _ method: HTTPRequest.Method, _ path: String, _ body: String = "", _ headers: [(String, String)] = [],
        token: String? = nil
    ) async throws -> House.Reply {
        var head = HTTPRequest(method: method, scheme: "http", authority: "hub", path: "/api/acme-corp/" + path)
        head.headerFields[.authorization] = "Bearer " + (try token ?? self.token())
        for (name, value) in headers {
            head.headerFields.append(HTTPField(name: try #require(HTTPField.Name(name)), value: value))
        }
        let response = try await responder.respond(
            to: Request(head: head, body: RequestBody(buffer: ByteBuffer(string: body))),
            context: HubContext(source: Source(logger: logs.logger)))
        return House.Reply(
            status: response.status.code, headers: response.headers,
            text: String(buffer: try await response.body.bytes()))
    }

    /// Serves it on a port while `body` runs.
    func serve<Value: Sendable>(_ body: @Sendable (Int) async throws -> Value) async throws -> Value {
        let (ports, running) = AsyncStream.makeStream(of: Int.self)
        let application = Application(
            responder: responder,
            server: .http1(
                configuration: HTTP1Channel.Configuration(additionalChannelHandlers: [ClientPresenceHandler()])),
            configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { running.yield($0.localAddress?.port ?? 0) }, logger: logs.logger)
        let serving = Task { try await application.runService(gracefulShutdownSignals: []) }
        defer { serving.cancel() }
        let port = try #require(await ports.first { _ in true })
        return try await body(port)
    }

    private struct Source: RequestContextSource {
        let logger: Logger
    }
}

extension StreamTiming {
    /// Time does not pass.
    static var still: StreamTiming {
        var timing = StreamTiming()
        let start = ContinuousClock.now
        timing.now = { start }
        timing.sleep = { _ in try await Signal().wait() }
        return timing
    }
}

extension Reply {
    static func scripted(
        _ text: String = "There are 240.", status: ReplyStatus = .success, limit: String? = nil
    ) -> Reply {
        Reply(
            status: status, session: SessionID("019aab50-1111-7000-8000-000000000001") ?? SessionID(),
            message: MessageID("019aab50-1112-7000-8000-000000000002") ?? MessageID(), agent: "AgentInventory",
            text: text, data: ["on_hand": 240], render: ["type": "card"],
            metadata: ReplyMetadata(
                language: .english, confidence: 0.97, model: nil,
                usage: TokenUsage(inputTokens: 20, outputTokens: 5, cachedInputTokens: 4), traceID: "t", limit: limit))
    }
}

/// Something that happens once, to be waited for. A wait ends with an error when its task is cancelled.
struct Signal: Sendable {
    private let stream: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation

    init() { (stream, continuation) = AsyncStream.makeStream(of: Void.self) }

    func come() { continuation.yield() }

    func wait() async throws {
        // A stream whose other end is gone would end.
        defer { withExtendedLifetime(continuation) {} }
        for await _ in stream { return }
        throw CancellationError()
    }
}
