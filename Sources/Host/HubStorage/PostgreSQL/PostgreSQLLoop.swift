import HubCore
import Logging
import Synchronization

/// Runs batches on the connections of a pool, all on one thread.
///
/// One thread and not one a connection: a turn's commit costs this side about as much as waking a thread does, and under
/// load one wake then serves the answers of several connections. What blocks (connecting, `PQcancel`) has other threads.
final class PostgreSQLLoop {
    private let connector: PostgreSQLConnector
    private let limits: PostgreSQLLimits
    private let inbox: PostgreSQLInbox
    private let published: PostgreSQLStatisticsBox
    private let logger: Logger
    private let poll: PostgreSQLPoll
    private var queue: PostgreSQLQueue<PostgreSQLJob>
    private var backoff: PostgreSQLBackoff
    private var connections: [UInt64: PostgreSQLConnection] = [:]
    /// The last one is used first, since the server has its data at hand.
    private var idle: [PostgreSQLConnection] = []
    private var connecting = 0
    private var cancelling = 0
    private var lastID: UInt64 = 0
    private var isClosing = false
    private var statistics = PostgreSQLStatistics()

    private static let connectingAtOnce = 4

    init(
        connector: PostgreSQLConnector, inbox: PostgreSQLInbox, poll: PostgreSQLPoll,
        published: PostgreSQLStatisticsBox, logger: Logger
    ) {
        self.connector = connector
        self.inbox = inbox
        self.published = published
        self.logger = logger
        limits = connector.limits
        self.poll = poll
        queue = PostgreSQLQueue(capacity: limits.waiting)
        backoff = PostgreSQLBackoff(longest: limits.longestPause)
    }

    /// Returns when the database was closed and everything accepted is done.
    func run() {
        var commands: [PostgreSQLInbox.Command] = []
        while true {
            inbox.take(into: &commands)
            for command in commands { carryOut(command) }
            commands.removeAll(keepingCapacity: true)
            expire()
            dispatch()
            publish()
            if isClosing, connections.isEmpty, queue.isEmpty { break }
            let wait = inbox.fallAsleep() ? milliseconds(until: nextDeadline) : 0
            poll.wait(milliseconds: wait) { id in
                if let connection = connections[id] { proceed(connection) }
            }
        }
        inbox.end()
    }

    private func carryOut(_ command: PostgreSQLInbox.Command) {
        switch command {
        case .run(let request, let completion): accept(PostgreSQLJob(request, completion: completion))
        case .cancel(let request): cancel(request)
        case .connected(let result): connected(result)
        case .cancellationSent(let id):
            cancelling -= 1
            guard let connection = connections[id] else { return }
            connection.isBeingCancelled = false
            if connection.exchange == nil { release(connection) }
        case .close:
            isClosing = true
            for connection in idle { drop(connection) }
        }
    }

    // MARK: - Waiting for a connection

    private func accept(_ job: PostgreSQLJob) {
        if job.request.isCancelled.load(ordering: .acquiring) { return job.answer(.failure(.cancelled)) }
        job.arrival = MonotonicTime.now()
        while queue.isEmpty, let connection = idle.popLast() {
            if start(job, on: connection) { return }
        }
        guard queue.add(job, until: patience(of: job)) else { return job.answer(.failure(.overloaded)) }
        statistics.waits += 1
    }

    /// Until when a batch that comes to wait now does so.
    private func patience(of job: PostgreSQLJob) -> Deadline {
        let usual = Deadline.after(limits.acquireTimeout)
        return job.request.deadline.map { min($0, usual) } ?? usual
    }

    private func expire() {
        let now = Deadline(nanoseconds: MonotonicTime.now())
        if let deadline = queue.deadline, deadline <= now {
            for job in queue.expire(now: now) {
                statistics.waitSeconds += MonotonicTime.milliseconds(since: job.arrival) / 1000
                job.answer(.failure(connections.isEmpty ? .unreachable : .overloaded))
            }
        }
        for connection in connections.values {
            if let deadline = connection.deadline, deadline <= now { overdue(connection) }
        }
    }

    /// Gives idle connections to those who wait, and sees to more connections.
    private func dispatch() {
        while !queue.isEmpty, let connection = idle.popLast() { serveNext(on: connection) }
        let room = limits.connections - connections.count - connecting
        var wanted = min(room, queue.count - connecting, Self.connectingAtOnce - connecting)
        if let next = backoff.next { wanted = connecting == 0 && next.hasPassed ? min(wanted, 1) : 0 }
        while wanted > 0 {
            wanted -= 1
            connect()
        }
    }

    /// Puts the connection to the next one's use, or to rest.
    private func serveNext(on connection: PostgreSQLConnection) {
        guard let job = queue.next() else { return idle.append(connection) }
        statistics.waitSeconds += MonotonicTime.milliseconds(since: job.arrival) / 1000
        if !start(job, on: connection) { queue.putBack(job, until: patience(of: job)) }
    }

    // MARK: - Connections

    private func connect() {
        connecting += 1
        let isStarted = BlockingThread.start(named: "pg-connect") { [connector, inbox] in
            inbox.send(.connected(Result { () throws(PostgreSQLConnectError) in try connector.connect() }))
        }
        if !isStarted { connected(.failure(PostgreSQLConnectError(reason: "no thread is left"))) }
    }

    private func connected(_ result: Result<PostgreSQLHandle, PostgreSQLConnectError>) {
        connecting -= 1
        switch result {
        case .success(let handle):
            if backoff.isFailing { logger.notice("database reached again") }
            backoff.succeed()
            statistics.connects += 1
            lastID += 1
            let connection = PostgreSQLConnection(handle, id: lastID)
            connections[connection.id] = connection
            poll.add(connection)
            release(connection)
        case .failure(let error):
            statistics.failures += 1
            if !backoff.isFailing {
                logger.warning("database not reached", metadata: ["reason": "\(error.reason)"])
            }
            backoff.fail(random: .random(in: 0...1))
        }
    }

    /// The connection has done its work.
    private func release(_ connection: PostgreSQLConnection) {
        connection.rest()
        if connection.isBeingCancelled {
            connection.deadline = .after(limits.margin)
        } else if connection.isRetired || isClosing && queue.isEmpty {
            drop(connection)
        } else {
            serveNext(on: connection)
        }
    }

    /// Closes the connection; whoever it worked for has been seen to.
    private func drop(_ connection: PostgreSQLConnection) {
        poll.remove(connection)
        connections[connection.id] = nil
        idle.removeAll { $0 === connection }
    }

    // MARK: - Batches

    /// False when the connection turns out to be broken before anything was sent on it.
    private func start(_ job: PostgreSQLJob, on connection: PostgreSQLConnection) -> Bool {
        guard connection.isAlive else {
            statistics.losses += 1
            drop(connection)
            return false
        }
        connection.job = job
        begin(job, on: connection)
        return true
    }

    private func begin(_ job: PostgreSQLJob, on connection: PostgreSQLConnection) {
        let (commands, first) = job.request.commands
        send(
            commands, statements: first..<first + job.request.statements.count, isWrite: job.request.isWrite,
            on: connection)
    }

    private func send(
        _ commands: [SQLStatement], statements: Range<Int>, isWrite: Bool, on connection: PostgreSQLConnection
    ) {
        let wanted = connection.wantsToWrite
        let isSent = connection.send(
            commands, statements: statements, isWrite: isWrite, deadline: .after(limits.batchTimeout))
        if !isSent {
            fail(connection)
        } else if connection.wantsToWrite != wanted {
            poll.update(connection)
        }
    }

    /// Not everything could be sent. libpq may have closed the socket, so that no event of it comes any more; what the
    /// server said before tells what became of the batch.
    private func fail(_ connection: PostgreSQLConnection) {
        switch connection.receive() {
        case .finished: finish(connection)
        case .waiting, .lost: lose(connection)
        }
    }

    /// Something happened on the connection's socket.
    private func proceed(_ connection: PostgreSQLConnection) {
        let wanted = connection.wantsToWrite
        let progress = connection.receive()
        if connection.wantsToWrite != wanted { poll.update(connection) }
        switch progress {
        case .waiting: break
        case .finished: finish(connection)
        case .lost: lose(connection)
        }
    }

    /// The exchange is over: a failed transaction is rolled back before anybody hears of it.
    private func finish(_ connection: PostgreSQLConnection) {
        guard let job = connection.job, let exchange = connection.exchange else { return lose(connection) }
        if let failed = connection.failed {
            return connection.isInTransaction ? lose(connection) : conclude(job, failed: failed, on: connection)
        }
        switch exchange.result {
        case .success where !connection.isInTransaction:
            job.answer(exchange.result)
            release(connection)
        case .success: lose(connection)
        case .failure(let error):
            let failed = (error, exchange.failure)
            guard connection.isInTransaction else { return conclude(job, failed: failed, on: connection) }
            connection.failed = failed
            send([SQLStatement("ROLLBACK")], statements: 0..<0, isWrite: false, on: connection)
        }
    }

    /// The failed batch has left no trace, and its connection is in order.
    private func conclude(
        _ job: PostgreSQLJob, failed: (result: SQLError, failure: PostgreSQLFailure?),
        on connection: PostgreSQLConnection
    ) {
        // Where the server is still being asked to stop, another attempt would be hit.
        guard let failure = failed.failure, !job.isAnswered, job.attempts < limits.retries,
            !connection.isBeingCancelled
        else {
            job.answer(.failure(failed.result))
            return release(connection)
        }
        connection.failed = nil
        if failure.isLostRace {
            job.attempts += 1
            begin(job, on: connection)
        } else if failure.isStalePreparation {
            // What a change of a table did to this connection's statements it did to the others' too.
            for other in connections.values { other.isRetired = true }
            for other in idle { drop(other) }
            tryAgain(job)
            release(connection)
        } else {
            job.answer(.failure(failed.result))
            release(connection)
        }
    }

    private func tryAgain(_ job: PostgreSQLJob) {
        job.attempts += 1
        job.arrival = MonotonicTime.now()
        queue.putBack(job, until: patience(of: job))
    }

    /// The connection is broken. Its batch is run again when it has surely done nothing.
    private func lose(_ connection: PostgreSQLConnection) {
        statistics.losses += 1
        let (job, failed, exchange) = (connection.job, connection.failed, connection.exchange)
        drop(connection)
        guard let job, !job.isAnswered, let exchange else { return }
        if let failed {
            // It was undone by the server, whether or not we were told.
            let isRaceLost = failed.failure?.isLostRace == true && job.attempts < limits.retries
            return isRaceLost ? tryAgain(job) : job.answer(.failure(failed.result))
        }
        if exchange.isComplete { return job.answer(exchange.result) }
        if let failure = exchange.failure, !failure.isFatal { return job.answer(exchange.result) }
        let hasDoneNothing = !job.request.isWrite || exchange.failure?.isRefusalToGoOn == true
        if hasDoneNothing, job.attempts < limits.retries { return tryAgain(job) }
        job.answer(.failure(hasDoneNothing ? .connectionLost : .unknownOutcome))
    }

    /// The batch takes too long. A server that is well stops it when asked, and says so; from one that does not, nothing
    /// is to be expected.
    private func overdue(_ connection: PostgreSQLConnection) {
        guard connection.job?.isAnswered == false, !connection.isBeingCancelled, stop(connection) else {
            return giveUp(connection)
        }
        connection.deadline = .after(limits.margin)
    }

    /// The server is frozen, or the network: the connection is closed and others take its place. Those that are idle are
    /// no better, and each would take a batch with it.
    private func giveUp(_ connection: PostgreSQLConnection) {
        statistics.losses += 1
        logger.warning("database connection given up")
        let (job, failed) = (connection.job, connection.failed)
        drop(connection)
        // One that has no batch waits only for the word that a cancellation was taken, which says nothing of the server.
        guard let job else { return }
        for other in idle { drop(other) }
        job.answer(.failure(failed?.result ?? (job.request.isWrite ? .unknownOutcome : .timeout)))
    }

    // MARK: - Cancellation

    /// Only reads are cancelled by those who asked. Their callers go at once; the connection is used again when both the batch has ended and
    /// the request to cancel has been taken, which else could hit the next batch.
    private func cancel(_ request: PostgreSQLRequest) {
        if let job = queue.remove(where: { $0.request === request }) { return job.answer(.failure(.cancelled)) }
        let found = connections.values.first { $0.job?.request === request && $0.job?.isAnswered == false }
        guard let connection = found else { return }
        connection.job?.answer(.failure(.cancelled))
        stop(connection)
    }

    /// Asks the server to stop what the connection does. False when no thread is left to ask: the batch then runs to its
    /// end. While the server is frozen such threads stay.
    @discardableResult
    private func stop(_ connection: PostgreSQLConnection) -> Bool {
        if connection.isBeingCancelled { return true }
        guard cancelling < limits.connections, let cancellation = connection.cancellation() else { return false }
        let isStarted = BlockingThread.start(named: "pg-cancel") { [inbox, id = connection.id] in
            cancellation.send()
            inbox.send(.cancellationSent(connection: id))
        }
        if isStarted {
            connection.isBeingCancelled = true
            cancelling += 1
        }
        return isStarted
    }

    // MARK: - Time and figures

    private var nextDeadline: Deadline? {
        var next = queue.deadline
        if !queue.isEmpty, connecting == 0, let retry = backoff.next { next = next.map { min($0, retry) } ?? retry }
        for connection in connections.values {
            if let deadline = connection.deadline { next = next.map { min($0, deadline) } ?? deadline }
        }
        return next
    }

    /// Rounded up, so that the deadline has passed by then.
    private func milliseconds(until deadline: Deadline?) -> Int32 {
        guard let deadline else { return -1 }
        let (seconds, attoseconds) = deadline.remaining.components
        return Int32(clamping: seconds * 1000 + attoseconds / 1_000_000_000_000_000 + 1)
    }

    private func publish() {
        statistics.size = connections.count
        statistics.idle = idle.count
        statistics.waiting = queue.count
        published.set(statistics)
    }
}
