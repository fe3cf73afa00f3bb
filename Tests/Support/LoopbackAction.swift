import Dispatch

/// One step of a scripted answer. After the last step the next request is read from the same connection.
package enum LoopbackAction: Sendable {
    case send([UInt8])
    /// Waits until the test opens the gate.
    case wait(LoopbackGate)
    /// Says nothing until the peer, or `stop`, ends the connection.
    case hang
    /// Sends these bytes over and over until the peer ends the connection.
    case flood([UInt8])
    case close
    /// Ends the connection so that the peer sees it reset.
    case reset

    package static func send(_ text: String) -> LoopbackAction { .send(Array(text.utf8)) }
}

/// Holds a server's thread until the test lets it go on.
package final class LoopbackGate: Sendable {
    private let semaphore = DispatchSemaphore(value: 0)

    package init() {}

    /// Lets one wait, begun or to come, go on.
    package func open() { semaphore.signal() }

    func wait() { semaphore.wait() }
}

extension [LoopbackAction] {
    /// A whole response whose length is announced.
    package static func respond(
        _ status: Int = 200, headers: [(String, String)] = [], body: some Sequence<UInt8>
    ) -> [LoopbackAction] {
        let body = [UInt8](body)
        return [.send(head(status, headers + [("Content-Length", "\(body.count)")]) + body)]
    }

    package static func respond(
        _ status: Int = 200, headers: [(String, String)] = [], _ body: String = ""
    ) -> [LoopbackAction] {
        respond(status, headers: headers, body: body.utf8)
    }

    package static func json(_ body: String, status: Int = 200) -> [LoopbackAction] {
        respond(status, headers: [("Content-Type", "application/json")], body)
    }

    package static func redirect(_ status: Int = 302, to location: String) -> [LoopbackAction] {
        respond(status, headers: [("Location", location)])
    }

    /// A whole response, in chunks.
    package static func chunked(
        _ status: Int = 200, headers: [(String, String)] = [], _ chunks: [String]
    ) -> [LoopbackAction] {
        [.send(head(status, headers + [("Transfer-Encoding", "chunked")]))]
            + chunks.map { .send("\(String($0.utf8.count, radix: 16))\r\n\($0)\r\n") } + [.send("0\r\n\r\n")]
    }

    /// Status line and headers, with the empty line after them.
    package static func head(_ status: Int, _ headers: [(String, String)]) -> [UInt8] {
        [UInt8](("HTTP/1.1 \(status) Scripted\r\n" + headers.map { "\($0.0): \($0.1)\r\n" }.joined() + "\r\n").utf8)
    }
}
