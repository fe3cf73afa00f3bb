import CPQ

/// What the server says of a command that failed. Its message is dropped, since it may quote a value.
struct PostgreSQLFailure: Sendable, Hashable {
    /// The five characters of the SQLSTATE; empty when the failure is libpq's own.
    /// https://www.postgresql.org/docs/15/errcodes-appendix.html
    let state: String
    /// The server ended the connection with it.
    let isFatal: Bool
    /// The position in what was sent.
    let command: Int
    /// The command had been prepared for a batch before.
    let wasPrepared: Bool

    init(state: String, isFatal: Bool = false, command: Int = 0, wasPrepared: Bool = false) {
        self.state = state
        self.isFatal = isFatal
        self.command = command
        self.wasPrepared = wasPrepared
    }

    init(_ result: OpaquePointer, of due: PostgreSQLExchange.Due) {
        // Not translated, unlike PG_DIAG_SEVERITY.
        let severity = Self.field(Int32(UInt8(ascii: "V")), of: result)
        self.init(
            state: Self.field(Int32(UInt8(ascii: "C")), of: result),
            isFatal: severity == "FATAL" || severity == "PANIC",
            command: due.command, wasPrepared: due.wasPrepared)
    }

    private static func field(_ code: Int32, of result: OpaquePointer) -> String {
        PQresultErrorField(result, code).map { String(cString: $0) } ?? ""
    }

    /// The whole batch may be run again: another transaction won.
    var isLostRace: Bool { state == "40001" || state == "40P01" }

    /// What the connection has prepared no longer fits: a table has changed, or it was deallocated. A command that was
    /// prepared just now is refused for a reason of its own.
    var isStalePreparation: Bool { wasPrepared && (state == "0A000" || state == "26000") }

    /// The server ended the connection and says so in the place of an answer: it has not done the command. A transaction
    /// whose COMMIT stands behind that place is undone. (57P02 may come at any moment, after the commit too.)
    var isRefusalToGoOn: Bool { isFatal && (state == "57P01" || state == "57P05" || state == "25P03") }

    var isCancellation: Bool { state == "57014" }
}
