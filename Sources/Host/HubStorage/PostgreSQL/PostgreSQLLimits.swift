/// The bounds of a PostgreSQL database.
package struct PostgreSQLLimits: Sendable {
    /// Connections at most.
    package var connections = 20
    /// Batches that may wait for a connection; the next is refused.
    package var waiting = 1000
    /// How long a batch waits for a connection, unless it has less time itself.
    package var acquireTimeout = Duration.seconds(1)
    /// How long the server lets one statement run; zero: for ever.
    package var statementTimeout = Duration.seconds(10)
    /// How long the server lets a statement wait for a lock; zero: for ever.
    package var lockTimeout = Duration.seconds(5)
    /// How long the server keeps a transaction whose client says nothing.
    package var idleInTransactionTimeout = Duration.seconds(10)
    /// How long a batch may take in whole; then the server is asked to stop it, which leaves no trace of it.
    package var batchTimeout = Duration.seconds(11)
    /// A server that has not stopped a batch this much later is frozen.
    package var margin = Duration.seconds(1)
    /// Seconds to establish a connection, at least 2, unless the URL says otherwise.
    package var connectTimeout = 3
    /// The longest pause between two attempts to connect.
    package var longestPause = Duration.seconds(1)
    /// How often a batch is run again after it lost to another transaction, or its connection before it did anything.
    package var retries = 3

    package init() {}

    /// For migrations: one connection, which waits for others that migrate, and may take its time.
    package static var migration: PostgreSQLLimits {
        var limits = PostgreSQLLimits()
        limits.connections = 1
        limits.acquireTimeout = .seconds(10)
        limits.statementTimeout = .seconds(3600)
        limits.batchTimeout = .seconds(86_400)
        limits.lockTimeout = .seconds(600)
        limits.idleInTransactionTimeout = .seconds(60)
        return limits
    }
}
