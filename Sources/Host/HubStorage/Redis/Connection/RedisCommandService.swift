import HubCore

/// Moves commands and their replies over one connection after the other. Made on its thread, and confined to it.
final class RedisCommandService {
    private let line: RedisLine
    private let inbox: RedisInbox
    private let limits: RedisLimits

    init(line: RedisLine, inbox: RedisInbox, limits: RedisLimits) {
        self.line = line
        self.inbox = inbox
        self.limits = limits
    }

    /// Serves until the connection is over, and says why. Nobody waits for an answer of it then.
    func serve(_ connection: RedisConnection, ready: () -> Void) -> RedisError {
        var pipeline = RedisPipeline<RedisInbox.Waiter>(stallTimeout: limits.stallTimeout)
        inbox.open()
        ready()
        let reason: RedisError
        do throws(RedisError) {
            try move(connection, &pipeline)
            reason = .closed
        } catch {
            reason = error
        }
        // First, so that nobody who is told finds it still connected.
        line.note(isConnected: false)
        // What the caller whose reply it is should know; the others only lost the connection.
        if reason == .tooLarge, case .waiter(let waiter) = pipeline.answered() {
            waiter.resume(returning: .failure(reason))
        }
        let outcome: RedisError = reason == .closed ? .closed : .unavailable
        for waiter in inbox.shut() + pipeline.drain() { waiter.resume(returning: .failure(outcome)) }
        return reason
    }

    /// Returns when the line is closed.
    private func move(
        _ connection: RedisConnection, _ pipeline: inout RedisPipeline<RedisInbox.Waiter>
    ) throws(RedisError) {
        var submissions: [RedisInbox.Submission] = []
        while !line.isClosed {
            inbox.take(into: &submissions)
            if !submissions.isEmpty {
                send(submissions, connection, &pipeline)
                submissions.removeAll(keepingCapacity: true)
                try connection.flush()
            }
            let now = MonotonicTime.now()
            for waiter in pipeline.expire(now: now) { waiter.resume(returning: .failure(.timedOut)) }
            if pipeline.isStalled(now: now) { throw .timedOut }
            let mayRest = inbox.fallAsleep(inFlight: pipeline.count, unsent: connection.unsent)
            connection.wait(until: mayRest ? pipeline.nextEvent : 0)
            if connection.unsent > 0 { try connection.flush() }
            try receive(connection, &pipeline)
        }
    }

    private func send(
        _ submissions: [RedisInbox.Submission], _ connection: RedisConnection,
        _ pipeline: inout RedisPipeline<RedisInbox.Waiter>
    ) {
        let now = MonotonicTime.now()
        for submission in submissions {
            guard submission.deadline > now else {
                submission.waiter.resume(returning: .failure(.timedOut))
                continue
            }
            connection.enqueue(submission.bytes)
            pipeline.add(submission.waiter, deadline: submission.deadline, now: now)
        }
    }

    private func receive(
        _ connection: RedisConnection, _ pipeline: inout RedisPipeline<RedisInbox.Waiter>
    ) throws(RedisError) {
        var isUnasked = false
        var isReadOnly = false
        let hasCome = try connection.receive { reply in
            switch pipeline.answered() {
            case .waiter(let waiter):
                if case .error(let code) = reply {
                    isReadOnly = isReadOnly || code == "READONLY"
                    waiter.resume(returning: .failure(.refused(code: code)))
                } else {
                    waiter.resume(returning: .success(reply))
                }
            case .departed: break
            case .nobody: isUnasked = true
            }
        }
        if isUnasked { throw .protocolViolation }
        // A replica: the name may lead to another server by now.
        if isReadOnly { throw .refused(code: "READONLY") }
        if hasCome { pipeline.progress(now: MonotonicTime.now()) }
    }
}
