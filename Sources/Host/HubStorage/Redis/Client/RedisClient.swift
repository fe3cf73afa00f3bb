import HubCore
import Logging
import Synchronization

/// Commands to one Redis, over one connection that all share.
///
/// A thread of its own keeps the connection up and sends what has gathered in one piece. Every call ends by its
/// deadline; without a connection it fails at once. Letting go of the client shuts it down.
package final class RedisClient: Sendable {
    private let line = RedisLine()
    private let inbox: RedisInbox
    private let limits: RedisLimits
    private let successes = Atomic(0)
    private let errors = Atomic(0)
    private let timeouts = Atomic(0)

    /// Begins to connect; nothing fails when that does not work.
    package init(_ endpoint: RedisEndpoint, limits: RedisLimits = RedisLimits(), logger: Logger) {
        self.limits = limits
        inbox = RedisInbox(line: line, limits: limits)
        let dialer = RedisDialer(endpoint: endpoint, line: line, limits: limits, purpose: "commands", logger: logger)
        let isStarted = BlockingThread.start(named: "redis") { [line, inbox] in
            let service = RedisCommandService(line: line, inbox: inbox, limits: limits)
            dialer.run { service.serve($0, ready: $1) }
            line.end()
        }
        precondition(isStarted, "no thread is left for Redis")
    }

    deinit { line.close() }

    /// Sends, and waits for the reply for at most `timeout`. Cancelling the task does not end the wait, which is short.
    package func send(
        _ command: RedisCommand, timeout: Duration? = nil
    ) async throws(RedisError) -> RedisReply {
        let deadline = Deadline.after(timeout ?? limits.commandTimeout).nanoseconds
        let result = await withCheckedContinuation { waiter in
            let refusal = inbox.submit(.init(bytes: command.bytes, deadline: deadline, waiter: waiter))
            if let refusal { waiter.resume(returning: .failure(refusal)) }
        }
        do throws(RedisError) {
            let reply = try result.get()
            successes.add(1, ordering: .relaxed)
            return reply
        } catch {
            if error == .timedOut {
                timeouts.add(1, ordering: .relaxed)
            } else {
                errors.add(1, ordering: .relaxed)
            }
            throw error
        }
    }

    package var status: RedisStatus {
        RedisStatus(
            isConnected: line.isConnected, reconnects: line.reconnects, successes: successes.load(ordering: .relaxed),
            errors: errors.load(ordering: .relaxed), timeouts: timeouts.load(ordering: .relaxed),
            inFlight: inbox.inFlight)
    }

    /// Whether there is a connection, once the next attempt to make one is over if there is none.
    package func attemptedConnection() async -> Bool { await line.attempted() }

    /// Ends what is under way with `closed`, and returns when the thread has ended.
    package func shutdown() async {
        line.close()
        await line.ended()
    }
}
