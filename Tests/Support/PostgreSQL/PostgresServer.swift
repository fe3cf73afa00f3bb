import Foundation
import Glibc

/// A PostgreSQL server of a test's own, which it may stop, freeze and start again on the same port.
package final class PostgresServer: Sendable {
    private static let binaries = "/usr/lib/postgresql/15/bin"

    package static var isInstalled: Bool { FileManager.default.isExecutableFile(atPath: binaries + "/initdb") }

    package enum Transport: Sendable {
        case plain
        /// With a certificate that the server makes for itself; needs the `openssl` command.
        case tls
    }

    private let folder: URL
    private let port: UInt16
    private let password: String
    private let transport: Transport

    /// A superuser's, of the database `postgres`.
    package var url: String { "postgresql://postgres:\(password)@127.0.0.1:\(port)/postgres" }

    /// The paths of the server's own certificate, which is its own authority, and of one that it does not have.
    package var certificate: String { folder.appending(path: "server.pem").path }
    package var strangersCertificate: String { folder.appending(path: "stranger.pem").path }

    /// Makes the server's files in a new folder, starts it, and removes all of it when `body` is over.
    package static func run(
        over transport: Transport = .plain, _ body: (PostgresServer) async throws -> Void
    ) async throws {
        let server = PostgresServer(
            folder: FileManager.default.temporaryDirectory.appending(path: "agenthub-pg-\(UUID().uuidString)"),
            port: 0, password: UUID().uuidString.replacingOccurrences(of: "-", with: ""), transport: transport)
        let result: Result<Void, any Error>
        do {
            try await BlockingWork.run { try server.initialize() }
            result = .success(try await body(try await server.started()))
        } catch { result = .failure(error) }
        try await BlockingWork.run { server.remove() }
        try result.get()
    }

    private init(folder: URL, port: UInt16, password: String, transport: Transport) {
        self.folder = folder
        self.port = port
        self.password = password
        self.transport = transport
    }

    /// The same files' server on a port of its own.
    private func started() async throws -> PostgresServer {
        var attempts = 0
        while true {
            let server = PostgresServer(
                folder: folder, port: try LoopbackPort.free(), password: password, transport: transport)
            do {
                try await server.start()
                return server
            } catch {
                // Somebody may have taken the port in between.
                attempts += 1
                if attempts == 5 { throw error }
            }
        }
    }

    private var data: String { folder.appending(path: "data").path }

    private func initialize() throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let file = folder.appending(path: "password")
        try Data(password.utf8).write(to: file)
        if transport == .tls { for name in ["server", "stranger"] { try makeCertificate(name) } }
        if getuid() == 0 { try Self.execute("/bin/chown", ["-R", "postgres:", folder.path]) }
        try Self.executeAsOwner(
            Self.binaries + "/initdb",
            [
                "--pgdata=\(data)", "--username=postgres", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync",
                "--auth=scram-sha-256", "--pwfile=\(file.path)",
            ])
    }

    private func makeCertificate(_ name: String) throws {
        try Self.execute(
            "/usr/bin/openssl",
            [
                "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=\(name)", "-addext",
                "subjectAltName=IP:127.0.0.1", "-keyout", folder.appending(path: "\(name).key").path, "-out",
                folder.appending(path: "\(name).pem").path,
            ])
    }

    /// Starts the server and returns when it takes connections: `pg_ctl` waits for its own server's word, not for whoever
    /// answers at the port.
    package func start() async throws {
        try await control(
            "start", "-l", folder.appending(path: "log").path, "-o",
            "-p \(port) -k \(folder.path) -c listen_addresses=127.0.0.1 -c max_connections=100" + encryption)
    }

    private func control(_ words: String...) async throws {
        let arguments = words + ["-w", "-s", "-D", data]
        try await BlockingWork.run { try Self.executeAsOwner(Self.binaries + "/pg_ctl", arguments) }
    }

    private var encryption: String {
        switch transport {
        case .plain: ""
        case .tls:
            " -c ssl=on -c ssl_cert_file=\(certificate) -c ssl_key_file=\(folder.appending(path: "server.key").path)"
        }
    }

    /// How `stop` ends it.
    package enum Stop: String {
        /// Sessions are ended in order.
        case fast
        /// As a crash does: without a word, and the log is replayed at the next start.
        case immediate
    }

    package func stop(_ mode: Stop) async throws {
        try await control("stop", "-m", mode.rawValue)
    }

    /// Stops every process of the server where it is, as a machine that hangs does; they go on with `thaw`.
    package func freeze() throws { try signal(SIGSTOP) }
    package func thaw() throws { try signal(SIGCONT) }

    private func signal(_ number: Int32) throws {
        for process in try processes() { kill(process, number) }
    }

    /// The postmaster and its children.
    private func processes() throws -> [pid_t] {
        let file = try String(contentsOfFile: data + "/postmaster.pid", encoding: .utf8)
        guard let main = file.split(separator: "\n").first.flatMap({ pid_t($0) }) else { return [] }
        let children = try String(contentsOfFile: "/proc/\(main)/task/\(main)/children", encoding: .utf8)
        return [main] + children.split(separator: " ").compactMap { pid_t($0) }
    }

    private func remove() {
        do {
            if FileManager.default.fileExists(atPath: data + "/postmaster.pid") {
                try thaw()
                try Self.executeAsOwner(
                    Self.binaries + "/pg_ctl", ["stop", "-w", "-s", "-D", data, "-m", "immediate"])
            }
            if FileManager.default.fileExists(atPath: folder.path) { try FileManager.default.removeItem(at: folder) }
        } catch { fatalError("a PostgreSQL server of a test is left behind in \(folder.path): \(error)") }
    }

    /// PostgreSQL refuses to run as root.
    private static func executeAsOwner(_ program: String, _ arguments: [String]) throws {
        if getuid() != 0 { return try execute(program, arguments) }
        try execute(
            "/usr/bin/setpriv", ["--reuid=postgres", "--regid=postgres", "--init-groups", "--", program] + arguments)
    }

    /// Not Foundation's `Process`: it waits until nobody holds a socket that the server inherits from `pg_ctl`.
    private static func execute(_ program: String, _ arguments: [String]) throws {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for descriptor in Int32(0)...2 {
            posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_RDWR, 0)
        }
        _ = GNULibrary.closeFrom(&actions, 3)
        let copies = ([program] + arguments).map { strdup($0) }
        defer { for copy in copies { free(copy) } }
        var process = pid_t()
        let code = posix_spawn(&process, program, &actions, nil, copies + [nil], [nil])
        guard code == 0 else { throw PostgresError(description: "\(program) does not start (\(code))") }
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        guard status == 0 else { throw PostgresError(description: "\(program) failed with status \(status)") }
    }
}
