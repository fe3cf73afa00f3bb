/// What has limits in time that the timer's thread looks after.
protocol Overseen: AnyObject, Sendable {
    /// When the first limit is reached, on CLOCK_MONOTONIC in nanoseconds; `UInt64.max` when there is none. It does not wait.
    var earliestLimit: UInt64 { get }
    /// Ends what is past its limit.
    func giveUpOverdue(now: UInt64)
}
