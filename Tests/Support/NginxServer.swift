import Foundation
import Glibc
import Synchronization

/// A real nginx with the rules of `deploy/nginx` in front of servers on 127.0.0.1, in a temporary folder, with the rights of
/// who runs the tests. It ends with the object.
package final class NginxServer: Sendable {
    package enum Failure: Error {
        /// The package nginx-light is not installed.
        case notInstalled
        case system(Int32)
    }

    private static let program = ["/usr/sbin/nginx", "/usr/local/sbin/nginx"]
        .first { FileManager.default.isExecutableFile(atPath: $0) }
    private static let rules = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "deploy/nginx")

    package let port: UInt16
    private let folder: URL
    private let process: Mutex<pid_t?>

    /// Takes connections from the first moment on and hands them to the ports in turn.
    package init(upstreams: [UInt16]) throws {
        guard let program = Self.program else { throw Failure.notInstalled }
        let listener = try LoopbackServer.listen()
        defer { close(listener) }
        port = try LoopbackServer.port(of: listener)
        folder = FileManager.default.temporaryDirectory.appending(path: "nginx-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
        try Self.configuration(port: port, upstreams: upstreams, folder: folder)
            .write(to: folder.appending(path: "nginx.conf"), atomically: false, encoding: .utf8)
        process = Mutex(try Self.spawn(program, folder: folder, listener: listener))
    }

    deinit { stop() }

    package func url(_ path: String = "/") -> String { "http://127.0.0.1:\(port)\(path)" }

    /// What nginx complained of so far: empty, or why it did not start.
    package var errors: String {
        FileManager.default.contents(atPath: folder.appending(path: "error.log").path)
            .map { String(decoding: $0, as: UTF8.self) } ?? ""
    }

    /// Ends it at once; returns when it is gone.
    package func stop() {
        let id = process.withLock { process in
            defer { process = nil }
            return process
        }
        guard let id else { return }
        kill(id, SIGTERM)
        var status: Int32 = 0
        while waitpid(id, &status, 0) < 0, errno == EINTR {}
        // A folder left behind in the temporary directory harms nobody.
        try? FileManager.default.removeItem(at: folder)
    }

    private static func configuration(port: UInt16, upstreams: [UInt16], folder: URL) -> String {
        """
        daemon off;
        worker_processes 1;
        \(geteuid() == 0 ? "user root;" : "")
        pid \(folder.path)/nginx.pid;
        error_log \(folder.path)/error.log warn;
        events { worker_connections 1024; }
        http {
            include \(rules.path)/http.conf;
            access_log off;
            \(["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
                .map { "\($0)_temp_path \(folder.path)/\($0);" }.joined(separator: " "))
            upstream agenthub {
                \(upstreams.map { "server 127.0.0.1:\($0) max_fails=1 fail_timeout=2s;" }.joined(separator: " "))
                keepalive 64;
                keepalive_timeout 30s;
            }
            server {
                listen 127.0.0.1:\(port);
                lingering_timeout 100ms;
                include \(rules.path)/agenthub.conf;
            }
        }

        """
    }

    /// nginx gets the listening socket as its descriptor 3, as it does from a former self when it is upgraded.
    private static func spawn(_ program: String, folder: URL, listener: Int32) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
        posix_spawn_file_actions_addopen(
            &actions, 2, folder.path + "/error.log", O_WRONLY | O_CREAT | O_APPEND, 0o600)
        posix_spawn_file_actions_adddup2(&actions, listener, 3)
        _ = GNULibrary.closeFrom(&actions, 4)
        let log = folder.path + "/error.log"
        let words = [program, "-p", folder.path, "-c", folder.path + "/nginx.conf", "-e", log]
        var arguments = words.map { strdup($0) } + [nil]
        var environment = [strdup("NGINX=3;"), nil]
        defer { for text in arguments + environment { free(text) } }
        var id: pid_t = 0
        let code = posix_spawn(&id, program, &actions, nil, &arguments, &environment)
        guard code == 0 else { throw Failure.system(code) }
        return id
    }
}
