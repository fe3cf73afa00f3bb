import CPQ
import Glibc
import HubCore
import Logging
import Synchronization

/// Tells whose configuration has changed, by `LISTEN` on a connection and a thread of its own.
///
/// Notices are lost while the connection is down; once it stands again everything counts as changed. None is queued here.
package final class PostgreSQLNotifications: Sendable {
    private struct State {
        var isListening = false
        var isClosed = false
        var hasEnded = false
        var awaitingEnd: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())
    private let connector: PostgreSQLConnector
    private let wakeup: Int32
    private let logger: Logger
    private let handler: @Sendable (TenantID?) -> Void

    private init(
        connector: PostgreSQLConnector, wakeup: Int32, logger: Logger, handler: @escaping @Sendable (TenantID?) -> Void
    ) {
        self.connector = connector
        self.wakeup = wakeup
        self.logger = logger
        self.handler = handler
    }

    deinit { Glibc.close(wakeup) }

    /// Calls `handler`, which must not block, with the tenant whose own configuration has changed, or with nil when
    /// anybody's may have: when the platform's has, and each time that listening begins.
    package static func listen(
        _ address: PostgreSQLAddress, limits: PostgreSQLLimits = PostgreSQLLimits(),
        logger: Logger = Logger(label: "agenthub.storage"), handler: @escaping @Sendable (TenantID?) -> Void
    ) throws(SQLError) -> PostgreSQLNotifications {
        let wakeup = eventfd(0, Int32(EFD_CLOEXEC) | Int32(EFD_NONBLOCK))
        guard wakeup >= 0 else { throw .unavailable(code: Int(errno)) }
        let notifications = PostgreSQLNotifications(
            connector: PostgreSQLConnector(address: address, limits: limits, identity: .serving), wakeup: wakeup,
            logger: logger, handler: handler)
        // The thread keeps the object until it is closed.
        guard BlockingThread.start(named: "pg-listen", { notifications.run() }) else { throw .unavailable(code: 0) }
        return notifications
    }

    /// Returns when no handler is called any more.
    package func close() async {
        state.withLock { $0.isClosed = true }
        eventfd_write(wakeup, 1)
        await withCheckedContinuation { continuation in
            let isOver = state.withLock { state in
                if !state.hasEnded { state.awaitingEnd.append(continuation) }
                return state.hasEnded
            }
            if isOver { continuation.resume() }
        }
    }

    /// Whether notices come now.
    package var isListening: Bool { state.withLock { $0.isListening } }

    private var isClosed: Bool { state.withLock { $0.isClosed } }

    private func run() {
        var backoff = PostgreSQLBackoff(longest: connector.limits.longestPause)
        // An outage is told of once, when an attempt has failed, and its end.
        var isOutageKnown = false
        while !isClosed {
            do throws(PostgreSQLConnectError) {
                let handle = try connector.open()
                guard connector.carryOut("LISTEN agenthub_configuration", on: handle) else {
                    throw PostgreSQLConnectError(reason: "LISTEN is not answered")
                }
                if isOutageKnown { logger.notice("notices of changes listened to again") }
                isOutageKnown = false
                backoff.succeed()
                state.withLock { $0.isListening = true }
                handler(nil)
                listen(on: handle)
                state.withLock { $0.isListening = false }
            } catch {
                if !isOutageKnown {
                    logger.warning("notices of changes not listened to", metadata: ["reason": "\(error.reason)"])
                }
                isOutageKnown = true
            }
            // After a connection that stood too: a server that takes and drops them is not to be flooded.
            backoff.fail(random: .random(in: 0...1))
            if let next = backoff.next { pause(until: next) }
        }
        let waiters = state.withLock { state in
            state.hasEnded = true
            defer { state.awaitingEnd = [] }
            return state.awaitingEnd
        }
        for waiter in waiters { waiter.resume() }
    }

    /// Returns when the connection is broken or nobody wants to listen any more.
    private func listen(on handle: PostgreSQLHandle) {
        let socket = PQsocket(handle.pointer)
        while true {
            guard handle.isAlive else { return }
            while let notice = PQnotifies(handle.pointer) {
                defer { PQfreemem(notice) }
                handler(TenantID(String(cString: notice.pointee.extra)))
            }
            wait(for: socket, milliseconds: -1)
            if isClosed { return }
        }
    }

    private func pause(until deadline: Deadline) {
        let (seconds, attoseconds) = deadline.remaining.components
        wait(for: -1, milliseconds: Int32(clamping: seconds * 1000 + attoseconds / 1_000_000_000_000_000 + 1))
    }

    /// Until there is something to read, or `close` was called; a negative descriptor is never readable.
    private func wait(for socket: Int32, milliseconds: Int32) {
        var descriptors = [
            pollfd(fd: socket, events: Int16(POLLIN), revents: 0),
            pollfd(fd: wakeup, events: Int16(POLLIN), revents: 0),
        ]
        poll(&descriptors, 2, milliseconds)
    }
}
