import Glibc

/// A point on the machine's monotonic clock (CLOCK_MONOTONIC), which deadlines are told on.
public struct MonotonicInstant: Sendable, Hashable, Comparable {
    /// Since a start that is the machine's own.
    public let nanoseconds: UInt64

    /// The point so many nanoseconds after the clock's start.
    public init(nanoseconds: UInt64) { self.nanoseconds = nanoseconds }

    /// Now.
    public static func now() -> MonotonicInstant {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return MonotonicInstant(
            nanoseconds: UInt64(clamping: time.tv_sec) &* 1_000_000_000 &+ UInt64(clamping: time.tv_nsec))
    }

    /// The point a duration later; the last one there is when the sum is beyond the clock.
    public func advanced(by duration: Duration) -> MonotonicInstant {
        let (seconds, attoseconds) = duration.components
        let (span, overflow) = UInt64(clamping: seconds).multipliedReportingOverflow(by: 1_000_000_000)
        let sum = nanoseconds.addingReportingOverflow(span &+ UInt64(clamping: attoseconds / 1_000_000_000))
        return MonotonicInstant(nanoseconds: overflow || sum.overflow ? .max : sum.partialValue)
    }

    /// How long it is from another point until this one; zero when that point is not earlier.
    public func duration(since earlier: MonotonicInstant) -> Duration {
        .nanoseconds(Int64(clamping: nanoseconds > earlier.nanoseconds ? nanoseconds - earlier.nanoseconds : 0))
    }

    /// Whether the left point is the earlier one.
    public static func < (left: MonotonicInstant, right: MonotonicInstant) -> Bool {
        left.nanoseconds < right.nanoseconds
    }
}
