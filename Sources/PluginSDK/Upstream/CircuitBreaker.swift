/// Stops calls to a system that is down: after so many failures in a row it refuses all for a while, then lets one
/// through to find out.
///
/// A value without a clock or a lock: whoever holds it asks before a call and reports after it.
public struct CircuitBreaker: Sendable {
    /// Leave to make a call; each is reported once, with its outcome.
    public enum Admission: Sendable, Hashable {
        /// One of many.
        case regular
        /// The one call that finds out whether the system is back.
        case probe
    }

    /// How a call ended.
    public enum Outcome: Sendable, Hashable {
        /// The system answered.
        case success
        /// It did not, or said that it cannot.
        case failure
        /// The call ended before that could be told.
        case unknown
    }

    private enum State: Sendable, Hashable {
        case closed(failures: Int)
        case open(until: MonotonicInstant)
        /// After `until` the probe counts as lost and another call may try.
        case probing(until: MonotonicInstant)
    }

    private let threshold: Int
    private let pause: Duration
    private var state = State.closed(failures: 0)

    /// Opens for `pause` after `threshold` failures in a row.
    public init(threshold: Int = 5, pause: Duration = .seconds(5)) {
        self.threshold = threshold
        self.pause = pause
    }

    /// Whether calls go through and none has failed since the last success: such a breaker need not be kept.
    public var isIdle: Bool { state == .closed(failures: 0) }

    /// Asks leave to make a call; nil: not now.
    public mutating func admit(at now: MonotonicInstant) -> Admission? {
        switch state {
        case .closed: return .regular
        case .open(let until), .probing(let until):
            if now < until { return nil }
            state = .probing(until: now.advanced(by: pause))
            return .probe
        }
    }

    /// Reports a call. A regular one that ends when the breaker is not closed any more changes nothing.
    public mutating func record(_ outcome: Outcome, of admission: Admission, at now: MonotonicInstant) {
        switch (state, admission, outcome) {
        case (.closed, .regular, .success), (.probing, .probe, .success): state = .closed(failures: 0)
        case (.closed(let failures), .regular, .failure):
            state = failures + 1 < threshold ? .closed(failures: failures + 1) : .open(until: now.advanced(by: pause))
        case (.probing, .probe, .failure): state = .open(until: now.advanced(by: pause))
        case (.probing, .probe, .unknown): state = .open(until: now)
        case (.closed, _, _), (.open, _, _), (.probing, _, _): break
        }
    }
}
