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

    /// Status line and headers, with the empty line after them.
    package static func head(_ status: Int, _ headers: [(String, String)] = []) -> LoopbackAction {
        .send("HTTP/1.1 \(status) Scripted\r\n" + headers.map { "\($0.0): \($0.1)\r\n" }.joined() + "\r\n")
    }
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
        return [.head(status, headers + [("Content-Length", "\(body.count)")]), .send(body)]
    }

    package static func respond(
        _ status: Int, headers: [(String, String)] = [], text: String = ""
    ) -> [LoopbackAction] {
        respond(status, headers: headers, body: text.utf8)
    }

    package static func respond(_ text: String = "") -> [LoopbackAction] { respond(200, text: text) }

    package static func json(_ text: String, status: Int = 200) -> [LoopbackAction] {
        respond(status, headers: [("Content-Type", "application/json")], text: text)
    }

    package static func redirect(_ status: Int = 302, to location: String) -> [LoopbackAction] {
        respond(status, headers: [("Location", location)])
    }

    /// A whole response, in chunks.
    package static func chunked(
        _ chunks: [String], headers: [(String, String)] = []
    ) -> [LoopbackAction] {
        [.head(200, headers + [("Transfer-Encoding", "chunked")])]
            + chunks.map { .send("\(String($0.utf8.count, radix: 16))\r\n\($0)\r\n") } + [.send("0\r\n\r\n")]
    }
}
