import HubCore

/// Listens to one channel over one connection after the other. Confined to one thread.
final class RedisListening {
    private let line: RedisLine
    private let channel: String
    private let limits: RedisLimits
    private let handler: @Sendable (RedisSubscriber.Event) -> Void

    init(
        line: RedisLine, channel: String, limits: RedisLimits,
        handler: @escaping @Sendable (RedisSubscriber.Event) -> Void
    ) {
        self.line = line
        self.channel = channel
        self.limits = limits
        self.handler = handler
    }

    /// Listens until the connection is over, and says why; `ready` once Redis has let it listen.
    func serve(_ connection: RedisConnection, ready: () -> Void) -> RedisError {
        do throws(RedisError) {
            try connection.carryOut(
                [RedisCommand("SUBSCRIBE", .text(channel))], by: .after(limits.connectTimeout))
            ready()
            handler(.began)
            try listen(connection)
            return .closed
        } catch {
            return error
        }
    }

    /// Returns when the line is closed.
    private func listen(_ connection: RedisConnection) throws(RedisError) {
        var lastSign = Deadline.after(limits.listeningSilence)
        var isAsked = false
        while !line.isClosed {
            connection.wait(until: lastSign.nanoseconds)
            try connection.flush()
            if try connection.receive(take) {
                (lastSign, isAsked) = (.after(limits.listeningSilence), false)
            } else if lastSign.hasPassed {
                if isAsked { throw .timedOut }
                connection.enqueue(RedisCommand("PING").bytes)
                try connection.flush()
                (lastSign, isAsked) = (.after(limits.listeningPatience), true)
            }
        }
    }

    /// Answers to SUBSCRIBE and PING have other first words.
    private func take(_ reply: RedisReply) {
        guard let elements = reply.arrayValue, elements.count == 3, elements[0].textValue == "message",
            elements[1].textValue == channel, let text = elements[2].textValue
        else { return }
        handler(.message(text))
    }
}
