import Glibc
import PluginSDK

/// How long a call may wait: until its deadline, or until nobody waits for it.
struct Patience: Sendable {
    let call: Call
    let deadline: MonotonicInstant

    /// In milliseconds, how often a wait looks whether the call was cancelled.
    private static let slice = 25

    init(_ call: Call) {
        self.call = call
        deadline = call.deadline
    }

    /// In milliseconds, at least 1.
    var remaining: Int {
        let (seconds, attoseconds) = deadline.duration(since: .now()).components
        return max(1, Int(clamping: seconds) * 1000 + Int(attoseconds / 1_000_000_000_000_000))
    }

    func check() throws(ToolError) {
        guard deadline > .now() else { throw ToolError(.deadline, "The database did not answer in time.") }
        guard !call.isCancelled else { throw ToolError(.cancelled, "Nobody waits for the answer any more.") }
    }

    /// Waits until the socket can be read, or written.
    func wait(for descriptor: Int32, _ events: Int32) throws(ToolError) {
        while true {
            try check()
            var entry = pollfd(fd: descriptor, events: Int16(events), revents: 0)
            let count = poll(&entry, 1, Int32(min(remaining, Self.slice)))
            if count > 0 { return }
            guard count == 0 || errno == EINTR else { throw ToolError(.upstream, "The connection broke.") }
        }
    }
}
