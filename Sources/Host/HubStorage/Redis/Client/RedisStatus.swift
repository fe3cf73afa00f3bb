/// How a connection to Redis stands, for health and metrics. The counts begin with the process.
package struct RedisStatus: Sendable, Hashable {
    package var isConnected: Bool
    /// Times that a connection was made after the first one.
    package var reconnects: Int
    /// Commands that were answered. Each command is in one of the three counts, once it is over.
    package var successes: Int
    /// Commands that could not be sent, lost their connection, or had an error for an answer.
    package var errors: Int
    /// Commands whose answer did not come in time.
    package var timeouts: Int
    /// Commands that were sent and not answered.
    package var inFlight: Int
}
