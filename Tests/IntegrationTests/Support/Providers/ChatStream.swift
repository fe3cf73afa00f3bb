import Foundation
import Glibc
import HubCore
import Synchronization

/// A streamed turn: the server's events as they come, over a connection that the test may end at any time.
final class ChatStream: Sendable {
    struct Event: Sendable, CustomStringConvertible {
        /// `problem` for an answer that is no stream.
        let name: String
        let data: JSONValue

        var description: String { "\(name): \(data.text)" }
    }

    /// Closed by who reads it; its number may be another's afterwards.
    private final class Connection: Sendable {
        let descriptor: Int32
        private let isOpen = Mutex(true)

        init(_ descriptor: Int32) { self.descriptor = descriptor }

        func close() {
            isOpen.withLock { isOpen in
                if isOpen { Glibc.close(descriptor) }
                isOpen = false
            }
        }

        func disconnect() {
            isOpen.withLock { if $0 { shutdown(descriptor, Int32(SHUT_RDWR)) } }
        }
    }

    private let connection: Connection
    private let events: AsyncStream<Event>

    static func open(_ http: RawHTTP, _ path: String, token: String, body: JSONValue) async throws -> ChatStream {
        let bytes = body.bytes
        let head = """
            POST \(path) HTTP/1.1\r
            Host: 127.0.0.1:\(http.port)\r
            Connection: close\r
            Authorization: Bearer \(token)\r
            Content-Type: application/json\r
            Content-Length: \(bytes.count)\r
            \r

            """
        return try ChatStream(try http.connection(), request: Array(head.utf8) + bytes)
    }

    private init(_ descriptor: Int32, request: [UInt8]) throws {
        let connection = Connection(descriptor)
        self.connection = connection
        let (events, continuation) = AsyncStream<Event>.makeStream()
        self.events = events
        guard send(descriptor, request, request.count, Int32(MSG_NOSIGNAL)) == request.count else {
            connection.close()
            throw RawHTTP.Failure.send
        }
        Thread {
            Self.read(descriptor, into: continuation)
            connection.close()
            continuation.finish()
        }.start()
    }

    deinit { disconnect() }

    /// The next event; nil once the answer has ended.
    func next() async -> Event? {
        var iterator = events.makeAsyncIterator()
        return await iterator.next()
    }

    /// Reads on up to the first event of that name; nil where the answer ends before.
    func first(_ name: String) async -> Event? {
        while let event = await next() {
            if event.name == name { return event }
        }
        return nil
    }

    /// All that is still to come.
    func rest() async -> [Event] {
        var rest: [Event] = []
        while let event = await next() { rest.append(event) }
        return rest
    }

    /// Goes away in the middle.
    func disconnect() { connection.disconnect() }

    private static func read(_ descriptor: Int32, into continuation: AsyncStream<Event>.Continuation) {
        var answer = StreamedAnswer()
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            for event in answer.take(buffer[..<count]) { continuation.yield(event) }
        }
        if let problem = answer.problem { continuation.yield(problem) }
    }
}

/// The bytes of a response, taken apart: head, chunks, events.
private struct StreamedAnswer {
    private var bytes: [UInt8] = []
    private var head: String?
    private var body: [UInt8] = []

    mutating func take(_ arrived: ArraySlice<UInt8>) -> [ChatStream.Event] {
        bytes += arrived
        if head == nil, let end = bytes.firstRange(of: Array("\r\n\r\n".utf8)) {
            head = String(decoding: bytes[..<end.lowerBound], as: UTF8.self).lowercased()
            bytes.removeSubrange(..<end.upperBound)
        }
        guard let head else { return [] }
        if head.contains("transfer-encoding: chunked") {
            takeChunks()
        } else {
            body += bytes
            bytes = []
        }
        return head.contains("content-type: text/event-stream") ? events() : []
    }

    /// Whole chunks only.
    private mutating func takeChunks() {
        while let line = bytes.firstRange(of: Array("\r\n".utf8)),
            let size = Int(String(decoding: bytes[..<line.lowerBound], as: UTF8.self), radix: 16),
            bytes.count >= line.upperBound + size + 2
        {
            body += bytes[line.upperBound..<line.upperBound + size]
            bytes.removeSubrange(..<(line.upperBound + size + 2))
        }
    }

    /// Comments are passed over.
    private mutating func events() -> [ChatStream.Event] {
        var events: [ChatStream.Event] = []
        while let end = body.firstRange(of: Array("\n\n".utf8)) {
            var name = "message"
            var data = ""
            for line in String(decoding: body[..<end.lowerBound], as: UTF8.self).split(separator: "\n") {
                if line.hasPrefix("event: ") { name = String(line.dropFirst(7)) }
                if line.hasPrefix("data: ") { data += line.dropFirst(6) }
            }
            body.removeSubrange(..<end.upperBound)
            guard !data.isEmpty else { continue }
            events.append(ChatStream.Event(name: name, data: (try? JSONValue(parsing: Array(data.utf8))) ?? nil))
        }
        return events
    }

    /// What is no stream.
    var problem: ChatStream.Event? {
        guard let head, !head.contains("content-type: text/event-stream") else { return nil }
        return ChatStream.Event(name: "problem", data: (try? JSONValue(parsing: body)) ?? nil)
    }
}
