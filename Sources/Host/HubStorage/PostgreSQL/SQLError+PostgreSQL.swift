extension SQLError {
    /// The house's error for a failure of one of `count` statements, of which the first stands at `first` in what was sent.
    init(_ failure: PostgreSQLFailure, first: Int, count: Int, isWrite: Bool) {
        let code = Self.code(failure.state)
        // What stands before the statements says who asks; what stands behind them commits.
        guard failure.command >= first else {
            self = .unavailable(code: code)
            return
        }
        let statement = min(failure.command - first, max(0, count - 1))
        switch failure.state {
        case "23505": self = .violation(.unique, statement: statement)
        case "23503", "23001": self = .violation(.foreignKey, statement: statement)
        case "23502": self = .violation(.notNull, statement: statement)
        case "23514": self = .violation(.check, statement: statement)
        case "P0001": self = .violation(.rule, statement: statement)
        case "22021", "22P05": self = .invalidText(statement: statement)
        case "57014": self = .timeout
        case "40001", "40P01", "55P03": self = .busy
        case "53100": self = .full
        case "XX001", "XX002": self = .damaged
        // A server that only follows another takes no writes.
        case "25006" where isWrite: self = .unavailable(code: code)
        case "08P01": self = .rejected(code: code, statement: statement)
        case let state where ["08", "53", "57", "58", "XX", "F0"].contains(state.prefix(2)) || state.isEmpty:
            self = .unavailable(code: code)
        case _: self = .rejected(code: code, statement: statement)
        }
    }

    /// A SQLSTATE as a number to the base of 36; `description` turns it back.
    static func code(_ state: String) -> Int { Int(state, radix: 36) ?? 0 }

    /// No connection could be established (08001).
    static var unreachable: SQLError { .unavailable(code: code("08001")) }
    /// The connection broke (08006).
    static var connectionLost: SQLError { .unavailable(code: code("08006")) }
    /// The connection broke when the commit was on its way: it may be done, or not (08007).
    static var unknownOutcome: SQLError { .unavailable(code: code("08007")) }
}
