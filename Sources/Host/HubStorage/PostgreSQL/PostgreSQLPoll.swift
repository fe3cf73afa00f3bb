import CPQ
import Glibc

/// The sockets of the connections in an epoll set.
///
// SAFETY: one thread makes it, and hands it over to the loop's thread, which alone uses it from then on.
final class PostgreSQLPoll: @unchecked Sendable {
    private let set: Int32
    private var events = [epoll_event](repeating: epoll_event(), count: 64)

    /// `wakeup` is an eventfd that ends a wait. Throws when no file descriptor is left.
    init(wakeup: Int32) throws(SQLError) {
        set = epoll_create1(Int32(EPOLL_CLOEXEC))
        guard set >= 0 else { throw .unavailable(code: Int(errno)) }
        control(EPOLL_CTL_ADD, wakeup, mask: UInt32(EPOLLIN.rawValue) | UInt32(EPOLLET.rawValue), id: 0)
    }

    deinit { Glibc.close(set) }

    /// Watches a connection's socket, also while it is idle: a server that goes away is noticed at once. Its `id` is not 0.
    func add(_ connection: PostgreSQLConnection) {
        control(EPOLL_CTL_ADD, connection.socket, mask: mask(connection), id: connection.id)
    }

    /// Watches whether the socket has room again, or no longer.
    func update(_ connection: PostgreSQLConnection) {
        control(EPOLL_CTL_MOD, connection.socket, mask: mask(connection), id: connection.id)
    }

    /// To be called before the connection closes its socket.
    func remove(_ connection: PostgreSQLConnection) { control(EPOLL_CTL_DEL, connection.socket, mask: 0, id: 0) }

    /// Waits for at most so many milliseconds (-1: as long as it takes) and names the connections where something happened.
    func wait(milliseconds: Int32, _ body: (UInt64) -> Void) {
        let count = epoll_wait(set, &events, Int32(events.count), milliseconds)
        guard count > 0 else { return }
        for index in 0..<Int(count) where events[index].data.u64 != 0 { body(events[index].data.u64) }
    }

    private func mask(_ connection: PostgreSQLConnection) -> UInt32 {
        UInt32(EPOLLIN.rawValue) | (connection.wantsToWrite ? UInt32(EPOLLOUT.rawValue) : 0)
    }

    private func control(_ operation: Int32, _ descriptor: Int32, mask: UInt32, id: UInt64) {
        var event = epoll_event(events: mask, data: epoll_data_t(u64: id))
        epoll_ctl(set, operation, descriptor, &event)
    }
}
