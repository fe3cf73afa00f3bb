import Logging

/// Listens to one channel of a Redis over a connection of its own, which a thread of its own keeps up. Letting go of it
/// ends it.
package final class RedisSubscriber: Sendable {
    package enum Event: Sendable, Hashable {
        /// It listens from now on, for the first time or again: what was published before may have been missed.
        case began
        case message(String)
    }

    private let line = RedisLine()

    /// `handler` is called on the thread, in order, and must not block.
    package init(
        _ endpoint: RedisEndpoint, channel: String, limits: RedisLimits = RedisLimits(), logger: Logger,
        handler: @escaping @Sendable (Event) -> Void
    ) {
        let dialer = RedisDialer(
            endpoint: endpoint, line: line, limits: limits, purpose: "notices of changes", logger: logger)
        let isStarted = BlockingThread.start(named: "redis-listen") { [line] in
            let listening = RedisListening(line: line, channel: channel, limits: limits, handler: handler)
            dialer.run { listening.serve($0, ready: $1) }
            line.end()
        }
        precondition(isStarted, "no thread is left for Redis")
    }

    deinit { line.close() }

    package var isConnected: Bool { line.isConnected }
    package var reconnects: Int { line.reconnects }

    /// Whether it listens, once the next attempt is over if it does not.
    package func attemptedConnection() async -> Bool { await line.attempted() }

    /// Returns when the thread has ended; the handler is not called any more then.
    package func shutdown() async {
        line.close()
        await line.ended()
    }
}
