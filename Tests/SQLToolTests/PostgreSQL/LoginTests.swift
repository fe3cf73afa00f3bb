import Foundation
import Glibc
import HubCore
import PluginABI
import Support
import Testing

@Suite(.serialized) struct LoginTests {
    /// A server on loopback that asks for a password hashed so often that it takes many seconds, as long as it lives.
    private final class HashingServer: Sendable {
        let port: UInt16
        private let listener: Int32

        init() throws {
            port = try LoopbackPort.free()
            listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_port = port.bigEndian
            address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
            // SAFETY: the address is lent for the call, with its own size.
            let bound = withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    bind(listener, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
                }
            }
            try #require(bound == 0 && listen(listener, 16) == 0)
        }

        /// Serves logins until it is stopped.
        func serve() {
            while true {
                let client = accept(listener, nil, nil)
                guard client >= 0 else { return }
                Thread.detachNewThread { self.logIn(client) }
            }
        }

        private func logIn(_ client: Int32) {
            // The startup message; then a message of type R: 10 offers SCRAM, 11 goes on with it.
            _ = read(client)
            send(client, 10, Array("SCRAM-SHA-256\0\0".utf8))
            let first = String(decoding: read(client), as: UTF8.self)
            let nonce = first.firstRange(of: ",r=").map { first[$0.upperBound...] } ?? ""
            send(client, 11, Array("r=\(nonce)server,s=c2FsdHNhbHQ=,i=10000000".utf8))
            // What comes next takes too long; the client closes.
            _ = read(client)
            close(client)
        }

        func stop() {
            shutdown(listener, Int32(SHUT_RDWR))
            close(listener)
        }

        private func read(_ client: Int32) -> [UInt8] {
            var bytes = [UInt8](repeating: 0, count: 4096)
            let count = Glibc.read(client, &bytes, bytes.count)
            return Array(bytes.prefix(max(0, count)))
        }

        private func send(_ client: Int32, _ kind: UInt8, _ body: [UInt8]) {
            let bytes: [UInt8] = [UInt8(ascii: "R"), 0, 0, 0, UInt8(8 + body.count), 0, 0, 0, kind] + body
            _ = Glibc.send(client, bytes, bytes.count, Int32(MSG_NOSIGNAL))
        }
    }

    /// A row may name a server that is its author's: it may cost the author's tenant its logins, and nobody else's.
    @Test func aServerThatHasThePasswordHashedForEverHoldsNoCall() async throws {
        let server = try HashingServer()
        async let serving: Void? = BlockingWork.run { server.serve() }
        let harness = try SQLToolHarness()
        harness.host.offers.credentials = ["shop": "secret"]
        harness.host.offers.addresses = ["db.example.com:\(server.port)": ["127.0.0.1"]]
        let configuration = SQLToolHarness.configuration(
            "SELECT 1 AS one", .postgreSQL,
            ["endpoint": .string("postgresql://reader@db.example.com:\(server.port)/shop?sslmode=disable")])
        let tool = try harness.host.instance(of: "SQL_SELECT", configuration, scope: "hasher")
        for _ in 0..<2 {
            let answer = try await tool.ask([:], deadline: .after(.milliseconds(300)))
            #expect(answer.has(AH_E_DEADLINE), "\(answer.text)")
        }
        let refused = try await tool.ask([:], deadline: .after(.seconds(30)))
        #expect(refused.has(AH_E_BUSY), "\(refused.text)")
        let other = try harness.host.instance(of: "SQL_SELECT", configuration, scope: "other")
        #expect(try await other.ask([:], deadline: .after(.milliseconds(300))).has(AH_E_DEADLINE))
        server.stop()
        _ = try? await serving
        // Once they have ended, both get as far as the port, where nobody listens any more.
        for waiting in [tool, other] { try await Self.untilAdmitted(waiting) }
    }

    private static func untilAdmitted(_ tool: ScriptedPluginInstance) async throws {
        let limit = Deadline.after(.seconds(120))
        while true {
            let answer = try await tool.ask([:])
            if answer.has(AH_E_UNAVAILABLE) { return }
            try #require(answer.has(AH_E_BUSY) && !limit.hasPassed, "\(answer.text)")
            try await BlockingWork.run { _ = poll(nil, 0, 20) }
        }
    }
}
