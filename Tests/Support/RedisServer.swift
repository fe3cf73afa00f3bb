import Foundation
import Synchronization

/// A `redis-server` of a test's own, on a free loopback port, with nothing on disk. It ends with the object, and when the
/// test's process ends in any other way: a shell stands between, which kills it when nobody holds its input any more.
package final class RedisServer: Sendable {
    package struct LaunchFailure: Error {}

    private struct Running {
        let id: pid_t
        let shell: pid_t
        /// What the shell waits on.
        let input: Int32
        /// The server's log, held open so that it can write there.
        let output: Int32

        /// Returns when the server and its shell are gone.
        func end() {
            if id > 0 { Glibc.kill(id, SIGKILL) }
            close(input)
            var status: Int32 = 0
            while waitpid(shell, &status, 0) < 0, errno == EINTR {}
            close(output)
        }
    }

    /// It outlives a signal to the whole group of processes, so that it can still end the server.
    private static let script =
        #"trap '' HUP INT TERM; "$@" </dev/null & echo "pid $!"; exec >&-; cat >/dev/null; kill -9 $!; wait"#

    private static let program = ["/usr/bin/redis-server", "/usr/local/bin/redis-server"]
        .first { FileManager.default.isExecutableFile(atPath: $0) }

    package let port: UInt16
    private let options: [String]
    private let running: Mutex<Running?>

    /// `options` are those of the command line, such as `--requirepass`.
    package static func start(options: [String] = []) async throws -> RedisServer {
        for _ in 0..<5 {
            // Somebody may take the port before the server does.
            let port = try LoopbackPort.free()
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
        let ended = running.withLock { running in
            defer { running = nil }
            return running
        }
        ended?.end()
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

    /// nil when the server ended before it was ready.
    private static func launch(port: UInt16, options: [String]) async throws -> Running? {
        // It blocks until the server is ready.
        try await BlockingWork.run { try spawn(port: port, options: options) }
    }

    private static func spawn(port: UInt16, options: [String]) throws -> Running? {
        guard let program else { throw LaunchFailure() }
        let (input, output) = (try pipe(), try pipe())
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawn_file_actions_adddup2(&actions, input.reading, 0)
        posix_spawn_file_actions_adddup2(&actions, output.writing, 1)
        posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
        _ = GNULibrary.closeFrom(&actions, 3)
        let arguments =
            ["/bin/sh", "-c", script, "redis", program, "--port", String(port), "--bind", "127.0.0.1", "--save", ""]
            + ["--appendonly", "no", "--dir", FileManager.default.temporaryDirectory.path] + options
        var words = arguments.map { strdup($0) } + [nil]
        var shell: pid_t = 0
        let code = posix_spawn(&shell, "/bin/sh", &actions, nil, &words, environ)
        for word in words { free(word) }
        posix_spawn_file_actions_destroy(&actions)
        close(input.reading)
        close(output.writing)
        guard code == 0 else {
            close(input.writing)
            close(output.reading)
            throw LaunchFailure()
        }
        let log = readUntilReady(output.reading)
        let id = log.firstMatch(of: /pid (\d+)\n/).flatMap { pid_t($0.1) }
        let running = Running(id: id ?? 0, shell: shell, input: input.writing, output: output.reading)
        if log.contains(ready), id != nil { return running }
        running.end()
        return nil
    }

    /// Other children of the test's process get neither end.
    private static func pipe() throws -> (reading: Int32, writing: Int32) {
        var ends: [Int32] = [-1, -1]
        guard GNULibrary.pipe2(&ends, O_CLOEXEC) == 0 else { throw LaunchFailure() }
        return (ends[0], ends[1])
    }

    private static let ready = "Ready to accept connections"

    /// What the server says until it is ready or ends.
    private static func readUntilReady(_ output: Int32) -> String {
        var log = ""
        var bytes = [UInt8](repeating: 0, count: 4096)
        while !log.contains(ready) {
            let count = read(output, &bytes, bytes.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            log += String(decoding: bytes.prefix(count), as: UTF8.self)
        }
        return log
    }
}
