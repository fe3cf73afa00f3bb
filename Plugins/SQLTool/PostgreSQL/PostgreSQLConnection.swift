import CPQ
import Glibc
import PluginSDK

/// An established connection on which statements are waited for, each as long as its call may wait.
///
/// One that threw is in a state that nobody knows, and is not used again.
final class PostgreSQLConnection: Sendable {
    let handle: PostgreSQLHandle
    let madeAt = MonotonicInstant.now()

    init(_ handle: PostgreSQLHandle) { self.handle = handle }

    /// Whether the server has closed it, or said something that nobody asked for; asked while nothing is under way.
    var isAlive: Bool {
        // Twice: the first time the server's last words may come, and only then that nothing follows them.
        PQconsumeInput(handle.pointer) == 1 && PQisBusy(handle.pointer) == 0 && PQconsumeInput(handle.pointer) == 1
            && PQtransactionStatus(handle.pointer) == PQTRANS_IDLE
            && PQstatus(handle.pointer) == CONNECTION_OK
    }

    /// Runs commands of our own that have no parameters and give no rows, several in one text.
    func command(_ text: String, _ patience: Patience) throws(ToolError) {
        try sent(PQsendQuery(handle.pointer, text), patience)
        while let result = try next(patience) {
            guard [PGRES_COMMAND_OK, PGRES_TUPLES_OK].contains(result.status) else {
                throw ToolError(result, quoting: true)
            }
        }
    }

    /// Runs one statement with values bound, and gives its rows. `types`: zero for those that the server is to infer.
    /// `quoting`: whether the server's words may be told.
    func rows(
        _ text: String, _ values: [String?] = [], types: [UInt32] = [], quoting: Bool = true, _ patience: Patience
    ) throws(ToolError) -> PostgreSQLResult {
        try send(text, values, types: types, patience)
        var last: PostgreSQLResult?
        while let result = try next(patience) {
            guard [PGRES_COMMAND_OK, PGRES_TUPLES_OK].contains(result.status) else {
                throw ToolError(result, quoting: quoting)
            }
            last = result
        }
        guard let last else { throw ToolError(.upstream, "The database gave no answer.") }
        return last
    }

    /// Runs one statement row by row; `take` answers whether it wants the next one. Rows that nobody wants are let go, and
    /// when there are too many bytes of them this throws.
    func eachRow(
        _ text: String, _ patience: Patience, _ take: (PostgreSQLResult) throws(ToolError) -> Bool
    ) throws(ToolError) {
        try send(text, [], types: [], patience)
        guard PQsetSingleRowMode(handle.pointer) == 1 else { throw ToolError(.internal, "Rows cannot be read singly.") }
        var isWanted = true
        while let result = try next(patience) {
            switch result.status {
            case PGRES_SINGLE_TUPLE: if isWanted { isWanted = try take(result) }
            case PGRES_TUPLES_OK: break
            case _: throw ToolError(result, quoting: false)
            }
        }
    }

    /// What the server's own parser makes of a statement: its parameters' types and its columns, without running it.
    func describe(
        _ text: String, types: [UInt32], _ patience: Patience
    ) throws(ToolError) -> PostgreSQLResult {
        let isSent = types.withUnsafeBufferPointer {
            PQsendPrepare(handle.pointer, "agenthub", text, Int32($0.count), $0.baseAddress)
        }
        try sent(isSent, patience)
        while let result = try next(patience) {
            guard result.status == PGRES_COMMAND_OK else { throw ToolError(result, quoting: true) }
        }
        try sent(PQsendDescribePrepared(handle.pointer, "agenthub"), patience)
        var last: PostgreSQLResult?
        while let result = try next(patience) {
            guard result.status == PGRES_COMMAND_OK else { throw ToolError(result, quoting: true) }
            last = result
        }
        guard let last else { throw ToolError(.upstream, "The database gave no answer.") }
        return last
    }

    private func send(
        _ text: String, _ values: [String?], types: [UInt32], _ patience: Patience
    ) throws(ToolError) {
        let copies = values.map { $0.flatMap { strdup($0) } }
        defer { for copy in copies { free(copy) } }
        let pointers = copies.map { UnsafePointer<CChar>($0) }
        let known = types.isEmpty ? [UInt32](repeating: 0, count: values.count) : types
        // The extended protocol: the server takes one statement and no more.
        let isSent = PQsendQueryParams(handle.pointer, text, Int32(pointers.count), known, pointers, nil, nil, 0)
        try sent(isSent, patience)
    }

    /// Waits until what was given to libpq has left.
    private func sent(_ isAccepted: Int32, _ patience: Patience) throws(ToolError) {
        guard isAccepted == 1 else { throw broken }
        while true {
            switch PQflush(handle.pointer) {
            case 0: return
            case 1: try patience.wait(for: PQsocket(handle.pointer), POLLIN | POLLOUT)
            case _: throw broken
            }
            guard PQconsumeInput(handle.pointer) == 1 else { throw broken }
        }
    }

    private func next(_ patience: Patience) throws(ToolError) -> PostgreSQLResult? {
        let before = ah_pq_bytes_received(handle.pointer)
        while PQisBusy(handle.pointer) == 1 {
            try patience.wait(for: PQsocket(handle.pointer), POLLIN)
            guard PQconsumeInput(handle.pointer) == 1 else { throw broken }
            // A row that is too large is given up while it comes, and the connection with it.
            guard ah_pq_bytes_received(handle.pointer) &- before <= UInt64(SQLLimits.maximumRowBytes) else {
                throw ToolError(
                    .tooLarge, "A row of the result is larger than \(SQLLimits.maximumRowBytes >> 20) MB.")
            }
        }
        return PQgetResult(handle.pointer).map(PostgreSQLResult.init)
    }

    private var broken: ToolError { ToolError(.unavailable, "The connection to the database broke.") }
}
