import Foundation
import Glibc
import HubCore
import HubCrypto
import Support
import Synchronization

/// A real `agenthub serve`, in a process and a folder of its own on a free port of loopback.
final class HubProcess: Sendable {
    struct StartFailure: Error, CustomStringConvertible {
        let status: Int32
        let log: String
        var description: String { "agenthub ended with \(status): \(log)" }
    }

    let port: Int
    let folder: URL
    private let process: ChildProcess
    private let log: LogCollector
    /// Who mints its tokens; nil: its own development key pair does.
    private let issuer: TokenIssuer?

    var http: RawHTTP { RawHTTP(port: port) }
    var processID: Int32 { process.id }
    /// All that the server logged so far.
    var logText: String { log.text }
    /// All that the server ever logged; returns once it has ended.
    func wholeLog() async -> String { await log.whole() }

    private init(
        port: Int, folder: URL, process: ChildProcess, log: LogCollector, issuer: TokenIssuer?
    ) {
        self.port = port
        self.folder = folder
        self.process = process
        self.log = log
        self.issuer = issuer
    }

    /// Starts a server and returns once it is ready. `folder` is its var folder; nil makes a new one. The `issuer` is one
    /// whose key the environment names. What it logs stays unread in its pipe where `readsLog` is false.
    static func start(
        _ arguments: [String] = ["--demo"], folder: URL? = nil, port: Int = 0, environment: [String: String] = [:],
        issuer: TokenIssuer? = nil, readsLog: Bool = true
    ) async throws -> HubProcess {
        let folder = folder ?? FileManager.default.temporaryDirectory.appending(path: "agenthub-\(UUID().uuidString)")
        let process = try ChildProcess(
            BuildProducts.folder.appending(path: "agenthub"),
            ["serve", "--port", "\(port)", "--var", folder.path, "--log-format", "json"] + arguments,
            environment: environment)
        let log = LogCollector()
        if readsLog { log.read(process.errors) }
        let lines = LineReader(process.output)
        while let line = await lines.next() {
            guard let range = line.range(of: "AgentHub ready on http://127.0.0.1:"),
                let port = Int(line[range.upperBound...])
            else { continue }
            return HubProcess(port: port, folder: folder, process: process, log: log, issuer: issuer)
        }
        throw StartFailure(status: await process.ended(), log: await log.whole())
    }

    /// Asks it to stop as Ctrl-C does, and returns its exit status.
    @discardableResult
    func stop() async -> Int32 {
        process.signal(SIGINT)
        return await process.ended()
    }

    func kill9() async {
        process.signal(SIGKILL)
        _ = await process.ended()
    }

    /// A token that this server believes.
    func token(
        tenant: String = "demo", user: String = "tester", roles: Set<Role> = [.user],
        lifetime: Duration = .seconds(600),
        now: Date = Date()
    ) throws -> String {
        let issuer = try self.issuer ?? developmentIssuer()
        guard let tenant = TenantID(tenant), let user = UserID(user) else { throw CocoaError(.formatting) }
        return try issuer.token(subject: user, tenant: tenant, roles: roles, lifetime: lifetime, now: now).reveal()
    }

    private func developmentIssuer() throws -> TokenIssuer {
        let pem = try String(contentsOf: folder.appending(path: "development-key.pem"), encoding: .utf8)
        return try TokenIssuer(key: RSAPrivateKey(pem: Secret(pem)))
    }

    /// Asks a question and returns the reply, whatever its status code.
    func ask(
        _ message: String, session: String? = nil, agent: String? = nil, token: String? = nil, tenant: String = "demo",
        headers: [String] = []
    ) async throws -> RawHTTP.Response {
        var body: JSONObject = ["message": .string(message)]
        if let session { body["session_id"] = .string(session) }
        if let agent { body["agent"] = .string(agent) }
        return try await http.request(
            "POST", "/api/\(tenant)/chat", token: token ?? self.token(tenant: tenant), body: .object(body),
            headers: headers)
    }

    /// The sum of a metric's samples whose labels have this text, such as `status="success"`; nil where there are none.
    func metric(_ name: String, _ label: String = "") async throws -> Double? {
        let admin = try token(tenant: "platform", user: "root", roles: [.platformAdmin])
        let text = String(decoding: try await http.request("GET", "/metrics", token: admin).body, as: UTF8.self)
        let values = text.split(separator: "\n").compactMap { line -> Double? in
            guard line.hasPrefix(name + " ") || line.hasPrefix(name + "{"), label.isEmpty || line.contains(label),
                let space = line.lastIndex(of: " ")
            else { return nil }
            return Double(line[line.index(after: space)...])
        }
        return values.isEmpty ? nil : values.reduce(0, +)
    }
}
