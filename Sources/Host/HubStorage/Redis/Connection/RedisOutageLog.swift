/// What is worth a line about connections that come and go: each reason once, until one has lasted. The last line is
/// never that there is a connection while there is none.
struct RedisOutageLog {
    private var reported: Set<RedisError> = []
    /// The last line was that there is a connection.
    private var isAnnounced = false
    /// Connections come and go for the same reason; that they come is said no more.
    private var isFlapping = false

    /// A connection is ready. Whether to say so.
    mutating func connected() -> Bool {
        if isAnnounced || isFlapping { return false }
        isAnnounced = true
        return true
    }

    /// The connection, or the attempt to make one, is over for this reason. Whether to say so.
    mutating func failed(_ reason: RedisError) -> Bool {
        let isNews = reported.insert(reason).inserted
        if isAnnounced, !isNews { isFlapping = true }
        defer { isAnnounced = false }
        return isNews || isAnnounced
    }

    /// The connection that is over had lasted: what comes next is news.
    mutating func wasSteady() {
        reported = []
        isFlapping = false
    }
}
