import HubCore

/// Why a batch failed. Holds no statement's text and no value.
package enum SQLError: Error, Hashable, Sendable, CustomStringConvertible {
    /// A constraint of the schema refused the statement of this position in the batch.
    case violation(SQLConstraint, statement: Int)
    /// Too many batches wait already, or this one waited too long for its turn.
    case overloaded
    /// Another process or transaction holds what is needed.
    case busy
    /// A statement took longer than it may.
    case timeout
    /// The task that asked was cancelled.
    case cancelled
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
        case .overloaded: "too much is waiting for the database"
        case .busy: "another process holds the database"
        case .timeout: "the database took too long"
        case .cancelled: "the task was cancelled"
        case .full: "the database's disk is full"
        case .invalidText(let statement): "a text for statement \(statement) of the batch has a NUL character"
        case .unexpectedValue(let column): "column \(column) of a row holds an unexpected value"
        case .unavailable(let code): "the database cannot be reached (code \(Self.name(of: code)))"
        case .damaged: "the database is damaged"
        case .closed: "the database is closed"
        case .rejected(let code, let statement):
            "the database rejects statement \(statement) of the batch (code \(Self.name(of: code)))"
        }
    }

    /// SQLite's codes are small numbers; PostgreSQL's SQLSTATEs are five digits to the base of 36.
    private static func name(of code: Int) -> String {
        if code < 36 * 36 * 36 { return "\(code)" }
        let digits = String(code, radix: 36, uppercase: true)
        return String(repeating: "0", count: max(0, 5 - digits.count)) + digits
    }
}

extension SQLError: StorageFailure {
    package var kind: StorageFailureKind {
        switch self {
        case .overloaded, .busy, .timeout, .full, .closed: .unavailable
        case .cancelled: .cancelled
        // Of a connection that broke, only these codes say when.
        case .unavailable: self == .unreachable || self == .connectionLost ? .unavailable : .unknown
        // What is asked again would fail again.
        case .violation, .invalidText, .unexpectedValue, .damaged, .rejected: .broken
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
