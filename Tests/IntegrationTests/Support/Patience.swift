import Testing

/// Asks again and again until something is so.
enum Patience {
    struct Exhausted: Error, CustomStringConvertible {
        let what: String
        let limit: Duration
        var description: String { "not within \(limit): \(what)" }
    }

    /// Returns how long it took; throws when it took longer than the limit.
    @discardableResult
    static func until(
        _ what: String, within limit: Duration = .seconds(60), _ condition: () async throws -> Bool
    ) async throws -> Duration {
        let start = ContinuousClock.now
        while try await !condition() {
            guard .now - start < limit else { throw Exhausted(what: what, limit: limit) }
            try await Task.sleep(for: .milliseconds(10))
        }
        return .now - start
    }
}
