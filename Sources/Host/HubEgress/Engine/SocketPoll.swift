import CCurl
import Glibc

/// The sockets that libcurl wants watched, in an epoll set. Confined to the engine's thread.
///
/// A kept connection's socket stays in the set while it has nothing to do, so that its next request costs no system call;
/// this is done only for sockets that libcurl closes through `close(_:)`, since a number that was closed elsewhere and given
/// out again would be taken for still registered.
final class SocketPoll {
    private struct Entry {
        /// What the kernel has, 0 when the socket is not in the set.
        var registered: UInt32 = 0
        /// What libcurl wants, 0 when nothing.
        var wanted: UInt32 = 0
        var isOurs = false
    }

    private static let readable = UInt32(EPOLLIN.rawValue)
    private static let writable = UInt32(EPOLLOUT.rawValue)
    private static let failed = UInt32(EPOLLERR.rawValue) | UInt32(EPOLLHUP.rawValue)

    private let set: Int32
    private let wakeup: Int32
    /// By file descriptor.
    private var entries: [Entry] = []
    private var events = [epoll_event](repeating: epoll_event(), count: 128)

    /// `wakeup` is an eventfd that ends a wait.
    init(wakeup: Int32) {
        set = epoll_create1(Int32(EPOLL_CLOEXEC))
        self.wakeup = wakeup
        precondition(set >= 0, "no file descriptor is left for the egress engine")
        control(EPOLL_CTL_ADD, wakeup, Self.readable | UInt32(EPOLLET.rawValue))
    }

    deinit { Glibc.close(set) }

    /// A socket for libcurl; -1 when there is none.
    func open(family: Int32, type: Int32, protocol number: Int32) -> Int32 {
        let descriptor = socket(family, type | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue), number)
        if descriptor >= 0 {
            grow(to: descriptor)
            entries[Int(descriptor)] = Entry(isOurs: true)
        }
        return descriptor
    }

    /// Closes a socket that `open` gave; the kernel takes it out of the set.
    func close(_ descriptor: Int32) -> Int32 {
        if entries.indices.contains(Int(descriptor)) { entries[Int(descriptor)] = Entry() }
        return Glibc.close(descriptor)
    }

    /// Watches a socket as CURLMOPT_SOCKETFUNCTION says.
    func watch(_ descriptor: Int32, for action: Int32) {
        grow(to: descriptor)
        var entry = entries[Int(descriptor)]
        entry.wanted =
            switch action {
            case CURL_POLL_IN: Self.readable
            case CURL_POLL_OUT: Self.writable
            case CURL_POLL_INOUT: Self.readable | Self.writable
            default: 0
            }
        if entry.wanted != 0, entry.wanted != entry.registered {
            control(entry.registered == 0 ? EPOLL_CTL_ADD : EPOLL_CTL_MOD, descriptor, entry.wanted)
            entry.registered = entry.wanted
        } else if entry.wanted == 0, entry.registered != 0, !entry.isOurs || entry.registered != Self.readable {
            control(EPOLL_CTL_DEL, descriptor, 0)
            entry.registered = 0
        }
        entries[Int(descriptor)] = entry
    }

    /// Waits for at most so many milliseconds (-1: as long as it takes) and hands out what happened, as CURL_CSELECT bits.
    func wait(milliseconds: Int32, _ body: (_ descriptor: Int32, _ happened: Int32) -> Void) {
        let count = epoll_wait(set, &events, Int32(events.count), milliseconds)
        guard count > 0 else { return }
        for index in 0..<Int(count) {
            let (descriptor, happened) = (events[index].data.fd, events[index].events)
            guard descriptor != wakeup, entries.indices.contains(Int(descriptor)) else { continue }
            guard entries[Int(descriptor)].wanted != 0 else {
                // A kept connection was closed or spoken on by its peer; libcurl notices before it uses it again.
                if entries[Int(descriptor)].registered != 0 { control(EPOLL_CTL_DEL, descriptor, 0) }
                entries[Int(descriptor)].registered = 0
                continue
            }
            var bits: Int32 = 0
            if happened & Self.readable != 0 { bits |= CURL_CSELECT_IN }
            if happened & Self.writable != 0 { bits |= CURL_CSELECT_OUT }
            if happened & Self.failed != 0 { bits |= CURL_CSELECT_ERR }
            body(descriptor, bits)
        }
    }

    private func grow(to descriptor: Int32) {
        while entries.count <= Int(descriptor) { entries.append(Entry()) }
    }

    private func control(_ operation: Int32, _ descriptor: Int32, _ mask: UInt32) {
        var event = epoll_event(events: mask, data: epoll_data_t(fd: descriptor))
        epoll_ctl(set, operation, descriptor, &event)
    }
}
