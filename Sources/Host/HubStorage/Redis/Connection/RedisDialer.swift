import CHiredis
import Glibc
import HubCore
import Logging

/// Keeps a connection up for as long as its line is open: connects, lets it be served, and comes back when it is lost.
struct RedisDialer {
    let endpoint: RedisEndpoint
    let line: RedisLine
    let limits: RedisLimits
    /// What the connection is for, in log lines.
    let purpose: String
    let logger: Logger

    /// Blocks the thread until the line is closed. `serve` says when the connection does what it is for, and returns
    /// with the reason why it is over.
    ///
    /// A connection that did not last is like an attempt that failed: the waits grow, and nothing is logged twice.
    func run(_ serve: (RedisConnection, _ ready: () -> Void) -> RedisError) {
        var backoff = RedisBackoff(first: limits.firstBackoff, longest: limits.longestBackoff)
        var log = RedisOutageLog()
        while !line.isClosed {
            var readyAt: UInt64?
            let failure: RedisError
            do throws(RedisError) {
                let connection = try RedisConnection.open(endpoint, line: line, limits: limits)
                failure = serve(connection) {
                    readyAt = MonotonicTime.now()
                    line.note(isConnected: true)
                    if log.connected() { logger.notice("Redis is connected.", metadata: ["purpose": "\(purpose)"]) }
                }
            } catch {
                failure = error
            }
            line.note(isConnected: false)
            if let readyAt, .nanoseconds(Int64(clamping: MonotonicTime.now() - readyAt)) >= limits.steadyTime {
                backoff.reset()
                log.wasSteady()
            }
            if failure != .closed, log.failed(failure) {
                logger.warning("Redis is not available.", metadata: ["purpose": "\(purpose)", "reason": "\(failure)"])
            }
            pause(backoff.wait(portion: .random(in: 0...1)))
        }
    }

    private func pause(_ duration: Duration) {
        let deadline = Deadline.after(duration)
        while !line.isClosed, !deadline.hasPassed {
            var polled = pollfd(fd: line.wakeup, events: Int16(POLLIN), revents: 0)
            poll(&polled, 1, PollTimeout.milliseconds(until: deadline.nanoseconds))
            line.calm()
        }
    }
}
