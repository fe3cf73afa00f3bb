/// Whether a release that calls go to has failed: it crashes too often in its first minutes.
struct ReleaseProbation: Sendable {
    struct Limits: Sendable {
        /// Nanoseconds from the moment that the first route named it.
        var span: UInt64
        var crashes: Int
    }

    private let limits: Limits
    private let since: UInt64
    private var crashes = 0

    init(limits: Limits, since: UInt64) {
        self.limits = limits
        self.since = since
    }

    /// It crashed; whether it is one too often.
    mutating func crashed(at now: UInt64) -> Bool {
        guard now &- since <= limits.span else { return false }
        crashes += 1
        return crashes >= limits.crashes
    }
}
