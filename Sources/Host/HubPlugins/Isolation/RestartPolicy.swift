/// When a plugin's process starts again after it ended by itself or had to be ended. Times are nanoseconds on CLOCK_MONOTONIC.
struct RestartPolicy {
    enum Step: Equatable {
        case restart(after: UInt64)
        /// It is shut out for so long, and then tried.
        case rest(UInt64)
    }

    private let settings: IsolationSettings
    /// Of the ends within the window.
    private var ends: [UInt64] = []
    /// Rests so far that no quiet time came after.
    private var rests = 0
    /// When the last rest ends: an end soon after it is no new beginning.
    private var restsUntil: UInt64 = 0

    init(_ settings: IsolationSettings) { self.settings = settings }

    mutating func ended(at now: UInt64) -> Step {
        let window = settings.crashWindow.nanoseconds
        ends.removeAll { now &- $0 >= window }
        if rests > 0, ends.isEmpty, now > restsUntil, now - restsUntil >= window { rests = 0 }
        ends.append(now)
        // After a rest it is tried once, and rests again when it does not last.
        if rests > 0 || ends.count >= settings.crashes {
            let span = Self.doubled(settings.rest, times: rests, longest: settings.longestRest)
            rests += 1
            restsUntil = now &+ span
            ends = []
            return .rest(span)
        }
        if ends.count == 1 { return .restart(after: 0) }
        return .restart(
            after: Self.doubled(settings.restartDelay, times: ends.count - 2, longest: settings.longestRestartDelay))
    }

    private static func doubled(_ span: Duration, times: Int, longest: Duration) -> UInt64 {
        let (base, longest) = (span.nanoseconds, longest.nanoseconds)
        // Shifted further than this, any span is longer than the longest.
        let shift = min(times, 40)
        return base > longest >> shift ? longest : base << shift
    }
}
