/// How long to wait after each failure in a row: a second, then twice as long each time, a minute at the most.
struct RetryPause {
    private static let longest = 60

    private var seconds = 0

    var isFailing: Bool { seconds > 0 }

    mutating func fail() -> Duration {
        seconds = min(max(1, seconds * 2), Self.longest)
        return .seconds(seconds)
    }

    mutating func succeed() { seconds = 0 }
}
