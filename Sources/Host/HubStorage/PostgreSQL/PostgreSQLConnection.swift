import CPQ
import HubCore

/// One connection of the pool, confined to the loop's thread: it sends a batch in one piece and gathers the answers.
final class PostgreSQLConnection {
    enum Progress {
        case waiting
        /// The exchange is over; the connection may be in a failed transaction.
        case finished
        /// The connection is broken.
        case lost
    }

    let id: UInt64
    private let handle: PostgreSQLHandle
    /// What it works for.
    var job: PostgreSQLJob?
    /// The result of a batch that failed, while it is being rolled back.
    var failed: (result: SQLError, failure: PostgreSQLFailure?)?
    /// When the server must have answered, or have stopped what it was asked to stop.
    var deadline: Deadline?
    /// The server is being asked to stop what it does: a new batch would be hit instead.
    var isBeingCancelled = false
    /// What it has prepared is stale: it is closed rather than used again.
    var isRetired = false
    private(set) var exchange: PostgreSQLExchange?
    private(set) var wantsToWrite = false
    /// The names of the prepared statements by the addresses of their literals, which are immortal.
    private var prepared: [UInt: String] = [:]
    private var preparations = 0
    private var parameters = PostgreSQLParameters()
    private var hasAnswer = false

    init(_ handle: PostgreSQLHandle, id: UInt64) {
        self.handle = handle
        self.id = id
    }

    var socket: Int32 { PQsocket(handle.pointer) }
    var isAlive: Bool { handle.isAlive }
    var isInTransaction: Bool { PQtransactionStatus(handle.pointer) != PQTRANS_IDLE }
    func cancellation() -> PostgreSQLCancellation? { PostgreSQLCancellation(handle) }

    /// Sends commands and one Sync. False when the connection is broken, of which `receive` tells the consequences.
    func send(_ commands: [SQLStatement], statements: Range<Int>, isWrite: Bool, deadline: Deadline) -> Bool {
        var exchange = PostgreSQLExchange(statements: statements, isWrite: isWrite)
        var preparing: [UInt: String] = [:]
        var isSent = true
        for (position, command) in commands.enumerated() where isSent {
            isSent = send(command, at: position, preparing: &preparing, in: &exchange)
        }
        isSent = isSent && PQpipelineSync(handle.pointer) == 1
        self.exchange = exchange
        self.deadline = deadline
        hasAnswer = false
        return isSent && flush()
    }

    private func send(
        _ command: SQLStatement, at position: Int, preparing: inout [UInt: String],
        in exchange: inout PostgreSQLExchange
    ) -> Bool {
        let text = UInt(bitPattern: command.text.utf8Start)
        let name: String
        let known = prepared[text]
        if let known = known ?? preparing[text] {
            name = known
        } else {
            preparations += 1
            name = "s\(preparations)"
            preparing[text] = name
            // SAFETY: a literal's text ends with a NUL, and libpq copies it.
            let isSent = command.text.utf8Start.withMemoryRebound(
                to: CChar.self, capacity: command.text.utf8CodeUnitCount
            ) {
                PQsendPrepare(handle.pointer, name, $0, 0, nil) == 1
            }
            guard isSent else { return false }
            exchange.expect(.init(command: position, preparation: (text, name)))
        }
        exchange.expect(.init(command: position, preparation: nil, wasPrepared: known != nil))
        return parameters.withValues(command.parameters) { layout in
            // The last argument asks for binary results.
            PQsendQueryPrepared(
                handle.pointer, name, Int32(layout.values.count), layout.values.baseAddress,
                layout.lengths.baseAddress, layout.formats.baseAddress, 1) == 1
        }
    }

    /// Sends what did not fit into the socket yet.
    func flush() -> Bool {
        let state = PQflush(handle.pointer)
        wantsToWrite = state == 1
        return state >= 0
    }

    /// Takes in what the server has sent.
    func receive() -> Progress {
        // It also sends what it can of what is left to send.
        let isReadable = PQconsumeInput(handle.pointer) == 1
        let isWritable = !wantsToWrite || flush()
        guard exchange != nil else { return isReadable && isAlive ? .waiting : .lost }
        while true {
            if isReadable, PQisBusy(handle.pointer) == 1 { return isWritable ? .waiting : .lost }
            guard let result = PQgetResult(handle.pointer) else {
                // Ends the answers to one command. When nothing had come the connection is broken.
                guard hasAnswer else { return .lost }
                hasAnswer = false
                continue
            }
            defer { PQclear(result) }
            let status = PQresultStatus(result)
            if status == PGRES_PIPELINE_SYNC { return .finished }
            guard take(result, status: status) else { return .lost }
            hasAnswer = true
        }
    }

    /// False when the server said something that nobody asked for, or libpq that the connection is broken.
    private func take(_ result: OpaquePointer, status: ExecStatusType) -> Bool {
        guard let due = exchange?.next else { return false }
        switch status {
        case PGRES_TUPLES_OK:
            do throws(SQLError) {
                exchange?.take(.rows(try PostgreSQLRows.rows(of: result)))
            } catch { exchange?.take(.unreadable(error)) }
        case PGRES_COMMAND_OK, PGRES_EMPTY_QUERY:
            if let (text, name) = due.preparation { prepared[text] = name }
            exchange?.take(.done)
        case PGRES_PIPELINE_ABORTED: exchange?.take(.skipped)
        case PGRES_FATAL_ERROR:
            let failure = PostgreSQLFailure(result, of: due)
            // Without a state it is libpq's own word for a broken connection, and no answer of the server's.
            if failure.state.isEmpty { return false }
            exchange?.take(.failed(failure))
        case _: return false
        }
        return true
    }

    /// The connection has nothing to do any more.
    func rest() {
        exchange = nil
        job = nil
        failed = nil
        deadline = nil
    }
}
