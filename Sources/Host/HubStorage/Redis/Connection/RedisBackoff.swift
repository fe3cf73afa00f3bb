/// How long to wait before each attempt to connect: twice as long after each failure up to a bound, less a random part
/// of up to a half, so that many processes do not come back at once.
struct RedisBackoff {
    private let first: Duration
    private let longest: Duration
    private var next: Duration

    init(first: Duration, longest: Duration) {
        self.first = first
        self.longest = longest
        next = first
    }

    /// `portion` is the random part's size, from 0 to 1.
    mutating func wait(portion: Double) -> Duration {
        let wait = min(next, longest)
        next = min(wait * 2, longest)
        return wait * (1 - portion / 2)
    }

    mutating func reset() { next = first }
}
