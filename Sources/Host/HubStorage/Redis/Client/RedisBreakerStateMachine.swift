/// Whether to ask a Redis that was late too often. Pure: times are nanoseconds of a clock that only goes on.
struct RedisBreakerStateMachine {
    /// So many answers in a row that did not come in time, and it is not asked.
    static let tolerance = 5
    /// For so long; then one asks again, and the others when that one has its answer.
    static let pause: UInt64 = 1_000_000_000
    /// Outcomes count for so long, and for as long again in the part that has ended: three seconds, so that with the pause
    /// before it a Redis that is back counts as well within five.
    private static let periodLength: UInt64 = 1_500_000_000

    private struct Outcomes {
        var all = 0
        var failed = 0
    }

    private var late = 0
    private var retryAt: UInt64 = 0
    private var recent = Outcomes()
    private var earlier = Outcomes()
    /// Which of the periods since the clock's start `recent` is of.
    private var period: UInt64 = 0

    /// Whether to ask now. Who does says how it `ended`.
    mutating func mayAsk(now: UInt64) -> Bool {
        guard late >= Self.tolerance else { return true }
        if now < retryAt {
            count(isFailed: true, now)
            return false
        }
        retryAt = now + Self.pause
        return true
    }

    /// `failure` nil: an answer came. What is wrong with one key or one value is no failure of Redis.
    mutating func ended(_ failure: RedisError?, now: UInt64) {
        let isFailed =
            switch failure {
            case nil, .tooLarge, .refused(code: "WRONGTYPE"), .refused(code: "NOSCRIPT"): false
            case .unavailable, .timedOut, .overloaded, .refused, .protocolViolation, .closed: true
            }
        count(isFailed: isFailed, now)
        guard failure == .timedOut else {
            late = 0
            return
        }
        late += 1
        if late >= Self.tolerance { retryAt = now + Self.pause }
    }

    /// Whether more than one in ten of the last seconds failed.
    mutating func isAiling(now: UInt64) -> Bool {
        turn(now)
        return (recent.failed + earlier.failed) * 10 > recent.all + earlier.all
    }

    private mutating func count(isFailed: Bool, _ now: UInt64) {
        turn(now)
        recent.all += 1
        if isFailed { recent.failed += 1 }
    }

    private mutating func turn(_ now: UInt64) {
        let current = now / Self.periodLength
        guard current > period else { return }
        earlier = current == period + 1 ? recent : Outcomes()
        recent = Outcomes()
        period = current
    }
}
