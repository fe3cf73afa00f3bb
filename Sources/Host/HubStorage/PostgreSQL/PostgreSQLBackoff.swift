import HubCore

/// When to try again to connect: after 50 ms, then twice as long each time up to a bound, each pause cut at random to
/// between a half and the whole of it, so that many processes do not come back together.
struct PostgreSQLBackoff {
    private let longest: Duration
    private var failures = 0
    /// Nil while attempts succeed.
    private(set) var next: Deadline?

    init(longest: Duration) { self.longest = longest }

    var isFailing: Bool { next != nil }

    /// `random` is from 0 to 1.
    mutating func fail(random: Double) {
        next = .after(pause(random: random))
        failures += 1
    }

    mutating func succeed() {
        failures = 0
        next = nil
    }

    func pause(random: Double) -> Duration {
        min(.milliseconds(50 << min(failures, 16)), longest) * (0.5 + random / 2)
    }
}
