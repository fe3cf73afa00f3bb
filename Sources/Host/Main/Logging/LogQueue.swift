import Foundation
import Glibc
import HubCore
import Synchronization

/// A server's lines on their way to a descriptor: written by a thread of their own, so that who does not read them holds
/// up nobody. Of more lines than it holds, the new ones are dropped and counted. What looks like a secret is masked.
final class LogQueue: Sendable {
    /// What is waited for a reader at the end, in seconds.
    private static let patience = 2

    private struct State {
        var lines: [String] = []
        /// Of the lines that wait and of those that are being written.
        var count = 0
        var bytes = 0
        var dropped = 0
        var isClosed = false
    }

    private let state = Mutex(State())
    private let news = DispatchSemaphore(value: 0)
    private let end = DispatchSemaphore(value: 0)
    private let descriptor: Int32
    private let maximumLines: Int
    private let maximumBytes: Int

    /// `descriptor` stays the caller's, and open for as long as the process lives.
    init(_ descriptor: Int32, maximumLines: Int = 8192, maximumBytes: Int = 8 << 20) {
        self.descriptor = descriptor
        self.maximumLines = maximumLines
        self.maximumBytes = maximumBytes
        let thread = Thread { [self] in run() }
        thread.name = "log"
        thread.start()
    }

    /// Lines that nobody will read.
    var dropped: Int { state.withLock { $0.dropped } }

    /// Never waits.
    func write(_ line: String) {
        let size = line.utf8.count + 1
        let isFirst = state.withLock { state in
            guard !state.isClosed, state.count < maximumLines, state.bytes + size <= maximumBytes else {
                state.dropped += 1
                return false
            }
            state.lines.append(line)
            state.count += 1
            state.bytes += size
            return state.lines.count == 1
        }
        if isFirst { news.signal() }
    }

    /// Takes no more lines and returns when all are written, or after two seconds. Blocks its thread: for the very end.
    func close() {
        state.withLock { $0.isClosed = true }
        news.signal()
        _ = end.wait(timeout: .now() + .seconds(Self.patience))
    }

    private func run() {
        while true {
            news.wait()
            let (lines, isClosed) = state.withLock { state in
                defer { state.lines = [] }
                return (state.lines, state.isClosed)
            }
            var bytes: [UInt8] = []
            for line in lines {
                bytes += SecretRedaction.redact(line).utf8
                bytes.append(UInt8(ascii: "\n"))
            }
            let isWritten = write(bytes)
            state.withLock { state in
                state.count -= lines.count
                state.bytes -= lines.reduce(0) { $0 + $1.utf8.count + 1 }
                if !isWritten { state.dropped += lines.count }
            }
            if isClosed { break }
        }
        end.signal()
    }

    /// Whether all of it was taken.
    private func write(_ bytes: [UInt8]) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            // SAFETY: the buffer is valid within the closure and write(2) reads no more than its count.
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count >= 0 {
                rest = rest.dropFirst(count)
            } else if errno == EAGAIN {
                // Whoever shares the descriptor may have made it non-blocking.
                var wanted = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                poll(&wanted, 1, -1)
            } else if errno != EINTR {
                return false
            }
        }
        return true
    }
}
