/// How a connection to Redis stands, for health and metrics. The counts begin with the process.
package struct RedisStatus: Sendable, Hashable {
    package var isConnected: Bool
    /// Times that a connection was made after the first one.
    package var reconnects: Int
    /// Commands that were asked for.
    package var commands: Int
    /// Commands without an answer or with an error for one, timeouts included.
    package var errors: Int
    package var timeouts: Int
    /// Commands that were sent and not answered.
    package var inFlight: Int
}
