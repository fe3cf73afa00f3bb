/// The commands that were sent on a connection and not answered, in the order of their answers. Pure: times are
/// nanoseconds of the monotonic clock.
struct RedisPipeline<Waiter> {
    /// Whom an answer belongs to.
    enum Recipient {
        case waiter(Waiter)
        /// Somebody who no longer waits for it.
        case departed
        /// Nobody asked.
        case nobody
    }

    private struct Entry {
        let deadline: UInt64
        /// nil once the caller was told that it takes too long; the answer still has to come first in its turn.
        var waiter: Waiter?
    }

    private let stallTimeout: UInt64
    private var entries: [Entry] = []
    /// Where the oldest one stands; those before it were answered.
    private var first = 0
    /// No later than the earliest deadline of those that wait.
    private var earliest = UInt64.max
    /// When something came last, or when the first command since the last answer was sent.
    private var lastProgress: UInt64 = 0

    init(stallTimeout: Duration) {
        let (seconds, attoseconds) = stallTimeout.components
        self.stallTimeout = UInt64(clamping: seconds) * 1_000_000_000 + UInt64(clamping: attoseconds / 1_000_000_000)
    }

    var count: Int { entries.count - first }

    /// When something has to be done though nothing comes; nil when never.
    var nextEvent: UInt64? {
        count == 0 ? nil : min(earliest, lastProgress.addingReportingOverflow(stallTimeout).partialValue)
    }

    mutating func add(_ waiter: Waiter, deadline: UInt64, now: UInt64) {
        if count == 0 { lastProgress = now }
        entries.append(Entry(deadline: deadline, waiter: waiter))
        earliest = min(earliest, deadline)
    }

    /// Something came from the peer.
    mutating func progress(now: UInt64) { lastProgress = now }

    /// Takes out the oldest one, which the next answer belongs to.
    mutating func answered() -> Recipient {
        guard first < entries.count else { return .nobody }
        let recipient = entries[first].waiter.map(Recipient.waiter) ?? .departed
        entries[first].waiter = nil
        first += 1
        if first == entries.count {
            entries.removeAll(keepingCapacity: true)
            (first, earliest) = (0, .max)
        } else if first >= 1024, first * 2 >= entries.count {
            entries.removeFirst(first)
            first = 0
        }
        return recipient
    }

    /// Takes out those who wait for longer than they will.
    mutating func expire(now: UInt64) -> [Waiter] {
        guard now >= earliest else { return [] }
        var expired: [Waiter] = []
        earliest = .max
        for position in first..<entries.count {
            guard let waiter = entries[position].waiter else { continue }
            if now >= entries[position].deadline {
                expired.append(waiter)
                entries[position].waiter = nil
            } else {
                earliest = min(earliest, entries[position].deadline)
            }
        }
        return expired
    }

    /// Whether answers are owed and nothing came for too long.
    func isStalled(now: UInt64) -> Bool {
        count > 0 && now >= lastProgress && now - lastProgress >= stallTimeout
    }

    /// Takes out all who still wait; the connection is gone.
    mutating func drain() -> [Waiter] {
        let waiters = entries[first...].compactMap(\.waiter)
        entries = []
        (first, earliest) = (0, .max)
        return waiters
    }
}
