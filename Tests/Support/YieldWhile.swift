/// Nothing came of a wait.
package struct WaitedInVain: Error, CustomStringConvertible {
    package let description = "what was waited for had not come after five minutes"
}

/// Lets others work for as long as the condition holds. A wait in vain fails its test, after five minutes or with the test's own
/// time limit: a loop without an end would outlive both and keep a processor busy for ever.
package func yieldWhile(_ condition: () async throws -> Bool) async throws {
    let end = ContinuousClock.now + .seconds(300)
    while try await condition() {
        try Task.checkCancellation()
        if ContinuousClock.now > end { throw WaitedInVain() }
        await Task.yield()
    }
}
