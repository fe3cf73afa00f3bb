/// How long Redis may take and how much may be under way.
package struct RedisLimits: Sendable, Hashable {
    /// From the call to the answer, unless the call says otherwise.
    package var commandTimeout: Duration
    /// Commands that were sent and not answered, those whose callers have given up included; one more fails at once.
    package var commandsInFlight: Int
    /// Bytes of commands that the network has not taken yet; a command that finds more fails at once.
    package var unsentBytes: Int
    /// A larger command fails at once; a larger reply costs the connection.
    package var messageBytes: Int
    /// Silence, with answers owed, after which the connection is given up.
    package var stallTimeout: Duration
    /// For TCP, and again for the login.
    package var connectTimeout: Duration
    /// The wait before the second attempt to connect; it doubles with each failure, less a random part.
    package var firstBackoff: Duration
    package var longestBackoff: Duration
    /// How long a connection must have done its work for its end to be a new outage.
    package var steadyTime: Duration
    /// Silence after which a listening connection asks whether Redis is there.
    package var listeningSilence: Duration
    /// Silence after that for which it is given up.
    package var listeningPatience: Duration

    package init(
        commandTimeout: Duration = .milliseconds(50), commandsInFlight: Int = 4096, unsentBytes: Int = 32 << 20,
        messageBytes: Int = 8 << 20, stallTimeout: Duration = .milliseconds(500),
        connectTimeout: Duration = .seconds(1), firstBackoff: Duration = .milliseconds(50),
        longestBackoff: Duration = .seconds(1), steadyTime: Duration = .seconds(2),
        listeningSilence: Duration = .seconds(5), listeningPatience: Duration = .seconds(5)
    ) {
        self.commandTimeout = commandTimeout
        self.commandsInFlight = commandsInFlight
        self.unsentBytes = unsentBytes
        self.messageBytes = messageBytes
        self.stallTimeout = stallTimeout
        self.connectTimeout = connectTimeout
        self.firstBackoff = firstBackoff
        self.longestBackoff = longestBackoff
        self.steadyTime = steadyTime
        self.listeningSilence = listeningSilence
        self.listeningPatience = listeningPatience
    }
}
