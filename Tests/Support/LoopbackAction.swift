import Glibc

/// One step of a scripted answer. After the last step the next request is read from the same connection.
package enum LoopbackAction: Sendable {
    case send([UInt8])
    /// Waits until the test opens the gate, or the peer ends the connection, which is then over.
    case wait(LoopbackGate)
    /// Says nothing until the peer, or `stop`, ends the connection.
    case hang
    /// Sends these bytes over and over until the peer ends the connection.
    case flood([UInt8])
    case close
    /// Ends the connection so that the peer sees it reset.
    case reset

    /// Whether the connection ends with it by the script's own will.
    var isEnding: Bool {
        switch self {
        case .close, .reset: true
        case .send, .wait, .hang, .flood: false
        }
    }

    package static func send(_ text: String) -> LoopbackAction { .send(Array(text.utf8)) }

    /// Status line and headers, with the empty line after them.
    package static func head(_ status: Int, _ headers: [(String, String)] = []) -> LoopbackAction {
        .send("HTTP/1.1 \(status) Scripted\r\n" + headers.map { "\($0.0): \($0.1)\r\n" }.joined() + "\r\n")
    }
}

/// Holds a server's thread until the test lets it go on. A pipe, so that who waits can watch a socket meanwhile.
package final class LoopbackGate: Sendable {
    /// POLLRDHUP, which the C library's headers show to GNU's sources only.
    private static let peerEnded: Int16 = 0x2000

    private let reading: Int32
    private let writing: Int32

    package init() {
        var ends: [Int32] = [-1, -1]
        precondition(GNULibrary.pipe2(&ends, O_CLOEXEC | O_NONBLOCK) == 0, "no pipe (\(errno))")
        (reading, writing) = (ends[0], ends[1])
    }

    deinit {
        close(reading)
        close(writing)
    }

    /// Lets so many waits, begun or to come, go on.
    package func open(_ count: Int = 1) {
        // SAFETY: the bytes are lent for the call. So few always fit into a pipe.
        let written = write(writing, [UInt8](repeating: 1, count: count), count)
        precondition(written == count, "a gate cannot be opened (\(errno))")
    }

    /// False when the peer ended the connection before.
    func wait(beside socket: Int32) -> Bool {
        while true {
            var waits = [
                pollfd(fd: reading, events: Int16(POLLIN), revents: 0),
                pollfd(fd: socket, events: Self.peerEnded, revents: 0),
            ]
            // SAFETY: two entries, lent for the call.
            guard poll(&waits, 2, -1) >= 0 || errno == EINTR else { return false }
            if waits[1].revents != 0 { return false }
            var byte: UInt8 = 0
            // Another thread may have taken the byte; then this one waits on.
            if waits[0].revents != 0, read(reading, &byte, 1) == 1 { return true }
        }
    }
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
