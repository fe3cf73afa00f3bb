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
    private let process: Process
    private let log: LogCollector
    /// Held, so that its reading end stays open.
    private let errors: Pipe
    /// Who mints its tokens; nil: its own development key pair does.
    private let issuer: TokenIssuer?

    var http: RawHTTP { RawHTTP(port: port) }
    var processID: Int32 { process.processIdentifier }
    /// All that the server logged so far.
    var logText: String { log.text }
    /// All that the server ever logged; returns once it has ended.
    func wholeLog() async -> String {
        await log.ended()
        return log.text
    }

    private init(
        port: Int, folder: URL, process: Process, log: LogCollector, errors: Pipe, issuer: TokenIssuer?
    ) {
        self.port = port
        self.folder = folder
        self.process = process
        self.log = log
        self.errors = errors
        self.issuer = issuer
    }

    /// Starts a server and returns once it is ready. `folder` is its var folder; nil makes a new one. The `issuer` is one
    /// whose key the environment names. What it logs stays unread in its pipe where `readsLog` is false.
    static func start(
        _ arguments: [String] = ["--demo"], folder: URL? = nil, port: Int = 0, environment: [String: String] = [:],
        issuer: TokenIssuer? = nil, readsLog: Bool = true
    ) async throws -> HubProcess {
        let folder = folder ?? FileManager.default.temporaryDirectory.appending(path: "agenthub-\(UUID().uuidString)")
        let process = Process()
        process.executableURL = BuildProducts.folder.appending(path: "agenthub")
        process.arguments = ["serve", "--port", "\(port)", "--var", folder.path, "--log-format", "json"] + arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { _, new in new }
        let output = Pipe()
        let errors = Pipe()
        process.standardOutput = output
        process.standardError = errors
        let log = LogCollector()
        if readsLog { log.read(errors.fileHandleForReading) }
        try process.run()
        let lines = LineReader(output.fileHandleForReading)
        while let line = await lines.next() {
            guard let range = line.range(of: "AgentHub ready on http://127.0.0.1:"),
                let port = Int(line[range.upperBound...])
            else { continue }
            return HubProcess(
                port: port, folder: folder, process: process, log: log, errors: errors, issuer: issuer)
        }
        process.waitUntilExit()
        throw StartFailure(status: process.terminationStatus, log: log.text)
    }

    /// Asks it to stop as Ctrl-C does, and returns its exit status.
    @discardableResult
    func stop() async -> Int32 {
        if process.isRunning { kill(processID, SIGINT) }
        return await waitUntilExit()
    }

    func kill9() async {
        kill(processID, SIGKILL)
        _ = await waitUntilExit()
    }

    private func waitUntilExit() async -> Int32 {
        await withCheckedContinuation { continuation in
            Thread { [process] in
                process.waitUntilExit()
                continuation.resume(returning: process.terminationStatus)
            }.start()
        }
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

    /// The value of a metric without labels.
    func metric(_ name: String) async throws -> Double? {
        let admin = try token(tenant: "platform", user: "root", roles: [.platformAdmin])
        let text = String(decoding: try await http.request("GET", "/metrics", token: admin).body, as: UTF8.self)
        return text.split(separator: "\n").first { $0.hasPrefix(name + " ") }
            .flatMap { Double($0.dropFirst(name.count + 1)) }
    }
}
