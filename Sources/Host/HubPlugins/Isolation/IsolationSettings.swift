/// What the operator decides about the processes that plugins run in.
package struct IsolationSettings: Sendable {
    /// Writable memory of a process in MiB where its manifest names none, and the most that a manifest gets.
    package var memoryMB = 1024
    package var maximumMemoryMB = 2048
    /// Threads that run a plugin's calls where its manifest names fewer.
    package var threads = 64
    /// Added to the processes' niceness, so that the host itself comes first.
    package var niceness = 5
    /// Of a hundred, the part of a processor that the host spends on what a process says unasked; whoever says more waits.
    package var talkPercent = 30
    /// By id, the plugins that may make sockets of their own when their manifests ask for the network. One that is granted the
    /// egress service may too: it asks that service where its sockets may go.
    package var network: Set<String> = []

    /// Crashes within the window after which a plugin gets a rest.
    package var crashes = 10
    package var crashWindow: Duration = .seconds(60)
    /// The first start after a quiet time comes at once. The next waits this long, and each after it twice as long as the one
    /// before, up to the longest.
    package var restartDelay: Duration = .milliseconds(50)
    package var longestRestartDelay: Duration = .seconds(30)
    /// How long a plugin that crashes again and again is shut out; twice as long the next time, up to the longest.
    package var rest: Duration = .seconds(60)
    package var longestRest: Duration = .seconds(600)
    /// Ends of a process within the window that had only calls of one tenant's row, after which that row is shut out for as long as
    /// the window.
    package var strikes = 3
    package var strikeWindow: Duration = .seconds(600)
    /// The longest that a call waits for a process that is to start again.
    package var patience: Duration = .seconds(1)

    package init() {}
}
