import HubCore

/// One connection: what is to be sent, and replies as they come. Confined to one thread.
final class RedisConnection {
    private let socket: RedisSocket
    private let line: RedisLine
    private let reader: RedisReplyReader
    private var outgoing: [UInt8] = []
    /// How much of it the kernel has.
    private var sent = 0
    private var chunk = [UInt8](repeating: 0, count: 64 << 10)

    private init(socket: RedisSocket, line: RedisLine, limits: RedisLimits) {
        self.socket = socket
        self.line = line
        reader = RedisReplyReader(maximumBytes: limits.messageBytes)
    }

    /// Connects and logs in. It blocks for at most the limits' times, less when the line is closed meanwhile.
    static func open(
        _ endpoint: RedisEndpoint, line: RedisLine, limits: RedisLimits
    ) throws(RedisError) -> RedisConnection {
        let socket = try RedisSocket.connect(
            host: endpoint.host, port: endpoint.port, line: line, deadline: .after(limits.connectTimeout))
        let connection = RedisConnection(socket: socket, line: line, limits: limits)
        let (commands, name) = login(endpoint)
        try connection.carryOut(commands, dispensable: name, by: .after(limits.connectTimeout))
        return connection
    }

    /// PING comes last, since Redis refuses it while it still loads its data. The second value is the place of the one
    /// that may be refused: a name is a convenience.
    private static func login(_ endpoint: RedisEndpoint) -> ([RedisCommand], Int) {
        var commands: [RedisCommand] = []
        if let password = endpoint.password?.reveal() {
            let user = endpoint.user.map { [RedisArgument.text($0)] } ?? []
            commands.append(RedisCommand("AUTH", user + [.text(password)]))
        }
        if endpoint.database != 0 { commands.append(RedisCommand("SELECT", .number(endpoint.database))) }
        return (commands + [RedisCommand("CLIENT", "SETNAME", "agenthub"), RedisCommand("PING")], commands.count)
    }

    /// Bytes that the kernel has not taken.
    var unsent: Int { outgoing.count - sent }

    func enqueue(_ command: [UInt8]) { outgoing.append(contentsOf: command) }

    /// Sends as much as the kernel takes.
    func flush() throws(RedisError) {
        while sent < outgoing.count {
            let result = outgoing.withUnsafeBytes { bytes in
                Result { () throws(RedisError) in try socket.send(UnsafeRawBufferPointer(rebasing: bytes[sent...])) }
            }
            let count = try result.get()
            if count == 0 { break }
            sent += count
        }
        if sent == outgoing.count {
            // A rare large value shall not keep its room for ever.
            outgoing.removeAll(keepingCapacity: outgoing.capacity <= 1 << 20)
            sent = 0
        } else if sent >= 1 << 20 {
            outgoing.removeFirst(sent)
            sent = 0
        }
    }

    /// Waits until something can be read or sent, the line's thread is woken, or the time has come.
    func wait(until time: UInt64?) {
        socket.wait(toWrite: unsent > 0, until: time)
        line.calm()
    }

    /// Hands out the replies that are there. Whether anything came.
    func receive(_ body: (RedisReply) -> Void) throws(RedisError) -> Bool {
        var hasCome = false
        while true {
            let result = chunk.withUnsafeMutableBytes { buffer in
                Result { () throws(RedisError) -> Bool in
                    switch try socket.receive(into: buffer) {
                    case .nothing: return false
                    case .end: throw .unavailable
                    case .bytes(let count):
                        hasCome = true
                        try reader.take(UnsafeRawBufferPointer(rebasing: buffer[..<count]), body)
                        // A chunk that is not full has emptied the socket.
                        return count == buffer.count
                    }
                }
            }
            guard try result.get() else { return hasCome }
        }
    }

    /// Sends commands, and throws the first error among their replies, that to the `dispensable` one left out.
    func carryOut(
        _ commands: [RedisCommand], dispensable: Int? = nil, by deadline: Deadline
    ) throws(RedisError) {
        for command in commands { enqueue(command.bytes) }
        var owed = commands.count
        var refusal: RedisError?
        while owed > 0 {
            if line.isClosed { throw .closed }
            if deadline.hasPassed { throw .timedOut }
            try flush()
            wait(until: deadline.nanoseconds)
            _ = try receive { reply in
                let place = commands.count - owed
                owed -= 1
                if case .error(let code) = reply, refusal == nil, place != dispensable {
                    refusal = .refused(code: code)
                }
            }
        }
        if let refusal { throw refusal }
    }
}
