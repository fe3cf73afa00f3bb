import HubCore

/// A database that runs batches of SQL: data in, rows out.
///
/// A batch and not a closure over a connection, so that a driver on the network can send a whole transaction in one
/// round trip, a driver of a local file can put several into one disk flush, and neither lends a thread to its caller.
/// What one statement must know of another is therefore said in SQL: a guard in `WHERE`, a constraint that fails.
package protocol SQLDatabase: Sendable {
    /// Runs statements that change nothing, all of them on one state of the data. One result a statement, in order.
    /// `deadline` bounds the wait for a connection, beside the driver's own bound.
    func read(as access: SQLAccess, by deadline: Deadline?, _ statements: [SQLStatement]) async throws(SQLError)
        -> [[SQLRow]]

    /// Runs the statements in one transaction, which is durable when this returns and left no trace when it throws.
    /// It is carried out even if the task is cancelled meanwhile.
    func write(as access: SQLAccess, _ statements: [SQLStatement]) async throws(SQLError) -> [[SQLRow]]

    /// Lets what was begun finish, then closes; whatever is asked later fails with `.closed`.
    func close() async
}

extension SQLDatabase {
    package func read(as access: SQLAccess, _ statements: [SQLStatement]) async throws(SQLError) -> [[SQLRow]] {
        try await read(as: access, by: nil, statements)
    }

    func read(as access: SQLAccess, by deadline: Deadline? = nil, _ statement: SQLStatement) async throws(SQLError)
        -> [SQLRow]
    {
        try await read(as: access, by: deadline, [statement])[0]
    }
}

/// In whose name a batch runs. A driver with row-level security enforces it; the statements' own `tenant_id` conditions
/// hold everywhere.
package enum SQLAccess: Sendable, Hashable {
    /// The platform's own work: administration, migrations.
    case platform
    case tenant(TenantScope)
}
