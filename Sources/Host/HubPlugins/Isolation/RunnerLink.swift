import Glibc
import HubCore
import RunnerProtocol

/// The host's end of the socket to a runner. Whoever sends does not wait: what the socket does not take at once goes out on a
/// thread of the link's own, and there is a bound to it.
final class RunnerLink: Sendable {
    /// Why nothing more comes.
    enum Ending: Equatable {
        /// The other side has closed, or this one has.
        case closed
        /// The other side wrote what no runner would.
        case garbage
        /// The handler wants no more.
        case enough
        /// Nothing came in time.
        case late
    }

    enum Sending: Equatable {
        case sent
        /// The other side reads nothing, and as much as may wait is waiting.
        case full
    }

    private struct State {
        var outbox = RunnerOutbox()
        var isClosed = false
        /// Whether a thread sends what waits.
        var hasThread = false
    }

    private static let bufferBytes = 256 << 10

    private let socket: Int32
    private let limit: Int
    private let state = Monitor(State())

    /// Owns the socket from here on. `limit`: bytes that may wait to be sent.
    init(socket: Int32, limit: Int) {
        self.socket = socket
        self.limit = limit
    }

    // No thread is inside any more: each holds the link.
    deinit { Glibc.close(socket) }

    /// Nothing is sent or received any more; whoever waits in `receive` comes back.
    func close() {
        state.withLock { $0.isClosed = true }
        state.broadcast()
        shutdown(socket, Int32(SHUT_RDWR))
    }

    /// Bytes of memory that what waits to be sent takes, without what the array has in reserve.
    var heldBytes: Int { state.withLock { $0.outbox.held } }

    // MARK: - To the runner

    /// Sends a frame whose payload is two byte strings, the one after the other.
    func send(
        _ head: ahr_header, _ first: UnsafeRawBufferPointer = .empty, _ second: UnsafeRawBufferPointer = .empty
    ) -> Sending {
        var head = head
        head.length = UInt32(first.count + second.count)
        let (sending, needsThread, needsSignal) = withUnsafeBytes(of: &head) { head in
            state.withLock { state -> (Sending, Bool, Bool) in
                if state.isClosed { return (.sent, false, false) }
                let written = state.outbox.isEmpty ? transmit(head, first, second) : 0
                if written == head.count + first.count + second.count { return (.sent, false, false) }
                var skipped = written
                for part in [head, first, second] {
                    let start = min(skipped, part.count)
                    skipped -= start
                    state.outbox.append(part[start...])
                }
                guard state.outbox.count <= limit else {
                    state.isClosed = true
                    return (.full, false, true)
                }
                defer { state.hasThread = true }
                return (.sent, !state.hasThread, true)
            }
        }
        if needsThread { startSending() } else if needsSignal { state.signal() }
        return sending
    }

    /// What the socket takes at once of the three parts, in bytes.
    private func transmit(
        _ head: UnsafeRawBufferPointer, _ first: UnsafeRawBufferPointer, _ second: UnsafeRawBufferPointer
    ) -> Int {
        withUnsafeTemporaryAllocation(of: iovec.self, capacity: 3) { parts in
            for (index, part) in [head, first, second].enumerated() {
                parts.initializeElement(
                    at: index,
                    to: iovec(iov_base: UnsafeMutableRawPointer(mutating: part.baseAddress), iov_len: part.count))
            }
            var message = msghdr()
            message.msg_iov = parts.baseAddress
            message.msg_iovlen = 3
            while true {
                // SAFETY: the parts are lent until this returns, and sendmsg only reads them.
                let count = sendmsg(socket, &message, Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT))
                if count >= 0 { return count }
                // Whoever receives hears of a connection that is gone.
                if errno != EINTR { return 0 }
            }
        }
    }

    private func startSending() {
        let isRunning = HostThread.start { [self] in
            while waitForWork() {
                var end = pollfd(fd: socket, events: Int16(POLLOUT), revents: 0)
                _ = poll(&end, 1, 1000)
                state.withLock(sendMore)
            }
        }
        // Without a thread the bytes wait for the next one that is asked for.
        if !isRunning { state.withLock { $0.hasThread = false } }
    }

    private func waitForWork() -> Bool {
        state.wait { state in
            if state.isClosed { return .done(false) }
            return state.outbox.isEmpty ? .wait : .done(true)
        }
    }

    private func sendMore(_ state: inout State) {
        while !state.outbox.isEmpty, !state.isClosed {
            let count = state.outbox.withWaiting { bytes in
                // SAFETY: the bytes are lent until this returns, and send only reads them.
                Glibc.send(socket, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT))
            }
            if count < 0 {
                if errno == EINTR { continue }
                if errno != EAGAIN { state.isClosed = true }
                return
            }
            state.outbox.remove(count)
        }
    }

    // MARK: - From the runner

    /// Reads frames on this thread and handles each, until nothing more comes or `handle` returns false. With a point on
    /// CLOCK_MONOTONIC it waits no longer than that. `pause` runs after each read, when the frames that it
    /// brought to their end are handled.
    func receive(
        until deadline: UInt64? = nil, pause: () -> Void = {}, _ handle: (RunnerFrame) -> Bool
    ) -> Ending {
        var buffer = Self.buffer(Self.bufferBytes)
        defer { buffer.deallocate() }
        var (begin, end) = (0, 0)
        var hasRead = false
        while true {
            var needed = RunnerFrame.headBytes
            while end - begin >= RunnerFrame.headBytes {
                // SAFETY: the buffer holds a whole head there, which is made of numbers only.
                let head = buffer.loadUnaligned(fromByteOffset: begin, as: ahr_header.self)
                guard let limit = RunnerFrame.limit(kind: head.kind), Int(head.length) <= limit else { return .garbage }
                let size = RunnerFrame.headBytes + Int(head.length)
                guard end - begin >= size else {
                    needed = size
                    break
                }
                let payload = UnsafeRawBufferPointer(
                    rebasing: buffer[(begin + RunnerFrame.headBytes)..<(begin + size)])
                guard handle(RunnerFrame(head: head, payload: payload)) else { return .enough }
                begin += size
            }
            if hasRead { pause() }
            if begin == end { (begin, end) = (0, 0) }
            if begin + needed > buffer.count
                || begin == 0 && buffer.count > Self.bufferBytes && needed <= Self.bufferBytes
                    && end <= Self.bufferBytes
            {
                Self.move(&buffer, begin..<end, room: needed)
                (begin, end) = (0, end - begin)
            }
            if let deadline, !waitForBytes(until: deadline) { return .late }
            let count = recv(socket, buffer.baseAddress.map { $0 + end }, buffer.count - end, 0)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return .closed }
            end += count
            hasRead = true
        }
    }

    private static func buffer(_ count: Int) -> UnsafeMutableRawBufferPointer {
        .allocate(byteCount: count, alignment: 16)
    }

    /// Brings what is not handled yet to the beginning, of a buffer that has room for so many bytes and is no larger than it has to be.
    private static func move(_ buffer: inout UnsafeMutableRawBufferPointer, _ range: Range<Int>, room: Int) {
        let size = max(bufferBytes, room)
        if size == buffer.count {
            buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: buffer[range]))
            return
        }
        let larger = Self.buffer(size)
        larger.copyMemory(from: UnsafeRawBufferPointer(rebasing: buffer[range]))
        buffer.deallocate()
        buffer = larger
    }

    private func waitForBytes(until deadline: UInt64) -> Bool {
        while true {
            let now = MonotonicTime.now()
            guard now < deadline else { return false }
            var end = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
            let milliseconds = Int32(clamping: (deadline - now) / 1_000_000 + 1)
            if poll(&end, 1, milliseconds) > 0 { return true }
        }
    }
}
