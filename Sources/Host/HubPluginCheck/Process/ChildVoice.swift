import Glibc
import Synchronization

/// What the child's checks say to the parent. Any thread may.
final class ChildVoice: Sendable {
    /// Where the parent listens.
    static let descriptor: Int32 = 3

    private struct State {
        var count: [String: Int] = [:]
        var place = ""
    }

    /// Findings of one rule that are told; a bug that shows a thousand times is told a few.
    private static let maximumOfRule = 3

    private let output: Int32
    private let state = Mutex(State())

    /// A child that an author starts in a debugger has nobody who listens, and speaks to standard error.
    init() { output = fcntl(Self.descriptor, F_GETFD) >= 0 ? Self.descriptor : 2 }

    var faultDescriptor: Int32 { output }

    /// From now on the plugin is asked for this.
    func at(_ place: String) { say(.at(place)) }

    func find(_ finding: Finding) {
        let isTold = state.withLock { state in
            state.count[finding.rule, default: 0] += 1
            return state.count[finding.rule, default: 0] <= Self.maximumOfRule
        }
        if isTold { say(.finding(finding)) }
    }

    /// Whether something of that rule was found.
    func hasFound(_ rule: String) -> Bool { state.withLock { $0.count[rule] != nil } }

    func say(_ frame: ChildFrame) {
        let bytes = frame.bytes
        // A parent that is gone is told nothing; the kernel ends this process.
        _ = write(output, bytes, bytes.count)
    }
}
