import HubCore

/// Decides who of a chain of models is asked next: events in, actions out, no I/O and no clock.
///
/// What may pass by itself is tried again, at most twice and with growing waits, while time is left and the wait is short;
/// then, and for what will not pass, the next model is asked. A refused content is an answer: nobody else is asked.
struct FailoverStateMachine {
    enum Action: Equatable {
        /// Ask this one of the chain, after a wait.
        case ask(Int, after: Duration)
        /// Nobody is left; the error is of the last one who was asked, nil when everybody was passed over.
        case giveUp
    }

    /// How often one model is tried again.
    static let usualRetries = 2
    private static let firstWait = Duration.milliseconds(200)
    /// Where others follow, nobody is waited for longer than it takes to ask them.
    private static let longestWaitBeforeOthers = Duration.seconds(1)
    private static let longestWait = Duration.seconds(10)

    private let windows: [Int]
    private let retries: Int
    private(set) var position: Int
    private var attempts = 0

    /// `windows`: each model's context window, in the chain's order; `start`: who answered last in this turn.
    init(windows: [Int], start: Int = 0, retries: Int = FailoverStateMachine.usualRetries) {
        precondition(windows.indices.contains(start), "a chain has somebody to ask")
        self.windows = windows
        self.retries = retries
        position = start
    }

    mutating func start() -> Action { .ask(position, after: .zero) }

    /// The one who was to be asked is passed over.
    mutating func passedOver() -> Action { next { _ in true } }

    /// - Parameters:
    ///   - remaining: of the turn.
    ///   - jitter: from 0 to 1, so that those who failed together do not come back together.
    mutating func failed(_ error: ModelError, remaining: Duration, jitter: Double) -> Action {
        attempts += 1
        switch error.kind {
        case .cancelled, .refused: return .giveUp
        case .authorization, .unsupported, .timeout: return next { _ in true }
        case .contextTooLong:
            let window = windows[position]
            return next { $0 > window }
        case .rateLimited, .overloaded, .connection, .malformed:
            let wait = wait(error, jitter)
            let isLast = position == windows.count - 1
            let longest = min(isLast ? Self.longestWait : Self.longestWaitBeforeOthers, remaining / 2)
            if attempts <= retries, wait <= longest { return .ask(position, after: wait) }
            return next { _ in true }
        }
    }

    /// Those after the present one, in their order.
    private mutating func next(where suits: (Int) -> Bool) -> Action {
        guard let following = windows.indices.first(where: { $0 > position && suits(windows[$0]) }) else {
            return .giveUp
        }
        position = following
        attempts = 0
        return .ask(following, after: .zero)
    }

    /// Doubled each time, of which a random half is left out; no less than the provider asks for.
    private func wait(_ error: ModelError, _ jitter: Double) -> Duration {
        let whole = Self.firstWait * (1 << (attempts - 1))
        return max(error.retryAfter ?? .zero, whole * (0.5 + jitter / 2))
    }
}
