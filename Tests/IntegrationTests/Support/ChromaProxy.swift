import Foundation
import HubCore
import Support
import Synchronization

/// The Chroma server that the tests may use.
enum TestChroma {
    /// `AGENTHUB_TEST_CHROMA_URL`; nil: there is none, and tests that need one skip themselves.
    static let url = ProcessInfo.processInfo.environment["AGENTHUB_TEST_CHROMA_URL"]
    static let missing = "AGENTHUB_TEST_CHROMA_URL names no Chroma server"
}

/// Where a hub searches documents.
enum KnowledgePlace: String, Sendable, CaseIterable {
    /// Files of the search plugin's own.
    case embedded
    case chroma

    static var available: [KnowledgePlace] { TestChroma.url == nil ? [.embedded] : allCases }

    var environment: [String: String] {
        switch self {
        case .embedded: [:]
        case .chroma: ["AGENTHUB_CHROMA_URL": TestChroma.url ?? ""]
        }
    }
}

/// Stands before the tests' Chroma server, and can be away as that may be.
final class ChromaProxy: Sendable {
    private final class Switch: Sendable {
        let isAway = Mutex(false)
    }

    private let away: Switch
    private let server: LoopbackServer

    init() throws {
        let away = Switch()
        let chroma = RawHTTP(port: TestChroma.url.flatMap { URL(string: $0)?.port } ?? 0)
        self.away = away
        server = try LoopbackServer { request in
            if away.isAway.withLock({ $0 }) { return [.reset] }
            // By HTTP/1.0 answers end with the connection and come in one piece.
            let head =
                "\(request.method) \(request.target) HTTP/1.0\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
                + "Content-Length: \(request.body.count)\r\n\r\n"
            guard let answer = try? chroma.blockingExchange(Array(head.utf8) + request.body) else { return [.reset] }
            return .respond(answer.status, headers: [("Content-Type", "application/json")], body: answer.body)
        }
    }

    var url: String { server.url("") }

    func leave() { away.isAway.withLock { $0 = true } }
    func comeBack() { away.isAway.withLock { $0 = false } }
    func stop() { server.stop() }
}
