import Foundation
import Glibc
import HubCore

/// One HTTP exchange over a socket of its own, as raw as a test wants it: nothing is added to the bytes given.
struct RawHTTP {
    struct Response {
        var status: Int
        var headers: [String: String]
        var body: [UInt8]

        var json: JSONValue { (try? JSONValue(parsing: body)) ?? .null }
    }

    enum Failure: Error {
        case connect
        case send
        /// The connection ended before a whole response: the server was killed, or refused to read on.
        case noResponse
    }

    /// Silence after which a test gives up: longer than any turn may take.
    private static let silence = timeval(tv_sec: 120, tv_usec: 0)

    let port: Int

    /// Sends a JSON request with a bearer token and reads the answer. Blocks only a thread of its own.
    func request(
        _ method: String, _ path: String, token: String? = nil, body: JSONValue? = nil, headers: [String] = []
    ) async throws -> Response {
        try await request(method, path, token: token, bytes: body?.bytes, headers: headers)
    }

    func request(
        _ method: String, _ path: String, token: String? = nil, bytes: [UInt8]?, type: String = "application/json",
        headers: [String] = []
    ) async throws -> Response {
        var head = "\(method) \(path) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nConnection: close\r\n"
        if let token { head += "Authorization: Bearer \(token)\r\n" }
        if let bytes { head += "Content-Type: \(type)\r\nContent-Length: \(bytes.count)\r\n" }
        for header in headers { head += header + "\r\n" }
        return try await exchange(Array((head + "\r\n").utf8) + (bytes ?? []))
    }

    func exchange(_ bytes: [UInt8]) async throws -> Response {
        try await withCheckedThrowingContinuation { continuation in
            Thread { continuation.resume(with: Result { try blockingExchange(bytes) }) }.start()
        }
    }

    /// A socket that is connected, the caller's to close. `receiveBuffer`: bytes that the system takes for a reader that does not
    /// read; nil: its own.
    func connection(receiveBuffer: Int32? = nil) throws -> Int32 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        if var receiveBuffer {
            setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &receiveBuffer, socklen_t(MemoryLayout<Int32>.size))
        }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let connected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard connected == 0 else {
            close(descriptor)
            throw Failure.connect
        }
        var silence = Self.silence
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &silence, socklen_t(MemoryLayout<timeval>.size))
        return descriptor
    }

    /// Blocks its thread.
    func blockingExchange(_ bytes: [UInt8]) throws -> Response {
        let descriptor = try connection()
        defer { close(descriptor) }
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            // A server that refuses a large body may close before it has read it; its answer still counts.
            if count <= 0 { break }
            sent += count
        }
        var received: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            if count <= 0 { break }
            received += buffer[..<count]
        }
        return try Self.parse(received, hasBody: !bytes.starts(with: Array("HEAD ".utf8)))
    }

    private static func parse(_ bytes: [UInt8], hasBody: Bool) throws -> Response {
        guard let end = bytes.firstRange(of: Array("\r\n\r\n".utf8)) else { throw Failure.noResponse }
        let lines = String(decoding: bytes[..<end.lowerBound], as: UTF8.self).components(separatedBy: "\r\n")
        guard let status = lines[0].split(separator: " ").dropFirst().first.flatMap({ Int($0) }) else {
            throw Failure.noResponse
        }
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":") else { continue }
            headers[line[..<colon].lowercased()] = line[line.index(after: colon)...].trimmingCharacters(
                in: .whitespaces)
        }
        let body = Array(bytes[end.upperBound...])
        if hasBody, let length = headers["content-length"].flatMap({ Int($0) }), body.count < length {
            throw Failure.noResponse
        }
        return Response(status: status, headers: headers, body: body)
    }
}
