import CHiredis
import Glibc
import HubCore

/// A connected TCP socket that never blocks by itself. Confined to one thread; closed when it is let go.
final class RedisSocket {
    enum Arrival {
        case bytes(Int)
        case nothing
        case end
    }

    private let descriptor: Int32
    private let wakeup: Int32

    private init(descriptor: Int32, wakeup: Int32) {
        self.descriptor = descriptor
        self.wakeup = wakeup
    }

    deinit { close(descriptor) }

    /// Connects to the first address of the host that answers before the deadline; each has an equal part of what is
    /// left, so that one that is dead leaves time for the next. Looking the name up is the system's,
    /// and takes as long as the system lets it.
    static func connect(
        host: String, port: UInt16, line: RedisLine, deadline: Deadline
    ) throws(RedisError) -> RedisSocket {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        hints.ai_flags = AI_ADDRCONFIG
        var list: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, String(port), &hints, &list) == 0 else { throw .unavailable }
        // SAFETY: the list is ours to free, once, and no address of it is used after this function.
        defer { freeaddrinfo(list) }
        var left = count(list)
        var next = list
        while let address = next {
            if line.isClosed { throw .closed }
            let share = min(deadline, .after(deadline.remaining / left))
            if let socket = connect(address.pointee, line: line, deadline: share) { return socket }
            next = address.pointee.ai_next
            left -= 1
        }
        throw .unavailable
    }

    private static func count(_ list: UnsafeMutablePointer<addrinfo>?) -> Int {
        var count = 0
        var next = list
        while let address = next {
            count += 1
            next = address.pointee.ai_next
        }
        return count
    }

    private static func connect(_ address: addrinfo, line: RedisLine, deadline: Deadline) -> RedisSocket? {
        let type = address.ai_socktype | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
        let descriptor = Glibc.socket(address.ai_family, type, address.ai_protocol)
        guard descriptor >= 0 else { return nil }
        let socket = RedisSocket(descriptor: descriptor, wakeup: line.wakeup)
        socket.set(Int32(IPPROTO_TCP), TCP_NODELAY)
        socket.set(SOL_SOCKET, SO_KEEPALIVE)
        if Glibc.connect(descriptor, address.ai_addr, address.ai_addrlen) == 0 { return socket }
        guard errno == EINPROGRESS else { return nil }
        while !line.isClosed, !deadline.hasPassed {
            line.calm()
            guard socket.wait(toWrite: true, until: deadline.nanoseconds) else { continue }
            var failure: Int32 = 0
            var length = socklen_t(MemoryLayout<Int32>.size)
            getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &failure, &length)
            return failure == 0 ? socket : nil
        }
        return nil
    }

    /// Waits until there is something to read, there is room to write if that is asked for, the line's thread is woken,
    /// or the time has come. Whether it is the socket that is ready.
    @discardableResult
    func wait(toWrite: Bool, until time: UInt64?) -> Bool {
        let events = Int16(POLLIN) | (toWrite ? Int16(POLLOUT) : 0)
        var polled = [
            pollfd(fd: descriptor, events: events, revents: 0), pollfd(fd: wakeup, events: Int16(POLLIN), revents: 0),
        ]
        // A signal ends it early, which the caller takes for a wake-up.
        let count = poll(&polled, 2, PollTimeout.milliseconds(until: time))
        return count > 0 && polled[0].revents != 0
    }

    /// How many bytes the kernel took, 0 when it has no room.
    func send(_ bytes: UnsafeRawBufferPointer) throws(RedisError) -> Int {
        let count = Glibc.send(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
        if count >= 0 { return count }
        guard Self.isPassing(errno) else { throw .unavailable }
        return 0
    }

    func receive(into buffer: UnsafeMutableRawBufferPointer) throws(RedisError) -> Arrival {
        let count = recv(descriptor, buffer.baseAddress, buffer.count, 0)
        if count > 0 { return .bytes(count) }
        if count == 0 { return .end }
        guard Self.isPassing(errno) else { throw .unavailable }
        return .nothing
    }

    private func set(_ level: Int32, _ option: Int32) {
        var on: Int32 = 1
        // Without these it works as well, only slower or later.
        setsockopt(descriptor, level, option, &on, socklen_t(MemoryLayout<Int32>.size))
    }

    private static func isPassing(_ number: Int32) -> Bool {
        number == EAGAIN || number == EWOULDBLOCK || number == EINTR
    }
}

/// How `poll` is told when to return.
enum PollTimeout {
    /// Rounded up, so that the time has come when it returns; -1 for never.
    static func milliseconds(until time: UInt64?) -> Int32 {
        guard let time else { return -1 }
        let now = MonotonicTime.now()
        return time <= now ? 0 : Int32(clamping: (time - now + 999_999) / 1_000_000)
    }
}
