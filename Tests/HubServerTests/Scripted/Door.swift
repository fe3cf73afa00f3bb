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

/// `/api/admin` as it is served, in process: real tokens, the real router, and parts that a test chooses. A part that
/// it does not choose must not be used.
struct Door {
    /// Who asks.
    enum Person: CaseIterable, Sendable {
        /// A platform_admin, of a tenant that has no row.
        case platform
        /// A tenant_admin of acme-corp.
        case own
        /// A tenant_admin of rival.
        case rival
        /// A user of acme-corp.
        case user

        var tenant: TenantID {
            switch self {
            case .platform: Door.id("operations")
            case .own, .user: Door.acme
            case .rival: Door.id("rival")
            }
        }

        var role: Role {
            switch self {
            case .platform: .platformAdmin
            case .own, .rival: .tenantAdmin
            case .user: .user
            }
        }
    }

    struct Answer {
        let status: Int
        let headers: HTTPFields
        let text: String
        let json: JSONValue

        /// The pointers of a problem's errors.
        var pointers: [String] { json["errors"]?.arrayValue?.compactMap { $0["pointer"]?.stringValue } ?? [] }
        var code: String? { json["code"]?.stringValue }
    }

    static let acme = id("acme-corp")
    static let scope = TenantScope(tenant: acme)
    /// 2026-11-22T08:00:00Z.
    static let date = Date(timeIntervalSince1970: 1_795_334_400)

    private static let key = Result { try RSAPrivateKey.generate() }

    let services: AdminServices
    let announcer = ScriptedAnnouncer()
    let revoked = RevokedTokens()
    private let issuer: TokenIssuer
    private let responder: RouterResponder<HubContext>

    init(_ change: (inout AdminServices) -> Void = { _ in }) throws {
        let none = Unexpected()
        var services = AdminServices(
            stores: AdminStores(
                tenants: ScriptedTenants([Tenant(id: Door.acme, name: "Acme")]), agents: none, tools: none,
                permissions: none, models: none, configurations: none, overrides: none, secrets: none,
                revocations: none, usage: none, spending: none, audit: none),
            schemas: ToolSchemaChecker(), toolTypes: none, tester: none, sealer: none, changes: announcer,
            revoked: revoked, uploads: .unexpected, plugins: .unexpected, now: { Door.date })
        change(&services)
        self.services = services
        let key = try Self.key.get()
        issuer = try TokenIssuer(key: key)
        let router = Router(context: HubContext.self)
        router.add(middleware: ProblemMiddleware())
        let api = router.group("api").add(
            middleware: AuthenticationMiddleware(
                verifier: TokenVerifier(keys: VerificationKeySet(key.publicKey)), revoked: revoked,
                metrics: HTTPMetrics(MetricsRegistry())))
        var catalog = OperationCatalog(
            idempotency: IdempotentExecution(store: ScriptedIdempotency()),
            standing: TenantStanding(
                standings: TenantStandings { scope in
                    [Tenant(id: Door.acme, name: "Acme"), Tenant(id: Person.rival.tenant, name: "Rival")]
                        .first { $0.id == scope.tenant }
                }, defaults: TenantLimits()),
            rates: RequestRates(limiter: ScriptedLimiter(RateVerdict(states: []))), places: TenantPlaces()
        ) { _ in
            Issue.record("a turn was counted")
            return nil
        }
        catalog.add(services, to: api.group("admin", context: AdminContext.self))
        responder = router.buildResponder()
    }

    func token(of person: Person) throws -> Secret {
        try issuer.token(subject: try #require(UserID("anna")), tenant: person.tenant, roles: [person.role])
    }

    /// Sends a request below `/api/admin/`; `token` nil sends the person's own.
    func send(
        _ method: HTTPRequest.Method, _ path: String, as person: Person, _ body: JSONValue? = nil,
        ifMatch: String? = nil, token: Secret? = nil, headers: [(String, String)] = []
    ) async throws -> Answer {
        try await send(
            method, path, as: person, bytes: body?.bytes ?? [], ifMatch: ifMatch, token: token, headers: headers)
    }

    /// The same with a body of files.
    func send(_ path: String, as person: Person, _ form: FormText) async throws -> Answer {
        try await send(
            .post, path, as: person, bytes: form.bytes, headers: [("Content-Type", FormText.contentType)])
    }

    private func send(
        _ method: HTTPRequest.Method, _ path: String, as person: Person, bytes: [UInt8],
        ifMatch: String? = nil, token: Secret? = nil, headers: [(String, String)]
    ) async throws -> Answer {
        var head = HTTPRequest(method: method, scheme: "http", authority: "hub", path: "/api/admin/" + path)
        head.headerFields[.authorization] = "Bearer " + (try token ?? self.token(of: person)).reveal()
        if let ifMatch { head.headerFields[.ifMatch] = ifMatch }
        for (name, value) in headers {
            head.headerFields.append(HTTPField(name: try #require(HTTPField.Name(name)), value: value))
        }
        let buffer = ByteBuffer(bytes: bytes)
        let response = try await responder.respond(
            to: Request(head: head, body: RequestBody(buffer: buffer)), context: HubContext(source: Source()))
        let collector = Collector()
        try await response.body.write(collector)
        let text = String(buffer: collector.buffer.buffer)
        let answer = Answer(
            status: response.status.code, headers: response.headers, text: text,
            json: text.isEmpty ? .null : try JSONValue(parsing: Array(text.utf8)))
        Self.check(status: answer.status, code: answer.code)
        return answer
    }

    /// No problem has a code that the document does not list under its status.
    static func check(status: Int, code: String?) {
        guard let refusal = Refusal(rawValue: status) else { return }
        // The readiness report is a 503 without a code.
        if let code { #expect(refusal.codes.contains(code), "\(status) \(code)") }
    }

    static func id(_ text: String) -> TenantID {
        guard let id = TenantID(text) else { preconditionFailure("\(text) is no tenant's id") }
        return id
    }

    private struct Source: RequestContextSource {
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    }

    /// One response's body; used by one task.
    private struct Collector: ResponseBodyWriter {
        final class Buffer {
            var buffer = ByteBuffer()
        }

        let buffer = Buffer()

        mutating func write(_ buffer: ByteBuffer) async throws { self.buffer.buffer.writeImmutableBuffer(buffer) }
        consuming func finish(_ trailingHeaders: HTTPFields?) async throws {}
    }
}
