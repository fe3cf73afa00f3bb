/// The bounds of an SQLite database.
package struct SQLiteLimits: Sendable {
    /// Connections that read at once.
    package var readers = 4
    /// Reads that may be under way or wait; the next is refused.
    package var waitingReads = 4096
    /// Transactions that may wait for the writer; the next is refused.
    package var waitingWrites = 1024
    /// Transactions that share one flush to the disk.
    package var groupedWrites = 64
    /// Seconds to wait for another process.
    package var busyTimeout = 5.0

    package init() {}
}
