import Foundation
import Glibc
import HubCore
import HubEngine
import Testing

@testable import HubServer

/// Streams over real connections.
@Suite(.timeLimit(.minutes(1))) struct StreamedConnectionTests {
    private static let routed = TurnEvent.routed(
        agent: "AgentInventory", language: .english, intent: nil, confidence: 1, router: .local)

    /// A client's side of a connection; used by one test's thread at a time.
    private final class Client: Sendable {
        struct Failed: Error {}

        private let descriptor: Int32

        init(port: Int) throws {
            descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_port = in_port_t(port).bigEndian
            address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
            let connected = withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
                }
            }
            guard connected == 0 else { throw Failed() }
        }

        func send(_ text: String) throws {
            let bytes = Array(text.utf8)
            guard Glibc.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count else { throw Failed() }
        }

        func leave() { close(descriptor) }

        /// What comes until it has the word so many times, or the connection ends.
        func read(until word: String, times: Int = 1) async throws -> String {
            try await withCheckedThrowingContinuation { continuation in
                Thread { [descriptor] in
                    var received: [UInt8] = []
                    var buffer = [UInt8](repeating: 0, count: 4096)
                    while true {
                        let text = String(decoding: received, as: UTF8.self)
                        if text.components(separatedBy: word).count > times {
                            return continuation.resume(returning: text)
                        }
                        let count = recv(descriptor, &buffer, buffer.count, 0)
                        guard count > 0 else { return continuation.resume(throwing: Failed()) }
                        received += buffer[..<count]
                    }
                }.start()
            }
        }
    }

    private func request(_ house: TurnHouse, _ method: String, _ path: String, _ body: String = "") throws -> String {
        """
        \(method) /api/acme-corp/\(path) HTTP/1.1\r\nHost: hub\r\nAuthorization: Bearer \(try house.token())\r\n\
        Content-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)
        """
    }

    @Test(arguments: [false, true]) func aClientThatGoesEndsTheTurn(hasBegun: Bool) async throws {
        let under = Signal()
        let cancelled = Signal()
        let house = try TurnHouse { turn throws(ChatError) in
            if hasBegun { turn.observer?.observe(Self.routed) }
            under.come()
            do {
                try await Signal().wait()
            } catch {
                cancelled.come()
            }
            throw .cancelled
        }
        try await house.serve { port in
            let client = try Client(port: port)
            try client.send(try request(house, "POST", "chat", TurnHouse.question))
            try await under.wait()
            if hasBegun { #expect(try await client.read(until: "event: routing").contains("text/event-stream")) }
            // Nothing is being written meanwhile.
            client.leave()
            try await cancelled.wait()
        }
    }

    @Test func theNextRequestOfTheConnectionIsAnswered() async throws {
        let under = Signal()
        let go = Signal()
        let house = try TurnHouse { turn throws(ChatError) in
            turn.observer?.observe(Self.routed)
            under.come()
            do { try await go.wait() } catch { throw .cancelled }
            return ChatAnswer(reply: .scripted(), rate: nil)
        }
        try await house.serve { port in
            let client = try Client(port: port)
            defer { client.leave() }
            // One comes while the stream is under way, one when it has ended.
            let models = try request(house, "GET", "v1/models")
            try client.send(try request(house, "POST", "chat", TurnHouse.question) + models)
            try await under.wait()
            let begun = try await client.read(until: "event: routing")
            #expect(begun.lowercased().contains("transfer-encoding: chunked"))
            #expect(!begun.lowercased().contains("content-length"))
            go.come()
            let both = try await client.read(until: #""id":"AgentInventory""#)
            #expect(both.contains("event: reply") && both.contains("0\r\n\r\nHTTP/1.1 200"))
            try client.send(models)
            #expect(try await client.read(until: #""id":"AgentInventory""#).hasPrefix("HTTP/1.1 200"))
        }
    }
}
