/// Why a batch failed. Holds no statement's text and no value.
package enum SQLError: Error, Hashable, Sendable, CustomStringConvertible {
    /// A constraint of the schema refused the statement of this position in the batch.
    case violation(SQLConstraint, statement: Int)
    /// Too many writes wait already.
    case overloaded
    /// Another process holds the database.
    case busy
    /// The disk, or the database's allowed size, is full.
    case full
    /// A text parameter has a NUL, which not every database can keep.
    case invalidText(statement: Int)
    /// A stored value is not what its column should hold.
    case unexpectedValue(column: Int)
    /// The file or the server cannot be reached or read; the driver's code.
    case unavailable(code: Int)
    /// The database contradicts itself.
    case damaged
    case closed
    /// The statement itself is wrong: a mistake in this program; the driver's code.
    case rejected(code: Int, statement: Int)

    package var description: String {
        switch self {
        case .violation(let constraint, let statement):
            "statement \(statement) of the batch violates a constraint (\(constraint.rawValue))"
        case .overloaded: "too many writes are waiting for the database"
        case .busy: "another process holds the database"
        case .full: "the database's disk is full"
        case .invalidText(let statement): "a text for statement \(statement) of the batch has a NUL character"
        case .unexpectedValue(let column): "column \(column) of a row holds an unexpected value"
        case .unavailable(let code): "the database cannot be reached (code \(code))"
        case .damaged: "the database is damaged"
        case .closed: "the database is closed"
        case .rejected(let code, let statement):
            "the database rejects statement \(statement) of the batch (code \(code))"
        }
    }
}

/// The kinds of constraints, as every database tells them apart.
package enum SQLConstraint: String, Sendable {
    case unique
    case foreignKey = "foreign key"
    case notNull = "not null"
    case check
    /// A rule of ours, such as that a ledger only grows.
    case rule
}
