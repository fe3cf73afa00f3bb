import Glibc

/// A point on the monotonic clock (CLOCK_MONOTONIC, nanoseconds) by which something must have ended.
package struct Deadline: Hashable, Comparable, Sendable {
    package let nanoseconds: UInt64

    package init(nanoseconds: UInt64) { self.nanoseconds = nanoseconds }

    package static func after(_ duration: Duration) -> Deadline {
        let (seconds, attoseconds) = duration.components
        let span = UInt64(clamping: seconds).multipliedReportingOverflow(by: 1_000_000_000)
        if span.overflow { return Deadline(nanoseconds: .max) }
        let sum = MonotonicTime.now().addingReportingOverflow(
            span.partialValue &+ UInt64(clamping: attoseconds / 1_000_000_000))
        return Deadline(nanoseconds: sum.overflow ? .max : sum.partialValue)
    }

    /// What is left, zero once it has passed.
    package var remaining: Duration {
        let now = MonotonicTime.now()
        return .nanoseconds(now >= nanoseconds ? 0 : Int64(clamping: nanoseconds - now))
    }

    package var hasPassed: Bool { MonotonicTime.now() >= nanoseconds }

    package static func < (left: Deadline, right: Deadline) -> Bool { left.nanoseconds < right.nanoseconds }
}

/// Readings of CLOCK_MONOTONIC.
package enum MonotonicTime {
    /// Nanoseconds since a start that is the machine's own.
    package static func now() -> UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(time.tv_sec) &* 1_000_000_000 &+ UInt64(time.tv_nsec)
    }

    /// Milliseconds since an earlier reading.
    package static func milliseconds(since start: UInt64) -> Double {
        Double(now() &- start) / 1_000_000
    }
}
