import Foundation
import Glibc
import HubCore
import PluginABI
import Support
import Synchronization

/// Sends what a plugin asks of its http service on to a real Chroma server, and can break off in the middle.
final class ChromaForwarder: Sendable {
    /// Of the server that the tests may use; nil: there is none, and tests that need one skip themselves.
    static let url = ProcessInfo.processInfo.environment["AGENTHUB_TEST_CHROMA_URL"]

    /// How many more requests that change something are let through; nil: all.
    private let changesLeft = Mutex<Int?>(nil)
    private let losesTexts = Mutex(false)

    /// From the next change but `count` on, the server cannot be reached; nil: it can.
    func breakOff(afterChanges count: Int?) { changesLeft.withLock { $0 = count } }

    /// Whether the server answers as one that has lost the texts of chunks.
    func loseTexts(_ losesThem: Bool) { losesTexts.withLock { $0 = losesThem } }

    var service: ScriptedHTTPService { ScriptedHTTPService { self.answer($0) } }

    private func answer(_ request: ScriptedHTTPService.Request) -> ScriptedHTTPService.Answer {
        guard let text = request.url, let url = URL(string: text), let method = request.method else {
            return .failure(Int(AH_E_INVALID_INPUT), kind: "invalid_url")
        }
        guard request.body.count <= Int(AH_MAX_HTTP_BODY) else { return .refusal(Int(AH_E_TOO_LARGE)) }
        let isChange = method != "GET" && !text.hasSuffix("/get") && !text.hasSuffix("/query")
        let isBroken = changesLeft.withLock { left -> Bool in
            guard let count = left else { return false }
            if count == 0 { return true }
            if isChange { left = count - 1 }
            return false
        }
        if isBroken { return .noConnection }
        if losesTexts.withLock({ $0 }), text.hasSuffix("/get"),
            String(decoding: request.body, as: UTF8.self).contains(#""documents""#)
        {
            return .json(200, #"{"ids":[],"documents":[],"metadatas":[]}"#)
        }
        guard let response = Self.exchange(method, url, request.body) else { return .noConnection }
        return response.body.count > request.head["max_bytes"]?.intValue ?? 0
            ? .failure(Int(AH_E_TOO_LARGE), kind: "too_large")
            : .response(response.status, body: response.body)
    }

    /// One request to 127.0.0.1 on a connection of its own, by HTTP/1.0, whose answers end with the connection.
    private static func exchange(_ method: String, _ url: URL, _ body: [UInt8]) -> (status: Int, body: [UInt8])? {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(url.port ?? 80).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        // SAFETY: the address is lent for the call, with its own size.
        let isConnected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        guard isConnected else { return nil }
        let head =
            "\(method) \(url.path(percentEncoded: true)) HTTP/1.0\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
            + "Content-Length: \(body.count)\r\n\r\n"
        var rest = (Array(head.utf8) + body)[...]
        while !rest.isEmpty {
            // SAFETY: the buffer is lent for the call.
            let count = rest.withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard count > 0 else { return nil }
            rest = rest.dropFirst(count)
        }
        var answer: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 65_536)
        while true {
            // SAFETY: at most as many bytes are written as the buffer has.
            let count = piece.withUnsafeMutableBytes { recv(descriptor, $0.baseAddress, $0.count, 0) }
            guard count >= 0 else { return nil }
            if count == 0 { break }
            answer += piece[..<count]
        }
        guard let end = answer.firstRange(of: Array("\r\n\r\n".utf8)),
            let status = String(decoding: answer[..<end.lowerBound], as: UTF8.self).split(separator: " ")
                .dropFirst().first.flatMap({ Int($0.prefix(3)) })
        else { return nil }
        return (status, Array(answer[end.upperBound...]))
    }
}
