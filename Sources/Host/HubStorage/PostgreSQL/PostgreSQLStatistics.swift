/// How a pool of connections does.
package struct PostgreSQLStatistics: Sendable, Hashable {
    /// Connections that are established.
    package var size = 0
    /// Those with nothing to do.
    package var idle = 0
    /// Batches that wait for a connection now.
    package var waiting = 0
    /// Batches that had to wait, since the start.
    package var waits = 0
    /// Seconds that they waited.
    package var waitSeconds = 0.0
    /// Connections established, since the start.
    package var connects = 0
    /// Connections that were lost or given up, since the start.
    package var losses = 0
    /// Attempts to connect that failed, since the start.
    package var failures = 0

    package init() {}
}
