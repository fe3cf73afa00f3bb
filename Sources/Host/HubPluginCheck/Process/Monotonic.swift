import Glibc

/// CLOCK_MONOTONIC in nanoseconds, as the ABI's deadlines are.
enum Monotonic {
    static func now() -> UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }

    static func after(milliseconds: Int) -> UInt64 { now() + UInt64(milliseconds) * 1_000_000 }
}
