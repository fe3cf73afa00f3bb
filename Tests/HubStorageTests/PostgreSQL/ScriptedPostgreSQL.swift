import Foundation
import Glibc
import HubCore
import Support
import Testing

@testable import HubStorage

/// What speaks PostgreSQL's protocol just far enough to take a login, and then does as the test says.
/// https://www.postgresql.org/docs/15/protocol-message-formats.html
final class ScriptedPostgreSQL: Sendable {
    /// One client, on a thread of its own; it is over when the script returns.
    struct Client {
        let socket: Int32

        /// What comes next, however much; false at the end.
        func receive() -> Bool {
            var bytes = [UInt8](repeating: 0, count: 65536)
            return recv(socket, &bytes, bytes.count, 0) > 0
        }

        /// The kinds of the messages up to and with the next Sync, or up to the end.
        func receiveBatch() -> [Character] {
            var kinds: [Character] = []
            var header = [UInt8](repeating: 0, count: 5)
            while kinds.last != "S", recv(socket, &header, 5, Int32(MSG_WAITALL)) == 5 {
                kinds.append(Character(Unicode.Scalar(header[0])))
                let length = header[1...].reduce(0) { $0 << 8 | Int($1) } - 4
                var body = [UInt8](repeating: 0, count: length)
                if length > 0, recv(socket, &body, length, Int32(MSG_WAITALL)) != length { return kinds }
            }
            return kinds
        }

        /// Does all that was asked for, without a row.
        func answer(_ batch: [Character]) {
            for kind in batch {
                switch kind {
                case "P": send(ScriptedPostgreSQL.message("1", []))
                case "B": send(ScriptedPostgreSQL.message("2", []))
                case "D": send(ScriptedPostgreSQL.message("n", []))
                case "E": send(ScriptedPostgreSQL.message("C", Array("SELECT 0\u{0}".utf8)))
                case "Q":
                    send(ScriptedPostgreSQL.message("C", Array("LISTEN\u{0}".utf8)), ScriptedPostgreSQL.ready("I"))
                case "S": send(ScriptedPostgreSQL.ready("I"))
                case _: break
                }
            }
        }

        func send(_ messages: [UInt8]...) {
            let bytes = messages.flatMap(\.self)
            _ = Glibc.send(socket, bytes, bytes.count, Int32(MSG_NOSIGNAL))
        }

        /// Ends the connection at once: what the client still sends is refused.
        func reset() {
            var option = linger(l_onoff: 1, l_linger: 0)
            setsockopt(socket, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
        }
    }

    private let listener: Int32
    private let port: UInt16

    init(_ script: @escaping @Sendable (Client) -> Void) throws {
        let listener = try LoopbackServer.listen()
        self.listener = listener
        port = try LoopbackServer.port(of: listener)
        Thread.detachNewThread {
            while case let socket = accept(listener, nil, nil), socket >= 0 {
                Thread.detachNewThread {
                    let client = Client(socket: socket)
                    if client.receive() {
                        client.send(Self.welcome, Self.ready("I"))
                        script(client)
                    }
                    close(socket)
                }
            }
            close(listener)
        }
    }

    func stop() { shutdown(listener, Int32(SHUT_RDWR)) }

    func address() throws -> PostgreSQLAddress {
        try #require(
            PostgreSQLAddress(
                Secret("postgresql://nobody@127.0.0.1:\(port)/none?sslmode=disable&gssencmode=disable")))
    }

    private static let welcome =
        message("R", [0, 0, 0, 0]) + message("S", Array("server_version\u{0}15.0\u{0}".utf8))

    static func ready(_ state: Character) -> [UInt8] { message("Z", Array("\(state)".utf8)) }

    /// The answers to a query whose result has no columns and no rows.
    static let nothing =
        message("1", []) + message("2", []) + message("T", [0, 0]) + message("C", Array("SELECT 0\u{0}".utf8))

    /// The answers to `BEGIN`.
    static let begun = message("1", []) + message("2", []) + message("n", []) + message("C", Array("BEGIN\u{0}".utf8))

    static func error(_ state: String) -> [UInt8] {
        message("E", Array("SERROR\u{0}VERROR\u{0}C\(state)\u{0}Mno\u{0}\u{0}".utf8))
    }

    fileprivate static func message(_ kind: Character, _ body: [UInt8]) -> [UInt8] {
        let length = UInt32(body.count + 4)
        return Array("\(kind)".utf8) + (0..<4).map { UInt8(truncatingIfNeeded: length >> (24 - 8 * $0)) } + body
    }
}
