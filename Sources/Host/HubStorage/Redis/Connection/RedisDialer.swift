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

    /// Blocks the thread until the line is closed. `serve` returns with the reason why the connection is over.
    func run(_ serve: (RedisConnection) -> RedisError) {
        var backoff = RedisBackoff(first: limits.firstBackoff, longest: limits.longestBackoff)
        var reported: RedisError?
        while !line.isClosed {
            let failure: RedisError
            do throws(RedisError) {
                let connection = try RedisConnection.open(endpoint, line: line, limits: limits)
                logger.notice("Redis is connected.", metadata: ["purpose": "\(purpose)"])
                backoff.reset()
                failure = serve(connection)
                reported = nil
            } catch {
                failure = error
            }
            line.note(isConnected: false)
            if failure != .closed, failure != reported {
                // Once for each reason, not for each attempt.
                logger.warning("Redis is not available.", metadata: ["purpose": "\(purpose)", "reason": "\(failure)"])
                reported = failure
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
