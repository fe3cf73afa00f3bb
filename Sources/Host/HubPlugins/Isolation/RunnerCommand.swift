import Glibc

/// How a runner is started.
struct RunnerCommand: Sendable, Equatable {
    /// The absolute path of the runner, and of the plugin's file.
    var program: String
    var file: String
    /// Only the description is wanted.
    var describes = false
    /// MiB; 0: no limit.
    var memoryMB = 0
    var threads = 64
    var grace: Duration = .seconds(2)
    var loadLimit: Duration = .seconds(5)
    var niceness = 0
    var hasNetwork = false
    var readable: [String] = []
    var writable: [String] = []
    var scratch: String?

    /// Threads that the whole process may have: for calls, for callbacks as many, and the runner's and the plugin's own.
    private var mostThreads: Int { 2 * threads + 256 }

    /// Why the process must end for what it uses, if it must. Its system's limits are on the memory that it may write to, and none is
    /// on threads; these are on all that it takes.
    func excess(of process: pid_t) -> KillReason? {
        guard let threads = ProcessUsage.threads(of: process) else { return nil }
        if threads > mostThreads { return .threads }
        guard memoryMB > 0, let bytes = ProcessUsage.residentBytes(of: process) else { return nil }
        if bytes == 0, threads > 1 { return .hidden }
        return bytes > memoryMB << 20 / 4 * 5 ? .memory : nil
    }

    /// As the runner's protocol says.
    var arguments: [String] {
        var words: [String] = describes ? ["--describe"] : []
        words += [
            "--memory", "\(memoryMB)", "--threads", "\(threads)", "--grace", "\(Self.milliseconds(grace))",
            "--load-limit", "\(Self.milliseconds(loadLimit))", "--nice", "\(niceness)",
        ]
        if hasNetwork { words.append("--network") }
        for path in readable { words += ["--read", path] }
        for path in writable { words += ["--write", path] }
        if let scratch { words += ["--scratch", scratch] }
        return words + [file]
    }

    /// What the runner takes at most.
    private static let longestMilliseconds: UInt64 = 1 << 30

    private static func milliseconds(_ duration: Duration) -> UInt64 {
        min(max(1, duration.nanoseconds / 1_000_000), longestMilliseconds)
    }
}
