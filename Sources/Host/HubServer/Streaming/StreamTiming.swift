/// When a stream says that somebody is still at it, and when it gives a reader up.
package struct StreamTiming: Sendable {
    /// After so long without a word a comment is sent: proxies and clients give up a connection that is silent for longer.
    package var keepAlive = Duration.seconds(10)
    /// For so long a client may take nothing of what is there for it.
    package var patience = Duration.seconds(30)
    package var now: @Sendable () -> ContinuousClock.Instant = { .now }
    package var sleep: @Sendable (ContinuousClock.Instant) async throws -> Void = {
        try await Task.sleep(until: $0, clock: .continuous)
    }

    package init() {}
}
