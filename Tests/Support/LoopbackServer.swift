import Foundation
import Glibc
import Synchronization

/// A small HTTP server for tests, on a free port of 127.0.0.1: every request is recorded and answered by a script, which
/// may be as wrong as it likes. Each connection has a thread of its own.
package final class LoopbackServer: Sendable {
    package typealias Script = @Sendable (LoopbackRequest) -> [LoopbackAction]

    package let port: UInt16
    private let log: LoopbackLog
    private let listener: Int32

    /// Listens from the first moment on; answers until `stop` or the last reference goes.
    package init(_ script: @escaping Script) throws {
        let listener = try Self.listen()
        let log = LoopbackLog()
        self.listener = listener
        self.log = log
        port = try Self.port(of: listener)
        Thread.detachNewThread {
            while !log.isStopped {
                let socket = accept(listener, nil, nil)
                guard socket >= 0 else { continue }
                _ = fcntl(socket, F_SETFD, FD_CLOEXEC)
                guard let number = log.opened(socket) else {
                    close(socket)
                    break
                }
                Thread.detachNewThread {
                    LoopbackConnection(socket: socket, number: number, log: log, script: script).serve()
                }
            }
            // Nobody uses its number any more, which may be given out again from here on.
            close(listener)
        }
    }

    deinit { stop() }

    /// `http://127.0.0.1:PORT` and the path.
    package func url(_ path: String = "/", host: String = "127.0.0.1") -> String { "http://\(host):\(port)\(path)" }

    /// What was received so far, in order.
    package var requests: [LoopbackRequest] { log.requests }

    /// How many connections were accepted so far.
    package var connections: Int { log.connections }

    /// How many of them are open now.
    package var openConnections: Int { log.open }

    /// How many answers the other side did not wait for: it ended the connection before their end.
    package var cutOffs: Int { log.cutOffs }

    /// Returns once so many requests were received.
    package func received(_ count: Int) async -> [LoopbackRequest] {
        await log.reached { $0.requests.count >= count }
        return log.requests
    }

    /// Returns once so many connections have ended, whoever ended them.
    package func ended(_ count: Int) async { await log.reached { $0.ended >= count } }

    /// Ends every connection and accepts no more. Threads that wait at a gate end too.
    package func stop() { log.stop(listener) }

    /// A listener on a free port of 127.0.0.1.
    package static func listen() throws -> Int32 {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        // SAFETY: the address is lent for the call, with its own size.
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard listener >= 0, result == 0, Glibc.listen(listener, 256) == 0 else {
            throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO)
        }
        return listener
    }

    package static func port(of listener: Int32) throws -> UInt16 {
        var address = sockaddr_in()
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        // SAFETY: as in `listen`.
        let result = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(listener, $0, &length) }
        }
        guard result == 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
        return UInt16(bigEndian: address.sin_port)
    }
}
