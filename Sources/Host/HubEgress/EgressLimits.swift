/// How much may be under way at once, and how much of a response is accepted whatever the request says.
package struct EgressLimits: Sendable, Hashable {
    /// Transfers at once.
    package var concurrent: Int
    /// Transfers at once to one origin.
    package var concurrentPerOrigin: Int
    /// Requests that wait for their turn; one more is answered `overloaded` at once.
    package var waiting: Int
    /// Requests that wait for one origin, so that a slow one does not take every place.
    package var waitingPerOrigin: Int
    /// All headers of one response, interim responses and trailers included.
    package var headerBytes: Int
    package var headerCount: Int
    /// For name resolution, TCP and TLS; the request's deadline may be earlier.
    package var connectTimeout: Duration
    /// Connections kept open with nothing to do.
    package var idleConnections: Int
    /// How long a connection with nothing to do may still be used.
    package var idleLifetime: Duration
    /// Bytes of a stream that wait for their reader; at more, the peer is made to wait.
    package var streamBufferBytes: Int

    package init(
        concurrent: Int = 256, concurrentPerOrigin: Int = 64, waiting: Int = 1024, waitingPerOrigin: Int = 256,
        headerBytes: Int = 64 << 10, headerCount: Int = 200, connectTimeout: Duration = .seconds(10),
        idleConnections: Int = 256, idleLifetime: Duration = .seconds(60), streamBufferBytes: Int = 64 << 10
    ) {
        self.concurrent = concurrent
        self.concurrentPerOrigin = concurrentPerOrigin
        self.waiting = waiting
        self.waitingPerOrigin = waitingPerOrigin
        self.headerBytes = headerBytes
        self.headerCount = headerCount
        self.connectTimeout = connectTimeout
        self.idleConnections = idleConnections
        self.idleLifetime = idleLifetime
        self.streamBufferBytes = streamBufferBytes
    }
}
