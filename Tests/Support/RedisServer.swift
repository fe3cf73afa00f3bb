import Foundation
import Synchronization

/// A `redis-server` of a test's own, on a free loopback port, with nothing on disk. It ends with the object.
package final class RedisServer: Sendable {
    package struct LaunchFailure: Error {}

    private struct Running {
        let id: pid_t
        /// Its log, held open so that it can write there.
        let output: Int32
    }

    private static let program = ["/usr/bin/redis-server", "/usr/local/bin/redis-server"]
        .first { FileManager.default.isExecutableFile(atPath: $0) }

    package let port: UInt16
    private let options: [String]
    private let running: Mutex<Running?>

    /// `options` are those of the command line, such as `--requirepass`.
    package static func start(options: [String] = []) async throws -> RedisServer {
        for _ in 0..<5 {
            // Somebody may take the port before the server does.
            let port = try freePort()
            if let running = try await launch(port: port, options: options) {
                return RedisServer(port: port, options: options, running: running)
            }
        }
        throw LaunchFailure()
    }

    private init(port: UInt16, options: [String], running: consuming Running) {
        self.port = port
        self.options = options
        self.running = Mutex(running)
    }

    deinit { kill() }

    /// `login` stands before the host, such as `:password@`.
    package func url(login: String = "", database: Int = 0) -> String {
        "redis://\(login)127.0.0.1:\(port)/\(database)"
    }

    /// SIGKILL; returns when it is gone.
    package func kill() {
        guard
            let ended = running.withLock({ running in
                defer { running = nil }
                return running
            })
        else { return }
        Glibc.kill(ended.id, SIGKILL)
        var status: Int32 = 0
        while waitpid(ended.id, &status, 0) < 0, errno == EINTR {}
        close(ended.output)
    }

    /// Starts it again on the same port, empty.
    package func restart() async throws {
        kill()
        guard let started = try await Self.launch(port: port, options: options) else { throw LaunchFailure() }
        running.withLock { $0 = started }
    }

    /// SIGSTOP: connections stay open, and nothing answers.
    package func freeze() { signal(SIGSTOP) }

    package func thaw() { signal(SIGCONT) }

    private func signal(_ number: Int32) { running.withLock { if let id = $0?.id { _ = Glibc.kill(id, number) } } }

    private static func freePort() throws -> UInt16 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        // SAFETY: a sockaddr_in is a sockaddr of that length.
        let status = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) == 0 ? getsockname(descriptor, $0, &length) : -1
            }
        }
        guard status == 0 else { throw LaunchFailure() }
        return UInt16(bigEndian: address.sin_port)
    }

    /// nil when the server ended before it was ready.
    private static func launch(port: UInt16, options: [String]) async throws -> Running? {
        try await withCheckedThrowingContinuation { continuation in
            // It blocks until the server is ready.
            Thread.detachNewThread {
                continuation.resume(with: Result { try spawn(port: port, options: options) })
            }
        }
    }

    private static func spawn(port: UInt16, options: [String]) throws -> Running? {
        guard let program else { throw LaunchFailure() }
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw LaunchFailure() }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
        posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
        let arguments =
            [program, "--port", String(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
            + ["--dir", FileManager.default.temporaryDirectory.path] + options
        var words = arguments.map { strdup($0) } + [nil]
        var id: pid_t = 0
        let code = posix_spawn(&id, program, &actions, nil, &words, environ)
        for word in words { free(word) }
        posix_spawn_file_actions_destroy(&actions)
        close(ends[1])
        guard code == 0, waitUntilReady(ends[0]) else {
            close(ends[0])
            if code == 0 {
                var status: Int32 = 0
                waitpid(id, &status, 0)
            }
            return nil
        }
        return Running(id: id, output: ends[0])
    }

    private static func waitUntilReady(_ output: Int32) -> Bool {
        var log = ""
        var bytes = [UInt8](repeating: 0, count: 4096)
        while !log.contains("Ready to accept connections") {
            let count = read(output, &bytes, bytes.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            log += String(decoding: bytes.prefix(count), as: UTF8.self)
        }
        return true
    }
}
