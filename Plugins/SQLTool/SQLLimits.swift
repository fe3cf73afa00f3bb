import PluginSDK

/// How much a statement may take; what a configuration does not say has the values here.
struct SQLLimits: Sendable {
    /// Rows of the result.
    var rows = 200
    /// Of the result's rows as JSON. The host takes 100 KB with all that stands around them.
    var bytes = 90_000
    /// The server's own estimate of what the statement costs, in its units (a page read in order is 1).
    var cost = 1_000_000.0
    /// On the server.
    var statementMilliseconds = 5000
    var lockMilliseconds = 1000

    /// What one row may bring over the wire before the connection is given up, since libpq holds a row as a whole.
    static let maximumRowBytes = 4 << 20

    /// One value in SQLite. Its `instr`, `replace` and `trim` cannot be stopped and take time by the square of it, here about a
    /// tenth of a second each; `SQLiteRules` says how many may stand in a statement.
    static let maximumSQLiteBytes = 128 << 10

    /// What SQLite may hold in memory for all statements of this process together, before those that run are stopped: it sorts
    /// and sets aside in memory, as many rows as a statement makes up.
    static let maximumSQLiteMemory: Int64 = 256 << 20

    init(_ value: JSON?) {
        if let rows = value?["rows"]?.numberValue?.intValue { self.rows = rows }
        if let bytes = value?["bytes"]?.numberValue?.intValue { self.bytes = bytes }
        if let cost = value?["cost"]?.numberValue?.doubleValue { self.cost = cost }
        if let milliseconds = value?["statement_ms"]?.numberValue?.intValue { statementMilliseconds = milliseconds }
        if let milliseconds = value?["lock_ms"]?.numberValue?.intValue { lockMilliseconds = milliseconds }
    }
}
